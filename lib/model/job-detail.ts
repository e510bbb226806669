import type { Cause } from '../causes/cause.js';
import type { RecordedFailure } from '../causes/error.js';
import type { Job } from './job.js';
import type { JobOutputs } from './output.js';

/** A row that was set aside because something was wrong with it (version D). All text is untrusted. */
export interface QuarantinedRow {
  /** Its position in the input, as recorded; null if the record doesn't tell. */
  readonly row: number | null;
  readonly reason: string;
  /** The beginning of its raw data: text if it is UTF-8, else hexadecimal bytes; empty if there is none. */
  readonly data: string;
}

/** The rows that were set aside from one job, in the order of the records. */
export interface Quarantine {
  /** The first of them, at most 100. */
  readonly rows: readonly QuarantinedRow[];
  /** How many were recorded. */
  readonly count: number;
}

/** For a job without any. */
export const noQuarantine: Quarantine = { rows: [], count: 0 };

/** How long the complete runs of one version of a parser took. */
export interface RunTimes {
  /** How many of those runs have a recorded duration. */
  readonly runs: number;
  /** By percent, from 1 to 100: the shortest time, ms, that this share of them didn't exceed. */
  readonly percentiles: readonly number[];
}

/** Fewer runs than this say nothing, and are compared with no others. */
export const leastRuns = 10;

/** 1 to 100. */
export const wholePercents: readonly number[] = Array.from({ length: 100 }, (_, index) => index + 1);

/** How many percent of the runs took less than a time, ms: a whole number, rounded down, from 0 to 100. */
export function slowerThan({ percentiles }: RunTimes, durationMs: number): number {
  return percentiles.filter((percentile) => percentile < durationMs).length;
}

/** The copy that the queue keeps of a job that it has given up (version D). All text is untrusted. */
export interface DeadLetter {
  /** When it was made, ms. */
  readonly movedAt: number | null;
  /** The queue's word for why: `max_retries_exceeded`, `permanent_error`, or another. */
  readonly reason: string | null;
  readonly retries: number | null;
  /** The error at that time; if longer than 64 K characters, its beginning and end. */
  readonly error: string | null;
}

/** An attempt at a job that failed before the job was retried. */
export interface EarlierAttempt {
  /** Counted from 0, as `retry_count` was then. */
  readonly attempt: number;
  /** When it failed, ms; absent if that isn't recorded. */
  readonly at?: number;
  /** How many failures were recorded; at least 1. */
  readonly failures: number;
  /** Why it failed: the cause of the first failure; null if its record says nothing. */
  readonly cause: Cause | null;
}

/** Everything the database knows of one job, for the detail panel. Times in ms since the epoch, or null. */
export interface JobDetail {
  /** The job as the list has it. */
  readonly job: Job;
  /** When it was queued, if the record tells. */
  readonly createdAt: number | null;
  /** When it may start. */
  readonly scheduledAt: number | null;
  /** When a worker claimed it, as recorded: never replaced by another time. */
  readonly claimedAt: number | null;
  /** When the worker took up the claimed job, if the dispatcher records that. */
  readonly takenUpAt: number | null;
  /** When it ended, as recorded. */
  readonly endedAt: number | null;
  readonly heartbeatAt: number | null;
  /** The database's second word on how it ended, if it has one. */
  readonly completionStatus: string | null;
  /** The whole error text; if longer than 256 KB, its beginning and end; null if there is none. Untrusted. */
  readonly errorText: string | null;
  /** The newest, if there is one. */
  readonly deadLetter: DeadLetter | null;
  /** How many failures the record has. */
  readonly failureCount: number;
  /** 0-based position of `failures[0]` among them. */
  readonly failuresFrom: number;
  readonly failures: readonly RecordedFailure[];
  /** How long the complete runs of its parser and version took; absent of few runs, and of jobs of other kinds. */
  readonly runTimes?: RunTimes;
  /** How often it is tried at most; absent if its queue doesn't record that. */
  readonly mostAttempts?: number;
  /** Attempts before the last one, the newest first, at most 20; absent if none is recorded. */
  readonly attempts?: readonly EarlierAttempt[];
  /**
   * Everything that it is recorded to have written, including logs and rows set aside, in the order of the
   * records; at most 200 are loaded.
   */
  readonly artifacts: JobOutputs;
  /** Whether each of the loaded ones exists on this host; null if that is unknown, or if it isn't on a disk. */
  readonly artifactsExist: readonly (boolean | null)[];
  readonly quarantine: Quarantine;
  /** Whether the output path exists on this host; null if that is unknown, or if there is no path. */
  readonly outputExists: boolean | null;
}
