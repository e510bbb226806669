import type { Job, JobFailure } from './job.js';
import type { JobOutputs } from './output.js';
import type { Quarantine } from './quarantine.js';

/** The queue's copy of a job that it tries no more (version D). All text is untrusted. */
export interface DeadLetter {
  /** When it was made, ms. */
  readonly movedAt: number | null;
  /** The queue's word for why: `max_retries_exceeded`, `permanent_error`, or another. */
  readonly reason: string | null;
  readonly retries: number | null;
  /** The error at that time, of one beyond 64 K characters both ends. */
  readonly error: string | null;
}

/** Everything the database knows of one job, for the detail panel. Times in ms since the epoch, or null. */
export interface JobDetail {
  /** The job as the list has it. */
  readonly job: Job;
  /** When it came into the queue, where the record says so. */
  readonly createdAt: number | null;
  /** When it is to begin. */
  readonly scheduledAt: number | null;
  /** When a worker claimed it, as recorded: no other time in its place. */
  readonly claimedAt: number | null;
  /** When the worker took up what was claimed for it, where dispatchers note that. */
  readonly takenUpAt: number | null;
  /** When it ended, as recorded. */
  readonly endedAt: number | null;
  readonly heartbeatAt: number | null;
  /** The database's second word on how it ended, where there is one. */
  readonly completionStatus: string | null;
  /** The whole error text, of one beyond 256 KB both ends; null where there is none. Untrusted. */
  readonly errorText: string | null;
  /** The newest, where there is one. */
  readonly deadLetter: DeadLetter | null;
  /** How many failures the record has. */
  readonly failureCount: number;
  /** 0-based position of `failures[0]` among them. */
  readonly failuresFrom: number;
  readonly failures: readonly JobFailure[];
  /**
   * All that it is recorded to have written, logs and rows set aside included, in the order in which it was recorded;
   * at most 200 of it at hand.
   */
  readonly artifacts: JobOutputs;
  /** Whether each of those at hand exists on this host; null while that isn't known, or where it is on no disk. */
  readonly artifactsExist: readonly (boolean | null)[];
  readonly quarantine: Quarantine;
  /** Whether the output path exists on this host; null while that isn't known, or there is no path. */
  readonly outputExists: boolean | null;
}
