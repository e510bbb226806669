import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Picture } from '../../lib/model/picture.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import { countingPictureOf, now, pictureOf, sceneJobs } from '../view/scene.js';
import { fiveCauses } from './causes-scene.js';
import type { Scenes } from './events.js';
import { rows } from './section-4.js';
import { queuedJobs } from './worker-scenes.js';

const path = '/home/operator/.casparian_flow/casparian_flow.sqlite3';
const empty = { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };
const noTotals = { filesProcessed: 0, filesTotal: 0, outputBytes: 0n };

/** What has happened before the picture is taken, by the name of the screen. */
export const listScenes: Scenes = {
  '3.1-default-view': [picture(pictureOf(sceneJobs))],
  ...Object.fromEntries(
    Object.entries(rows).map(([name, job]) => {
      const counts = { ...empty, [job.status]: 1 };
      return [name, [picture(pictureOf([job], { counts, totals: noTotals }))]];
    }),
  ),
  loading: [],
  'loading-with-progress': [
    { type: 'read-progress', progress: { bytesRead: 340_000_000, databaseBytes: 1_100_000_000 } },
  ],
  counting: [picture(countingPictureOf(sceneJobs))],
  'counting-with-nothing-to-list': [picture(countingPictureOf([]))],
  overtaken: [picture(pictureOf(sceneJobs)), { type: 'changed', at: now - 4000 }],
  'no-jobs': [picture(pictureOf([], { counts: empty, totals: noTotals }))],
  'all-filtered': [picture(pictureOf([], { counts: { ...empty, queued: 45 }, totals: noTotals }))],
  queue: [
    picture(pictureOf(queuedJobs, { counts: { ...empty, queued: queuedJobs.length }, totals: noTotals })),
  ],
  waiting: [{ type: 'problem', problem: problemOf('missing', path), at: now - 5000 }],
  unreadable: [{ type: 'problem', problem: problemOf('unreadable', path), at: now - 5000 }],
  'busy-with-last-good-picture': [
    picture(pictureOf(sceneJobs, { asOf: now - 12_000 })),
    { type: 'problem', problem: problemOf('busy', path), at: now - 12_000 },
  ],
  help: [picture(pictureOf(sceneJobs)), { type: 'key', key: '?' }],
  compact: [picture(pictureOf(sceneJobs)), { type: 'key', key: 'z' }],
  causes: [{ type: 'key', key: 'e' }, picture({ ...pictureOf(sceneJobs), causes: fiveCauses })],
  'causes-being-read': [
    { type: 'key', key: 'e' },
    picture({ ...pictureOf(sceneJobs), causes: { ...fiveCauses, total: 7, unread: 4021 } }),
    { type: 'key', key: 'j' },
  ],
  'causes-of-nothing': [
    { type: 'key', key: 'e' },
    picture({
      ...pictureOf(sceneJobs),
      causes: { groups: [], total: 0, failed: 0, unread: 0, sample: null },
    }),
  ],
  'causes-searched': [
    { type: 'key', key: 'e' },
    picture({ ...pictureOf(sceneJobs), causes: fiveCauses }),
    ...['/', 'e', 'r', 'r', 'n', 'o'].map((key): JobsEvent => ({ type: 'key', key })),
  ],
  'causes-question': [
    { type: 'key', key: 'e' },
    picture({ ...pictureOf(sceneJobs), causes: fiveCauses }),
    { type: 'key', key: 'R' },
  ],
};

function picture(shown: Picture): JobsEvent {
  return { type: 'picture', picture: shown };
}
