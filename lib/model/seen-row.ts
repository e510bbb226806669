import type { JobId } from './job.js';

/**
 * A job's row as it was seen: a write compares the row with this before it changes anything (design "Writing").
 */
export interface SeenRow {
  readonly id: JobId;
  /** The status as the database spells it. */
  readonly statusText: string;
  readonly retryCount: number;
}
