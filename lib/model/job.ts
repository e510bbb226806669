import type { JobOutputs } from './output.js';
import type { Waiting } from './waiting.js';
import type { WorkerTrouble } from './worker-trouble.js';

/**
 * A job's id: decimal digits, kept as text because SQLite's 64-bit integers exceed what a number holds. Where there are
 * several databases, with the name of the job's own, see `idAmong`.
 */
export type JobId = string;

/** Every type of a job, in the words of the SQL fragment job_type. */
export const jobTypes = ['scan', 'parse', 'export', 'backtest', 'other'] as const;

/**
 * What kind of work a job does (behaviour 8.1); `other` is a type this program doesn't know, see {@link Job.typeText}.
 */
export type JobType = (typeof jobTypes)[number];

/** Every status of a job, in the words of the SQL fragment job_status. */
export const jobStatuses = ['queued', 'running', 'complete', 'failed', 'cancelled', 'other'] as const;

/**
 * The status of a job (behaviour 8.1), whatever word the database uses for it; `other` is a status that this
 * program doesn't know, shown as the database spells it, see {@link Job.statusText}.
 */
export type JobStatus = (typeof jobStatuses)[number];

/** Statuses of jobs that haven't ended. */
export const unfinished: readonly JobStatus[] = ['queued', 'running'];

/** One file that a job couldn't handle (behaviour 8.1). */
export interface JobFailure {
  /** The file at fault as the worker wrote it, or null if the record doesn't name it. */
  readonly filePath: string | null;
  /** What went wrong: an error type, a message, or both. Untrusted text of any length. */
  readonly error: string;
  /** 1-based line or row in the file, or null. */
  readonly line: number | null;
  /** The worker's stack trace, if the record has one: bounded, with both ends kept. */
  readonly stackTrace?: string;
}

/** A backtest's results so far (behaviour 8.1); any part may be missing or malformed in the record. */
export interface Backtest {
  /** Share of tested files that passed, 0–1. */
  readonly passRate: number | null;
  /** 1-based iteration. */
  readonly iteration: number | null;
  readonly highFailureTested: number | null;
  readonly highFailurePassed: number | null;
  /** The worker's word for why it ended, such as `PassRateAchieved`; null while it runs. */
  readonly terminationReason: string | null;
}

/**
 * One row of the queue in the product's own terms (behaviour 8.1). All text is as the database holds it, and
 * untrusted until the view has sanitised it. All times are milliseconds since the epoch, UTC.
 */
export interface Job {
  readonly id: JobId;
  /** The name of its database, where there are several. Untrusted. */
  readonly database?: string;
  readonly fileVersionId: JobId | null;
  readonly type: JobType;
  /** The type as the database spells it, for types that this program doesn't know. */
  readonly typeText: string;
  /** Parser, exporter or source name, without its version. */
  readonly name: string;
  readonly version: string | null;
  readonly status: JobStatus;
  /** The status as the database spells it. */
  readonly statusText: string;
  /** True for a complete job that finished with warnings, or only partly. */
  readonly warnings: boolean;
  /** When it was claimed, else the next best time that the record has; null if it has none. */
  readonly startedAt: number | null;
  /** When a worker claimed or took it up; null if the record doesn't tell, whatever other times it has. */
  readonly claimedAt: number | null;
  readonly completedAt: number | null;
  /** When a worker last updated the row, if workers record that. */
  readonly updatedAt: number | null;
  /** What is wrong with the worker of a running job, as far as that was checked. */
  readonly trouble: WorkerTrouble | null;
  /** For a cancelled or running job: whether its process is seen running on this host; null if unknown. */
  readonly stillRuns: boolean | null;
  /**
   * The row's columns about claim, worker and the worker's last sign, as one text that differs once any of these
   * has changed.
   */
  readonly workerMark: string;
  /** True if a worker holds a lease on it: it learns of a cancellation only when the work is done. */
  readonly leased: boolean;
  /** Files, or records for an export; null if the worker doesn't report it. Never negative. */
  readonly itemsTotal: number | null;
  readonly itemsProcessed: number | null;
  readonly itemsFailed: number | null;
  /** The worker's own percentage, 0–100, used only if items are unknown. */
  readonly progressPercent: number | null;
  /** The file or folder that the job reads, if the record leads to one. */
  readonly sourcePath: string | null;
  /** Where its output is; the first of several. A path if that is known, else a URI. */
  readonly outputPath: string | null;
  /** The size of all its outputs together. */
  readonly outputSizeBytes: bigint | null;
  /** Whether that was measured on the disk, since no record has it: the list can't be sorted by it. */
  readonly isMeasured?: boolean;
  /** Its outputs, as the tables beside the queue record them. */
  readonly outputs: JobOutputs;
  /** Rows that were set aside while the rest was written; null if the record doesn't tell. */
  readonly quarantinedRows: number | null;
  /** The worker's one-line remark about a finished job, such as a Bates range. */
  readonly note: string | null;
  readonly backtest: Backtest | null;
  /** The row's own error text; if longer than 64 K characters, its beginning and end; null if there is none. */
  readonly errorMessage: string | null;
  /** Its first failures, in the record's order; never more than the request asked for. */
  readonly failures: readonly JobFailure[];
  readonly priority: number | null;
  readonly retryCount: number;
  /** Who is working on it, or did last: the holder of its lease, or the name of a host or worker. */
  readonly workerHost: string | null;
  readonly workerPid: number | null;
  /** Why it hasn't started; null unless it is queued. */
  readonly waiting: Waiting | null;
}
