import type { JobsEvent } from '../../lib/machine/state/event.js';
import { noCounts } from '../../lib/model/picture.js';
import { otherQueue } from '../machine/queue-in-memory.js';
import { now, sceneJobs } from '../view/scene.js';
import { keys, read, type Scenes } from './events.js';
import { workersInTrouble } from './job-scenes.js';
import { lookingScenes } from './looking-scenes.js';
import { backlog, details, pipeline } from './panel-scenes.js';

const list = read(sceneJobs, { pipeline });
/** The same with all jobs marked: many more than are loaded. */
const markedList = read(sceneJobs, {
  pipeline,
  marks: {
    tally: {
      counts: {
        ...{
          ...noCounts,
          failed: 1204,
          gone: 0,
          silent: 2,
          stalled: 0,
          running: 36,
          complete: 10_301,
          cancelled: 3,
        },
      },
      backtests: 12,
    },
    but: 0,
  },
});
const troubled: JobsEvent = { type: 'picture', picture: workersInTrouble };

/** What has happened before the picture is taken, by the name of the screen. */
export const dialogScenes: Scenes = {
  ...lookingScenes,
  ...Object.fromEntries(
    Object.entries(details).map(([name, detail]) => [
      `detail-${name}`,
      [read([detail.job]), ...keys('Enter'), read([detail.job], { detail })],
    ]),
  ),
  'detail-failed-scrolled': [
    read([details['failed-parse'].job]),
    ...keys('Enter'),
    read([details['failed-parse'].job], { detail: details['failed-parse'] }),
    ...keys('PageDown'),
  ],
  'filter-dialog': [list, ...keys('f', 'j', 'j', 'Space', 'l', 'k', 'k')],
  'filter-dialog-counts': [
    read(sceneJobs, {
      counts: { queued: 2000, running: 40, complete: 1_234_567, failed: 98_765, cancelled: 600, other: 0 },
      types: { scan: 12, parse: 1_234_567, export: 98_765, backtest: 2000, other: 0 },
    }),
    ...keys('f', 'G', 'Shift-Tab', 'Escape'),
  ],
  'filter-dialog-other-queue': [read(sceneJobs, { queue: otherQueue }), ...keys('f')],
  'filter-dialog-name': [list, ...keys('f', '/', 'f', 'i', 'x')],
  'filter-dialog-mistake': [list, ...keys('f', '/', ...'status:failed foo:bar')],
  filtered: [list, ...keys('f', 'Space', '/', 'f', 'i', 'x', 'Enter'), read(sceneJobs.slice(0, 2))],
  pipeline: [list, ...keys('P'), list],
  'pipeline-backlog': [list, ...keys('P'), read(sceneJobs, { pipeline: backlog })],
  ...{ 'confirm-cancel': [list, ...keys('j', 'j', 'c')], 'workers-in-trouble': [troubled] },
  'confirm-put-back': [troubled, ...keys('R')],
  'confirm-put-back-marked': [troubled, ...keys('Space', 'Space', 'R')],
  ...{ 'filter-dialog-workers': [troubled, ...keys('f')], 'confirm-stop': [list, ...keys('j', 'S', 'l')] },
  'confirm-retry-all': [list, ...keys('A')],
  'confirm-cancel-marked': [list, ...keys('j', 'Space', 'Space', 'c')],
  'marked-all': [list, ...keys('*'), markedList],
  'confirm-retry-all-marked': [list, ...keys('*'), markedList, ...keys('R'), markedList],
  'confirm-cancel-all-marked': [list, ...keys('*'), markedList, ...keys('c'), markedList],
  'confirm-retry-all-marked-yes': [list, ...keys('*'), markedList, ...keys('R', 'y', 'y')],
  'confirm-retry-some-marked': [list, ...keys('Space', 'j', 'Space', 'R')],
  ...{ marked: [list, ...keys('Space', 'j', 'Space')], search: [list, ...keys('/', 'f', 'i', 'x')] },
  ...{ 'copy-view': [list, ...keys('j', 'j', 'j', 'Y')], retrying: [list, ...keys('R')] },
  done: [list, { type: 'notice', notice: { tone: 'done', text: 'Job 5 is queued again.', at: now } }],
  'read-only': [
    list,
    { type: 'writability', writability: { kind: 'unable', reason: 'no permission to write' } },
    ...keys('R'),
  ],
};
