import { afterEach, describe, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { NamedView } from '../../lib/model/named-view.js';
import type { Size } from '../../lib/view/frame.js';
import { expectGolden } from '../support/golden.js';
import { pictureOf, sceneJobs } from '../view/scene.js';
import { closeStage, goldenAppearance, screenAfter } from './stage-machine.js';

const views: readonly NamedView[] = [
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

const list: JobsEvent = { type: 'picture', picture: pictureOf(sceneJobs) };

afterEach(closeStage);

async function screen(size: Size, ...keys: string[]): Promise<string> {
  const pressed = keys.map((key): JobsEvent => ({ type: 'key', key }));
  return screenAfter([list, ...pressed, list], size, goldenAppearance, views);
}

describe.each([
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
  { columns: 60, rows: 16 },
])('views at $columns×$rows', (size) => {
  it('stand in a menu with their numbers and what they show', async () => {
    expectGolden(`views-dialog-${size.columns}x${size.rows}`, await screen(size, 'v', 'j'));
  });

  it('are named where the filter is shown', async () => {
    expectGolden(`view-shown-${size.columns}x${size.rows}`, await screen(size, 'v', '1'));
  });
});
