import type { JobsEvent } from '../../lib/machine/state/event.js';
import { defaultFilter } from '../../lib/model/filter.js';
import type { Job } from '../../lib/model/job.js';
import type { OwnAct } from '../../lib/model/marks.js';
import type { CountedPicture } from '../../lib/model/picture.js';
import { hour, jobWith, minute, now, pictureOf, sceneJobs } from '../view/scene.js';
import { keys } from './events.js';

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
  troubles: { gone: 1, silent: 0, stalled: 0 },
};

const group = {
  ...{ count: 300, names: ['fix_parser'], moreNames: 0, firstAt: now - hour, lastAt: now - minute },
  sample: '5',
};
const causes = {
  groups: [
    { ...group, key: 'c', text: 'SchemaViolation at row <n>', firstAt: now - 5 * hour },
    { ...group, key: 'a', text: 'DiskFull: <path>', count: 20 },
    { ...group, key: 'b', text: 'KeyError: "<…>"', count: 5 },
  ],
  ...{ total: 3, failed: 325, unread: 0, sample: null },
};

const busy: JobsEvent = {
  type: 'problem',
  problem: { code: 'busy', sentence: 'Writers leave no quiet instant.', file: '/x', advice: '' },
  at: now - 5000,
};
const gone = jobWith({
  ...jobs[1],
  trouble: { kind: 'gone', since: null, reused: false },
  workerHost: 'worker-1',
  workerPid: 4711,
});
const failing = jobWith({ ...jobs[0], status: 'running' });

/** What another program of the operator did, and two jobs that fail where the list doesn't show them. */
const retried: OwnAct = {
  ...{ action: 'retry', takenBack: false, changed: 36, jobs: 36, ids: ['812', '815', '818', '830'] },
  of: { kind: 'cause', text: 'TimeoutError: sink <ip> refused' },
};
const elsewhere = ['2235', '2231'].map((id) =>
  jobWith({ ...jobs[0], id, status: 'failed', completedAt: now - hour, errorMessage: 'TimeoutError' }),
);

/** A night: jobs end, a worker goes, writers are in the way. */
const night: readonly JobsEvent[] = [
  picture({ asOf: now - 30 * hour, counts: { ...counts, queued: 1500 }, troubled: [] }),
  picture({ asOf: now - 29 * hour, counts: { ...counts, queued: 296, complete: 3204 } }),
  picture({ asOf: now - 29 * hour + 40_000, counts: { ...counts, queued: 0, complete: 3500 } }),
  { type: 'picture', picture: pictureOf([failing, ...jobs.slice(1)], { asOf: now - 9 * hour, counts }) },
  picture({ asOf: now - 2 * hour, counts: { ...counts, failed: 14 } }),
  { type: 'acts', acts: [{ ...retried, at: now - 90 * minute }] },
  picture({ asOf: now - hour, counts: { ...counts, failed: 16, queued: 40 }, lately: elsewhere }),
  busy,
  {
    type: 'picture',
    picture: pictureOf([gone], {
      asOf: now - 1000,
      counts: { ...counts, failed: 16, queued: 40 },
      troubles: { gone: 1, silent: 0, stalled: 0 },
      troubled: [{ id: gone.id, kind: 'gone', worker: 'worker-1:4711' }],
    }),
  },
];

/** A picture that tells of the second job, which is waited for. */
function waitedFor(status: Job['status'] = 'other'): JobsEvent {
  const awaited = jobWith({ ...jobs[1], status });
  const [first = awaited, , ...rest] = jobs;
  return {
    type: 'picture',
    picture: { ...pictureOf([first, awaited, ...rest], { counts }), targets: [awaited] },
    request: {
      ...{ filter: defaultFilter, anchor: { kind: 'index', index: 0 }, before: 0, after: 9, failures: 3 },
      targets: { ids: [awaited.id] },
    },
  };
}

/** What a terminal shows once its operator is back from two hours elsewhere, by the name of the screen. */
export const lookingScenes: Readonly<Record<string, readonly JobsEvent[]>> = {
  'since-you-looked': [...back, picture(news)],
  activity: [...night, ...keys('a')],
  'activity-times-here': [...night, ...keys('a', 't', 't')],
  'activity-nothing': [picture({}), ...keys('a')],
  waiting: [picture({}), ...keys('j', 'W'), waitedFor(jobs[1]?.status)],
  'waiting-ended': [picture({}), ...keys('B', 'j', 'W'), waitedFor('failed')],
  'since-you-looked-causes': [...back, picture(news), ...keys('e'), picture({ ...news, causes })],
};
