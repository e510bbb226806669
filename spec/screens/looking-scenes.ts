import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Job } from '../../lib/model/job.js';
import type { CountedPicture } from '../../lib/model/picture.js';
import { hour, minute, now, pictureOf, sceneJobs } from '../view/scene.js';

const left = now - 2 * hour;
const counts = { queued: 0, running: 2, complete: 2000, failed: 13, cancelled: 0, other: 0 };

/** Of the jobs of behaviour 3.1 the failed one is new. */
const jobs: readonly Job[] = sceneJobs;

function picture(given: Partial<CountedPicture>): JobsEvent {
  return { type: 'picture', picture: pictureOf(jobs, { counts, ...given }) };
}

const back: readonly JobsEvent[] = [
  picture({ asOf: left - minute }),
  { type: 'focus', focused: false, at: left },
  { type: 'focus', focused: true, at: now },
];
const since = {
  at: left - 2000,
  counts: { complete: 1204, failed: 312, cancelled: 0 },
  newCauses: [
    { key: 'a', text: 'DiskFull' },
    { key: 'b', text: 'KeyError' },
  ],
  moreNewCauses: 0,
  unread: 0,
};
const news = {
  since,
  counts: { ...counts, queued: 40, complete: 3204, failed: 325 },
  troubles: { gone: 1, silent: 0 },
};

const group = {
  count: 300,
  names: ['fix_parser'],
  moreNames: 0,
  firstAt: now - hour,
  lastAt: now - minute,
  sample: '5',
};
const causes = {
  groups: [
    { ...group, key: 'c', text: 'SchemaViolation at row <n>', firstAt: now - 5 * hour },
    { ...group, key: 'a', text: 'DiskFull: <path>', count: 20 },
    { ...group, key: 'b', text: 'KeyError: "<…>"', count: 5 },
  ],
  total: 3,
  failed: 325,
  unread: 0,
  sample: null,
};

/** What a terminal shows once its operator is back from two hours elsewhere, by the name of the screen. */
export const lookingScenes: Readonly<Record<string, readonly JobsEvent[]>> = {
  'since-you-looked': [...back, picture(news)],
  'since-you-looked-causes': [
    ...back,
    picture(news),
    { type: 'key', key: 'e' },
    picture({ ...news, causes }),
  ],
};
