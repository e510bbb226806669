import type { ProgressLog } from '../../model/progress.js';
import type { ViewContext } from '../context.js';

/** What a job's rows depend on besides the job. */
export interface RowContext extends ViewContext {
  readonly progress: ProgressLog;
  /** What the operator searches for: it is shown where it stands. */
  readonly sought?: string;
}
