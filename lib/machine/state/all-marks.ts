import type { JobId } from '../../model/job.js';

/** Every job that passes the filter is marked, now or later, but for some. */
export interface AllMarks {
  /** Those that the operator unmarked. */
  readonly but: ReadonlySet<JobId>;
}
