import { causeOfJob } from '../model/cause/cause.js';
import { oneLine } from '../model/error-summary.js';
import { databaseOf, type Job, type JobId } from '../model/job.js';
import type { CountedPicture, JobCounts } from '../model/picture.js';
import type { Traceback } from '../model/traceback.js';
import { timeOf } from './json-values.js';

/** Counts by status; `other` only where there is one that this program doesn't know. */
export function countsOf({ queued, running, complete, failed, cancelled, other }: JobCounts) {
  const counts = { queued, running, complete, failed, cancelled };
  return other === 0 ? counts : { ...counts, other };
}

/** Why a failed job failed: what `causes` groups by. */
export function causeIn(job: Job) {
  const cause = job.status === 'failed' ? causeOfJob(job) : null;
  return { cause: cause?.text ?? null, cause_key: cause?.key ?? null };
}

/** What went wrong, in one line, and where in the code: what the list shows of a traceback. */
export function errorOf(brief: Traceback | null) {
  return { error_summary: oneLine(brief), error_at: brief?.frame ?? null };
}

/**
 * The path of the only database, or each of several databases with its own state. Before it, if not all jobs were
 * compared at the picture's instant, since when they are right.
 */
export function databaseIn(
  {
    databases,
    rightSince,
  }: { readonly databases?: CountedPicture['databases'] | undefined; readonly rightSince?: number },
  path: string,
) {
  const right = rightSince === undefined ? {} : { right_since: timeOf(rightSince) };
  if (databases === undefined) return { ...right, database: path };
  return {
    ...right,
    databases: databases.map(({ name, path: own, asOf, counts, troubles, problem }) => ({
      name,
      path: own,
      as_of: timeOf(asOf),
      counts: counts === null ? null : countsOf(counts),
      workers: troubles,
      problem: problem === null ? null : { code: problem.code, sentence: problem.sentence },
    })),
  };
}

/** The name of a job's database, as the field `key`; no field if there is only one database. */
export function databaseOfJob<K extends string>(field: K, id: JobId | null): { readonly [_ in K]?: string } {
  const database = id === null ? null : databaseOf(id);
  return database === null ? {} : ({ [field]: database } as { readonly [_ in K]: string });
}
