import type { JobsEvent } from '../../lib/machine/state/event.js';
import { noCounts, type Picture } from '../../lib/model/picture.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import { otherQueue } from '../machine/queue-in-memory.js';
import { countingPictureOf, now, sceneJobs } from '../view/scene.js';
import { fiveCauses } from './causes-scene.js';
import { keys, read, type Scenes } from './events.js';
import { queuedJobs } from './job-scenes.js';
import { details } from './panel-scenes.js';
import { rows } from './section-4.js';

const path = '/home/operator/.casparian_flow/casparian_flow.sqlite3';
const noTotals = { filesProcessed: 0, filesTotal: 0, outputBytes: 0n };

/** What has happened before the picture is taken, by the name of the screen. */
export const listScenes: Scenes = {
  '3.1-default-view': [read(sceneJobs)],
  ...Object.fromEntries(
    Object.entries(rows).map(([name, job]) => {
      const counts = { ...noCounts, [job.status]: 1 };
      return [name, [read([job], { counts, totals: noTotals })]];
    }),
  ),
  loading: [],
  'loading-with-progress': [
    { type: 'read-progress', progress: { bytesRead: 340_000_000, databaseBytes: 1_100_000_000 } },
  ],
  counting: [picture(countingPictureOf(sceneJobs))],
  'counting-with-nothing-to-list': [picture(countingPictureOf([]))],
  overtaken: [read(sceneJobs), { type: 'changed', at: now - 4000 }],
  'no-jobs': [read([], { counts: noCounts, totals: noTotals })],
  'all-filtered': [
    read([], { counts: { ...noCounts, queued: 45 }, totals: noTotals }),
    ...keys('2'),
    read([], { counts: { ...noCounts, queued: 45 }, totals: noTotals }),
  ],
  queue: [read(queuedJobs, { counts: { ...noCounts, queued: queuedJobs.length }, totals: noTotals })],
  waiting: [{ type: 'problem', problem: problemOf('missing', path), at: now - 5000 }],
  unreadable: [{ type: 'problem', problem: problemOf('unreadable', path), at: now - 5000 }],
  'busy-with-last-good-picture': [
    read(sceneJobs, { asOf: now - 12_000 }),
    { type: 'problem', problem: problemOf('busy', path), at: now - 12_000 },
  ],
  help: [read(sceneJobs), ...keys('?')],
  compact: [read(sceneJobs), ...keys('z')],
  'times-in-utc': [read(sceneJobs), ...keys('t')],
  'times-here': [read(sceneJobs), ...keys('z', 't', 't')],
  beside: [read(sceneJobs), ...keys('|'), read(sceneJobs, { detail: details['failed-parse'] })],
  'columns-dialog': [read(sceneJobs), ...keys('C', 'j', 'J', 'J')],
  'columns-dialog-other-queue': [read(sceneJobs, { queue: otherQueue }), ...keys('C')],
  'compact-columns': [
    read(sceneJobs),
    ...keys('C', 'n', 'j', 'j', 'Space', ...Array.from({ length: 9 }, () => 'j'), 'Space', 'Enter'),
  ],
  causes: [...keys('e'), read(sceneJobs, { causes: fiveCauses })],
  'causes-being-read': [
    ...keys('e'),
    read(sceneJobs, { causes: { ...fiveCauses, total: 7, unread: 4021 } }),
    ...keys('j'),
  ],
  'causes-of-nothing': [
    ...keys('e'),
    read(sceneJobs, { causes: { groups: [], total: 0, failed: 0, unread: 0, sample: null } }),
  ],
  'causes-searched': [
    ...keys('e'),
    read(sceneJobs, { causes: fiveCauses }),
    ...keys('/', 'e', 'r', 'r', 'n', 'o'),
  ],
  'causes-question': [...keys('e'), read(sceneJobs, { causes: fiveCauses }), ...keys('R')],
};

function picture(shown: Picture): JobsEvent {
  return { type: 'picture', picture: shown };
}
