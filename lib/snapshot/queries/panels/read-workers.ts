import type { Job, JobId, JobTrouble } from '../../../model/job.js';
import type { PictureRequest } from '../../../model/picture.js';
import {
  type NamedRecord,
  type RunningRecord,
  type WorkerRecord,
  workerTrouble,
} from '../../../model/worker.js';
import type { SearchPace } from '../../index/sieve/search-text.js';
import type { SqlRow } from '../../port.js';
import { numberOf, textOf } from '../../tables/column-value.js';
import { type QueueSource, rowOfEach } from '../jobs/queue-source.js';

/** At most this many running jobs are checked, those that have run longest. */
export const workersWatched = 1000;

/** Checks running jobs and their workers. */
export interface Workers {
  /** Which running jobs are in trouble. */
  judge(records: readonly RunningRecord[]): ReadonlyMap<JobId, JobTrouble>;
  /** Which of the jobs have a process here that is still running, and which of them one that has ended. */
  stillRunning(records: readonly WorkerRecord[]): ReadonlyMap<JobId, boolean>;
}

/** Checks nothing. */
export const nobody: Workers = { judge: () => new Map(), stillRunning: () => new Map() };

/** What the running jobs' rows say of their workers and progress, and what is wrong at this instant, by job. */
export interface RunningJobs {
  readonly records: readonly NamedRecord[];
  readonly troubles: ReadonlyMap<JobId, JobTrouble>;
}

/** A queue at one instant, and what is asked about it. */
export interface PictureSource extends QueueSource, RunningJobs {
  readonly workers: Workers;
  /** The instant, ms since the epoch. */
  readonly asOf: number;
  /** All of its filters are as of the time of the list. */
  readonly request: PictureRequest;
  /** How much of a search is done in one read; absent: all of it. */
  readonly pace?: SearchPace;
}

/** Reads the running jobs' rows, and has them checked. */
export function readRunning(source: QueueSource, workers: Workers): RunningJobs {
  const running = source.queue.list({ statuses: ['running'], types: null, name: '', cleared: null });
  const { matching } = running.size();
  const ids = running.ids(Math.max(0, matching - workersWatched), matching);
  const rows = rowOfEach(source, 'worker_records', ids);
  const records = rows.map(namedRecord);
  return { records, troubles: workers.judge(records) };
}

function namedRecord(row: SqlRow): NamedRecord {
  const itemsSince = numberOf(row, 'items_since');
  return {
    id: textOf(row, 'id') ?? '',
    status: 'running',
    worker: textOf(row, 'worker'),
    host: textOf(row, 'host'),
    pid: numberOf(row, 'pid'),
    startedAt: numberOf(row, 'started_at'),
    claimedAt: numberOf(row, 'claimed_at'),
    heartbeatAt: numberOf(row, 'heartbeat_at'),
    updatedAt: numberOf(row, 'updated_at'),
    leaseExpiresAt: numberOf(row, 'lease_expires_at'),
    itemsTotal: numberOf(row, 'items_total'),
    itemsProcessed: numberOf(row, 'items_processed'),
    progressPercent: numberOf(row, 'progress_percent'),
    ...(itemsSince !== null && { itemsSince }),
    ...(row.unlisted === 1 && { unlisted: true }),
  };
}

/** The jobs with what is known about their workers. */
export function withWorkers(
  jobs: readonly Job[],
  troubles: ReadonlyMap<JobId, JobTrouble>,
  workers: Workers,
): readonly Job[] {
  const asked = jobs.filter(
    ({ id, status, workerPid }) =>
      workerPid !== null &&
      (status === 'cancelled' ||
        (status === 'running' && workerTrouble({ trouble: troubles.get(id) ?? null }) === null)),
  );
  const running = asked.length === 0 ? new Map<JobId, boolean>() : workers.stillRunning(asked.map(recordOf));
  return jobs.map((job) => {
    const trouble = troubles.get(job.id) ?? null;
    const stillRuns = running.get(job.id) ?? null;
    return trouble === null && stillRuns === null ? job : { ...job, trouble, stillRuns };
  });
}

function recordOf({ id, workerHost, workerPid, claimedAt }: Job): WorkerRecord {
  const unknown = { heartbeatAt: null, updatedAt: null, leaseExpiresAt: null };
  return { id, host: workerHost, pid: workerPid, claimedAt, ...unknown };
}
