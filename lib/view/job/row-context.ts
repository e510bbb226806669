import type { ProgressLog } from '../../model/progress.js';
import type { Appearance } from '../appearance.js';

/** What a job's rows depend on besides the job. Times in ms since the epoch. */
export interface RowContext {
  readonly appearance: Appearance;
  /** Ages are counted up to now. */
  readonly now: number;
  /** Until when the jobs are known to stand as they do: now, or when reads began to fail. */
  readonly heldUntil: number;
  readonly progress: ProgressLog;
  /** What the operator searches for: it is shown where it stands. */
  readonly sought?: string;
}
