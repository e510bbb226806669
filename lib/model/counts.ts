import { type JobStatus, type JobType, jobStatuses, jobTypes } from './job.js';
import type { CrossCounts } from './picture.js';

/** Jobs of one status and type. */
export interface Counted {
  readonly status: JobStatus;
  readonly type: JobType;
  readonly jobs: number;
}

/** Counts in a table of all statuses and types; those of the same status and type are added up. */
export function crossCounts(counted: Iterable<Counted>): CrossCounts {
  const none = () => Object.fromEntries(jobTypes.map((type) => [type, 0])) as Record<JobType, number>;
  const crossed = Object.fromEntries(jobStatuses.map((status) => [status, none()])) as Record<
    JobStatus,
    Record<JobType, number>
  >;
  for (const { status, type, jobs } of counted) crossed[status][type] += jobs;
  return crossed;
}
