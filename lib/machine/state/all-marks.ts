import type { JobId } from '../../model/job.js';

/** Every job that passes the filter, now or later, is marked, except some. */
export interface AllMarks {
  /** Those that the operator unmarked. */
  readonly but: ReadonlySet<JobId>;
}
