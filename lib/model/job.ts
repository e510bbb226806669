import type { JobOutputs } from './output.js';
import type { Waiting } from './waiting.js';
import type { WorkerTrouble } from './worker-trouble.js';

/** A job's id: decimal digits, kept as text because SQLite's 64-bit integers exceed what a number holds. */
export type JobId = string;

/** Every type of a job, as the SQL fragment job_type says them. */
export const jobTypes = ['scan', 'parse', 'export', 'backtest', 'other'] as const;

/** What kind of work a job does (behaviour 8.1); `other` is a type this program doesn't know, see {@link Job.typeText}. */
export type JobType = (typeof jobTypes)[number];

/** Every status of a job, as the SQL fragment job_status says them. */
export const jobStatuses = ['queued', 'running', 'complete', 'failed', 'cancelled', 'other'] as const;

/**
 * Where a job stands (behaviour 8.1), whatever word the database uses for it; `other` is a status that this
 * program doesn't know, shown as it stands, see {@link Job.statusText}.
 */
export type JobStatus = (typeof jobStatuses)[number];

/** Statuses in which a job still has something before it. */
export const unfinished: readonly JobStatus[] = ['queued', 'running'];

/** One file that a job could not handle (behaviour 8.1). */
export interface JobFailure {
  /** The file at fault as the worker wrote it, or null where the record doesn't say. */
  readonly filePath: string | null;
  /** What went wrong: an error type, a message, or both. Untrusted text of any length. */
  readonly error: string;
  /** 1-based line or row in the file, or null. */
  readonly line: number | null;
  /** The worker's stack trace, where the record has one: bounded, both ends kept. */
  readonly stackTrace?: string;
}

/** What a backtest measured so far (behaviour 8.1); any part may be missing or malformed in the record. */
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
 * One row of the queue in the product's own terms (behaviour 8.1). All text is as the database holds it:
 * untrusted, until the view has sanitised it. All times are milliseconds since the epoch, UTC.
 */
export interface Job {
  readonly id: JobId;
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
  /** True for a complete job that finished with warnings or only in part. */
  readonly warnings: boolean;
  /** When it was claimed, else the next best time the record has; null where it has none. */
  readonly startedAt: number | null;
  /** When a worker claimed or took it up; null where the record doesn't say, whatever other times it has. */
  readonly claimedAt: number | null;
  readonly completedAt: number | null;
  /** When a worker last touched the row, where workers say so. */
  readonly updatedAt: number | null;
  /** What is wrong with the worker of a running job, as far as it was looked after. */
  readonly trouble: WorkerTrouble | null;
  /** Of a cancelled job: whether the process that ran it still runs on this host; null where that isn't known. */
  readonly stillRuns: boolean | null;
  /** What its row says of claim, worker and the worker's last sign: another text once any of these has changed. */
  readonly workerMark: string;
  /** True where somebody holds a lease of it, who learns of a cancellation only when the work is done. */
  readonly leased: boolean;
  /** Files, or records for an export; null where the worker doesn't say. Never negative. */
  readonly itemsTotal: number | null;
  readonly itemsProcessed: number | null;
  readonly itemsFailed: number | null;
  /** The worker's own percentage, 0–100, used only where items are unknown. */
  readonly progressPercent: number | null;
  /** The file or folder that the job reads, where the record leads to one. */
  readonly sourcePath: string | null;
  /** Where its output is: of several the first. A path where that is known, else a URI. */
  readonly outputPath: string | null;
  /** The size of all its outputs together. */
  readonly outputSizeBytes: bigint | null;
  /** What the tables beside the queue record of its outputs. */
  readonly outputs: JobOutputs;
  /** Rows that were set aside while the rest went through; null where the record doesn't say. */
  readonly quarantinedRows: number | null;
  /** The worker's one-line remark about a finished job, such as a Bates range. */
  readonly note: string | null;
  readonly backtest: Backtest | null;
  /** The row's own error text, of one beyond 64 K characters both ends; null where there is none. */
  readonly errorMessage: string | null;
  /** First failures, in the record's order; never more than the request asked for. */
  readonly failures: readonly JobFailure[];
  readonly priority: number | null;
  readonly retryCount: number;
  /** Who works on it, or did last: the holder of its lease, or a host's or a worker's name. */
  readonly workerHost: string | null;
  readonly workerPid: number | null;
  /** Why it has not begun; null unless it is queued. */
  readonly waiting: Waiting | null;
}
