import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { EndCounts } from '../../lib/model/monitoring/ends.js';
import type { WorkerList, WorkerRow } from '../../lib/model/worker.js';
import { hour, jobWith, minute, now, sceneJobs } from '../view/scene.js';
import { keys, read, type Scenes } from './events.js';

function worker(name: string, given: Partial<WorkerRow>): WorkerRow {
  return {
    ...{ name, running: 0, longest: null, done: 0, failed: 0, firstAt: now - hour, lastAt: now - minute },
    ...{ trouble: null, perMinute: null, ...given },
  };
}

const longest = (id: string, name: string, ms: number) => ({ id, name, startedAt: now - ms });

/** Workers of every kind: gone, silent, at work at one job and at several, idle. */
export const workers: WorkerList = {
  periodMs: hour,
  rows: [
    worker('etl-7:30534', {
      ...{ running: 1, longest: longest('9014', 'fix_parser', 14 * minute), done: 41, failed: 2 },
      ...{ perMinute: 0.7, lastAt: now - 12 * minute },
      trouble: { kind: 'gone', since: now - 12 * minute - 3000, reused: false },
    }),
    worker('etl-8:411', {
      ...{ running: 2, longest: longest('9011', 'itch_parser', 31 * minute), done: 3, perMinute: 0.05 },
      lastAt: now - 7 * minute,
      trouble: { kind: 'silent', since: now - 7 * minute, sign: 'heartbeat' },
    }),
    worker('etl-1:1204', {
      ...{ running: 3, longest: longest('9021', 'fix_parser', 108_000), done: 1204, failed: 12 },
      ...{ perMinute: 20.3, lastAt: now - 2000 },
    }),
    worker('the-worker-with-the-very-long-name-of-a-pod-5f7c9d8b4-x2x9q', {
      running: 1,
      longest: longest('9022', 'a_parser_that_has_quite_a_long_name_too', 2 * hour + 4 * minute),
      done: 9,
      perMinute: 0.2,
      lastAt: now - 40_000,
    }),
    worker('etl-2:77', { done: 310, perMinute: 5.2, lastAt: now - 26 * minute }),
  ],
  total: 5,
  others: 8,
  jobs: {
    of: 'etl-7:30534',
    jobs: [
      jobWith({
        ...{ id: '8990', status: 'failed', name: 'fix_parser', version: '1.2', startedAt: now - 40 * minute },
        completedAt: now - 40 * minute + 108_000,
      }),
      jobWith({
        ...{ id: '9014', status: 'running', name: 'fix_parser', version: '1.2' },
        startedAt: now - 14 * minute,
      }),
      jobWith({
        ...{ id: '9009', name: 'fix_parser', version: '1.2', startedAt: now - 20 * minute },
        completedAt: now - 20 * minute + 45_000,
      }),
    ],
  },
};

/** What the first of them did in that hour and the one before. */
const hourOfEnds: EndCounts = {
  ...{ periodMs: hour, first: now / minute - 120, recordedFrom: 0, of: 'etl-7:30534' },
  done: Array.from({ length: 121 }, (_, step) => (step < 60 ? 2 : step % 3)),
  failed: Array.from({ length: 121 }, (_, step) => Number(step === 100 || step === 101)),
};

const list = read(sceneJobs);
const shown = (given: Partial<typeof workers> = {}): JobsEvent =>
  read(sceneJobs, { workers: { ...workers, ...given } });
const nobody = { rows: [], total: 0, jobs: null };

/** What has happened before the picture is taken, by the name of the screen. */
export const workersScenes: Scenes = {
  workers: [list, ...keys('w'), shown()],
  'workers-compared': [list, ...keys('w'), shown({ rows: workers.rows.slice(0, 2), ends: hourOfEnds })],
  'workers-searched': [list, ...keys('w'), shown(), ...keys('/', 'e', 't', 'l', '-', '2', 'Enter')],
  'workers-by-rate': [
    list,
    ...keys('w'),
    shown({
      rows: [0, 0.04, 0.06, 9.94, 9.97, 99.6, 1234.5].map((perMinute, at) =>
        worker(`etl-${at}`, { done: 9, perMinute }),
      ),
      total: 7,
    }),
  ],
  'workers-unread': [list, ...keys('w')],
  'workers-none-of-late': [list, ...keys('w'), shown(nobody)],
  'workers-none': [list, ...keys('w'), shown({ ...nobody, others: 0, periodMs: null })],
  'worker-filtered': [list, ...keys('w'), shown(), ...keys('j', 'Enter'), list],
};
