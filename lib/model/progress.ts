import type { JobId } from './job.js';

/** One job's progress as seen at one instant. */
export interface ProgressSample {
  /** When it was seen, ms since the epoch. */
  readonly at: number;
  /** Items done, or the worker's percentage where it counts no items. */
  readonly done: number;
}

/** What this operator's dashboard has seen of each running job's progress, oldest sample first. */
export type ProgressLog = ReadonlyMap<JobId, readonly ProgressSample[]>;
