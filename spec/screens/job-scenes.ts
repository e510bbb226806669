import type { Job, Waiting } from '../../lib/model/job.js';
import { hour, jobWith, minute, now, pictureOf } from '../view/scene.js';

export const queued = {
  status: 'queued',
  statusText: 'QUEUED',
  name: 'fix_parser',
  version: '1.2',
  priority: 0,
  startedAt: now - 2 * hour,
} as const;

export const pausedJob = jobWith({
  ...queued,
  id: '11',
  sourcePath: '/data/fix_logs/venue_nyse_20240115.log',
  waiting: {
    kind: 'paused',
    since: now - 118 * minute,
    failures: 5,
    lastFailure: 'SchemaViolation: field 44 (Price) is missing',
  },
});

/** Jobs that wait, each for something else. */
export const queuedJobs: readonly Job[] = [
  pausedJob,
  jobWith({
    ...{ ...queued, id: '12', name: 'itch_parser', retryCount: 2 },
    errorMessage: 'connection reset by peer while reading /data/itch/20240115.gz from the archive',
    waiting: { kind: 'retry', at: now + 7 * minute },
  }),
  jobWith({
    ...{ ...queued, id: '13', name: 'itch_parser', errorMessage: 'capacity_rejection' },
    waiting: { kind: 'deferred', at: now + minute, deferral: 'no-room' },
  }),
  jobWith({ ...queued, id: '14', type: 'scan', sourcePath: '/data/fix_logs', waiting: inLine(1) }),
  jobWith({ ...queued, id: '15', type: 'export', name: 'concordance', waiting: inLine(3) }),
  jobWith({ ...queued, id: '16', type: 'backtest', waiting: { kind: 'scheduled', at: now + 14 * hour } }),
];

function inLine(place: number): Waiting {
  return { kind: 'line', place };
}

const running = {
  status: 'running',
  statusText: 'RUNNING',
  name: 'fix_parser',
  startedAt: now - 60 * minute,
} as const;

/** Jobs whose workers are gone, silent, and well, and a cancelled one. */
export const workersInTrouble = pictureOf(
  [
    jobWith({
      ...{ ...running, id: '21', itemsProcessed: 100, itemsTotal: 500, workerHost: 'vm', workerPid: 30534 },
      trouble: { kind: 'gone', since: now - 12 * minute, reused: false },
    }),
    jobWith({
      ...{ ...running, id: '20', name: 'hl7_oru', sourcePath: '/data/hl7/oru.hl7', workerHost: 'w-7' },
      trouble: { kind: 'silent', since: now - 14 * minute, sign: 'heartbeat' },
    }),
    jobWith({
      ...{ ...running, id: '23', name: 'itch_book', itemsProcessed: 300, itemsTotal: 500, updatedAt: now },
      trouble: { kind: 'stalled', since: now - 6 * minute },
    }),
    jobWith({
      ...{ ...running, id: '22', name: 'fix_orders', itemsProcessed: 400, itemsTotal: 500, updatedAt: now },
    }),
    jobWith({
      ...{ id: '19', status: 'cancelled', statusText: 'ABORTED', name: 'itch_book' },
      completedAt: now - 20 * minute,
    }),
  ],
  {
    counts: { queued: 3, running: 4, complete: 0, failed: 0, cancelled: 1, other: 0 },
    troubles: { gone: 1, silent: 1, stalled: 1 },
    failedMatching: 0,
  },
);
