import type { Job, JobId } from '../model/job.js';
import type { WorkerRecord, WorkerTrouble } from '../model/worker.js';
import { numberOf, textOf } from './column-value.js';
import type { DatabaseShape } from './database-shape.js';
import type { Queryable } from './port.js';

/** Of so many running jobs the workers are looked after, those that have run longest; of the others nothing is said. */
export const workersWatched = 1000;

/** Says which running jobs have a worker in trouble. */
export type Judge = (records: readonly WorkerRecord[]) => ReadonlyMap<JobId, WorkerTrouble>;

/** The troubles of the workers at this instant, by job. */
export function readTroubles(
  database: Queryable,
  shape: DatabaseShape,
  judge: Judge,
): ReadonlyMap<JobId, WorkerTrouble> {
  const sql = shape.statement('running');
  const parameters = { ':limit': workersWatched };
  const rows = database.remembered?.(sql, parameters) ?? database.all(sql, parameters);
  return judge(
    rows.map((row) => ({
      id: textOf(row, 'id') ?? '',
      host: textOf(row, 'host'),
      pid: numberOf(row, 'pid'),
      claimedAt: numberOf(row, 'claimed_at'),
      heartbeatAt: numberOf(row, 'heartbeat_at'),
      updatedAt: numberOf(row, 'updated_at'),
      leaseExpiresAt: numberOf(row, 'lease_expires_at'),
    })),
  );
}

/** The job with what is wrong with its worker. */
export function withTrouble(job: Job, troubles: ReadonlyMap<JobId, WorkerTrouble>): Job {
  const trouble = troubles.get(job.id);
  return trouble === undefined ? job : { ...job, trouble };
}
