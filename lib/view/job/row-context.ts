import type { ProgressLog } from '../../model/progress.js';
import type { ViewContext } from '../context.js';

/** What a job's rows depend on besides the job itself. */
export interface RowContext extends ViewContext {
  readonly progress: ProgressLog;
  /** What the operator searches for: matches are highlighted. */
  readonly sought?: string;
}
