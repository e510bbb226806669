import type { NamedView } from '../../lib/model/saved-view.js';
import { sceneJobs } from '../view/scene.js';
import { keys, read, type Scenes } from './events.js';

/** The views of the configuration that the scenes are shown with. */
export const views: readonly NamedView[] = [
  { name: 'failures', filter: { statuses: ['failed', 'gone', 'silent'], types: null, name: '' } },
  {
    name: 'last backtests',
    filter: { statuses: ['complete'], types: ['backtest'], name: 'fix' },
    sort: { by: 'end', reversed: false, failedFirst: false },
    density: 'compact',
  },
  {
    name: 'everything of the worker in the cellar',
    filter: { statuses: null, types: null, name: '', worker: '=cellar:30534' },
  },
  {
    name: 'usual',
    filter: { statuses: ['running', 'complete', 'failed', 'cancelled', 'other'], types: null, name: '' },
  },
];

const list = read(sceneJobs);

/** The menu of views, and the list in one of them. */
export const viewsScenes: Scenes = {
  'views-dialog': [list, ...keys('v', 'j'), list],
  'view-shown': [list, ...keys('v', '1'), list],
};
