import type { ProgressLog } from '../../model/progress.js';
import type { JobSort } from '../../model/sort.js';
import type { ViewContext } from '../context.js';

/** What a job's rows depend on besides the job itself. */
export interface RowContext extends ViewContext {
  readonly progress: ProgressLog;
  /** The order of the list, if the row is in one. */
  readonly sort?: JobSort;
  /** What the operator searches for: matches are highlighted. */
  readonly sought?: string;
}
