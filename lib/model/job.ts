import type { RecordedFailure } from '../causes/error.js';
import type { JobOutputs } from './output.js';
import { grouped, wordList } from './text.js';

/** What is wrong with the worker of a running job. Times in ms since the epoch. */
export type WorkerTrouble =
  /**
   * Its process has provably ended. `since`: its last sign, null if there was none after the claim. `reused`:
   * another process has its number now. `unlisted`: the queue itself no longer lists it.
   */
  | {
      readonly kind: 'gone';
      readonly since: number | null;
      readonly reused: boolean;
      readonly unlisted?: true;
    }
  /**
   * There has been no sign of it since `since`; `sign` is the kind that it should give. It may be running
   * all the same.
   */
  | { readonly kind: 'silent'; readonly since: number; readonly sign: WorkerSign };

/** What is wrong with a running job: with its worker, or it has made no progress since `since`, which is long for it. */
export type JobTrouble = WorkerTrouble | { readonly kind: 'stalled'; readonly since: number };

/** A heartbeat, a change of its row, or, if neither is due, any commit at all after its lease has expired. */
export type WorkerSign = 'heartbeat' | 'update' | 'lease';

/**
 * Why the dispatcher put a job off without its having failed: no worker had room, or a restart lost the job or its
 * worker.
 */
export type Deferral = 'no-room' | 'lost-on-restart' | 'worker-gone-on-restart';

const deferrals: ReadonlyMap<string, Deferral> = new Map([
  ['capacity_rejection', 'no-room'],
  ['lost_on_restart', 'lost-on-restart'],
  ['worker_missing_after_restart', 'worker-gone-on-restart'],
]);

/** What a dispatcher means by a word that it writes in place of an error; null for a real error. */
export function deferralOf(errorMessage: string | null): Deferral | null {
  return deferrals.get(errorMessage?.trim() ?? '') ?? null;
}

/** Why a queued job hasn't started, as of its picture. Times in ms since the epoch. */
export type Waiting =
  /** No job of its parser is dispatched until an operator resumes the parser. */
  | {
      readonly kind: 'paused';
      readonly since: number | null;
      /** How many failures in a row caused that; null if the record doesn't tell. */
      readonly failures: number | null;
      /** The last of these failures. Untrusted text. */
      readonly lastFailure: string | null;
    }
  /** It failed, for the reason in its error message, and will be tried again. */
  | { readonly kind: 'retry'; readonly at: number }
  | { readonly kind: 'deferred'; readonly at: number; readonly deferral: Deferral }
  | { readonly kind: 'scheduled'; readonly at: number }
  /** It can be taken; `place` counts from 1, null if unknown. */
  | { readonly kind: 'line'; readonly place: number | null }
  /** A worker is about to start it. */
  | { readonly kind: 'dispatching' }
  /** The dispatcher doesn't consider jobs of this status. */
  | { readonly kind: 'pending' }
  /** Another program's queue holds it back; `why` is in that queue's own terms. Untrusted text. */
  | { readonly kind: 'held'; readonly why: string };

/**
 * A job's id: decimal digits, kept as text because SQLite's 64-bit integers exceed what a number holds. Where there are
 * several databases, with the name of the job's own, see `qualifiedId`.
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
  /** What is wrong with a running job, as far as that was checked. */
  readonly trouble: JobTrouble | null;
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
  /** What it counts, in the singular and in its queue's own terms; absent: what its type says. Untrusted. */
  readonly itemsNoun?: string;
  /** When this count began, where it isn't the job's own, as that of a batch; absent: when the job started. */
  readonly itemsSince?: number;
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
  readonly failures: readonly RecordedFailure[];
  readonly priority: number | null;
  readonly retryCount: number;
  /** Who is working on it, or did last: the holder of its lease, or the name of a host or worker. */
  readonly workerHost: string | null;
  readonly workerPid: number | null;
  /** Why it hasn't started; null unless it is queued. */
  readonly waiting: Waiting | null;
  /** Those of the requested values in its arguments that it has; absent: none were requested. */
  readonly args?: readonly JobArgument[];
}

/** A value in what a job was given. */
export interface JobArgument {
  /** Its name, as `isArgument` has it. */
  readonly path: string;
  /** Untrusted; lists and objects as JSON. */
  readonly value: string | number;
}

/**
 * The first character of a made-up id, for a row whose id is NULL or shared; see
 * `schema/fragments/row_identity.sql`.
 */
const madeUpPrefix = '\u001f';

/** Before and after the name of the database, in the id of a job where there are several databases. */
const sourceMark = '\u001e';

/** A job's id where there are several databases: that of its database, and the database's name. */
export function qualifiedId(database: string, id: JobId): JobId {
  return sourceMark + database + sourceMark + id;
}

/** The name of a job's database; null where there is only one. */
export function databaseOf(id: JobId): string | null {
  const end = endOfName(id);
  return end < 0 ? null : id.slice(sourceMark.length, end);
}

/** A job's id in its own database. */
export function localId(id: JobId): JobId {
  const end = endOfName(id);
  return end < 0 ? id : id.slice(end + sourceMark.length);
}

function endOfName(id: JobId): number {
  return id.startsWith(sourceMark) ? id.indexOf(sourceMark, sourceMark.length) : -1;
}

/**
 * Whether a job's row has an id that no other row has: without one, nothing can be written to it or looked up for
 * it.
 */
export function hasOwnId(id: JobId): boolean {
  return !localId(id).startsWith(madeUpPrefix);
}

/** The queue's own word for the type of a job, where it isn't one of ours; empty: it has no word. Null: it is ours. */
export function typeOfItsOwn({ type, typeText }: Pick<Job, 'type' | 'typeText'>): string | null {
  return type === 'other' || !['', ...jobTypes].includes(typeText.trim().toLowerCase()) ? typeText : null;
}

/** The id as the database holds it; null if it has none. */
export function storedId(id: JobId): string | null {
  const own = localId(id);
  if (hasOwnId(own)) return own;
  const end = own.indexOf(madeUpPrefix, madeUpPrefix.length);
  return end < 0 ? null : own.slice(end + madeUpPrefix.length);
}

/** `job 6`, `job 6 of archive` or `a job without id`: ids and names of databases are untrusted. */
export function jobInWords(id: JobId, shown: (stored: string) => string = (stored) => stored): string {
  const stored = storedId(id);
  const database = databaseOf(id);
  const words = stored === null ? 'a job without id' : `job ${shown(stored)}`;
  return database === null ? words : `${words} of ${shown(database)}`;
}

/** At most this many jobs are named. */
const mostNamed = 3;

/** `job 6`, `jobs 6 and 7`, `jobs 6, 7, 8, …`; empty for none. As untrusted as {@link jobInWords}. */
export function jobsNamed(ids: readonly JobId[]): string {
  const [only] = ids;
  if (only === undefined) return '';
  if (ids.length === 1) return jobInWords(only);
  return `jobs ${ids.length > mostNamed ? firstNamed(ids, ids.length) : wordList(ids.map(inShort), 'and')}`;
}

/**
 * `36 jobs (6, 7, 8, …)`: the count, and the first that are known; `jobs 6 and 7` if all are known, and few enough to be
 * named. `whose`: words that belong to the jobs.
 */
export function jobsInWords(count: number, ids: readonly JobId[], whose = ''): string {
  if (ids.length === count && count <= mostNamed) return `${jobsNamed(ids)}${whose}`;
  return `${grouped(count)} ${count === 1 ? 'job' : 'jobs'}${whose}${jobsAside(count, ids)}`;
}

/** ` (6, 7, 8, …)`: the first of that many jobs; nothing if none is known. */
export function jobsAside(count: number, ids: readonly JobId[]): string {
  return ids.length === 0 ? '' : ` (${firstNamed(ids, count)})`;
}

function firstNamed(ids: readonly JobId[], count: number): string {
  const named = ids.slice(0, mostNamed).map(inShort);
  return `${named.join(', ')}${named.length < count ? ', \u2026' : ''}`;
}

function inShort(id: JobId): string {
  return jobInWords(id).replace(/^job /, '');
}

/**
 * A job's row as it was seen: a write compares the row with this before it changes anything (design "Writing").
 */
export interface SeenRow {
  readonly id: JobId;
  /** The status as the database spells it. */
  readonly statusText: string;
  readonly retryCount: number;
}

/** A job to be changed: its row as it was seen, and what says whether it may be changed. */
export type Target = Pick<
  Job,
  'id' | 'type' | 'name' | 'status' | 'statusText' | 'retryCount' | 'workerMark' | 'trouble'
>;

/** Whether the record says that a user cancelled a job, or stopped it; if not, it may be so all the same. */
export function isByUser({ status, errorMessage, backtest }: Job): boolean {
  if (status !== 'cancelled') return false;
  return saysByUser(errorMessage) || backtest?.terminationReason === 'UserStopped';
}

/** Whether a cancelled job's error text is the one that tools write where a user cancels. */
export function saysByUser(errorMessage: string | null): boolean {
  return /^\s*cancell?ed by user\.?\s*$/i.test(errorMessage?.slice(0, 100) ?? '');
}

/**
 * How long a job ran until it ended, or until `now` if it is still running, ms; null if unknown. If the record has
 * no claim, another of its times is taken for the start (`schema/fragments/started_ms.sql`): one that isn't
 * earlier than the end tells nothing.
 */
export function durationOf(job: Job, now: number): number | null {
  if (job.startedAt === null || job.status === 'queued') return null;
  const end = job.status === 'running' ? now : job.completedAt;
  return end === null || end <= job.startedAt ? null : end - job.startedAt;
}
