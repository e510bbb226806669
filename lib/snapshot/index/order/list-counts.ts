import { type JobStatus, jobStatuses, jobTypes } from '../../../model/job.js';
import type { JobColumns } from '../columns/job-columns.js';
import type { JobsInOrder } from './ordered-jobs.js';

/** How many jobs of a list have each status, and how many running backtests are among them. */
export interface ListCounts {
  readonly counts: Readonly<Record<JobStatus, number>>;
  readonly backtests: number;
}

const runningBacktest = jobStatuses.indexOf('running') * jobTypes.length + jobTypes.indexOf('backtest');

/** Counts the jobs of a list in one pass. */
export function listCountsIn({ kinds }: JobColumns, list: JobsInOrder): ListCounts {
  const byKind = new Uint32Array(jobStatuses.length * jobTypes.length);
  for (const slot of list.slots(0, list.count)) {
    const kind = kinds[slot] ?? 0;
    byKind[kind] = (byKind[kind] ?? 0) + 1;
  }
  const counts = Object.fromEntries(
    jobStatuses.map((status, place) => {
      const from = place * jobTypes.length;
      return [status, byKind.subarray(from, from + jobTypes.length).reduce((sum, count) => sum + count, 0)];
    }),
  ) as Record<JobStatus, number>;
  return { counts, backtests: byKind[runningBacktest] ?? 0 };
}
