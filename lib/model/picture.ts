import type { ParserWord } from './filter/filter-text.js';
import type { Clearing, JobFilter } from './filter.js';
import type { QueuePace } from './forecast/pace.js';
import {
  type Job,
  type JobId,
  type JobStatus,
  type JobType,
  jobStatuses,
  jobTypes,
  type Target,
} from './job.js';
import type { JobDetail } from './job-detail.js';
import type { Limits, QueueKind } from './limits.js';
import type { AwaitedList, MarkedRow, Marks, MarksRequest } from './marks.js';
import type { Monitoring } from './monitoring/monitoring.js';
import type { Answers, Questions } from './panels/questions.js';
import type { Problem } from './problem.js';
import type { SharesDone } from './progress.js';
import type { JobSort, KeyPlace, ListKey, Places, PlacesRequest } from './sort.js';
import { wordList } from './text.js';
import type { ListedWorkers, TroubleCounts, TroubledJob } from './worker.js';

/** One stage on the way from source files to outputs (behaviour 8.3). */
export interface PipelineStage {
  readonly count: number;
  /** How much is being processed for this stage now. */
  readonly inProgress: number;
  /** How much was to reach this stage, but failed. */
  readonly failed: number;
}

/** The running parser, or else the last one, and what it has done. */
export interface ActiveParser {
  /** As the database holds it: untrusted. */
  readonly name: string;
  readonly version: string | null;
  /** Files that its jobs have processed. */
  readonly files: number;
  /** Bytes of its complete jobs' outputs, as far as recorded. */
  readonly outputBytes: bigint;
}

/**
 * How far the whole queue's files have come (behaviour 3.2 and 8.3). Files are counted as in the status bar's
 * totals: those of parse jobs, once for each job.
 */
export interface Pipeline {
  /** Files to be parsed, or those in the catalogue if it lists more. */
  readonly source: PipelineStage;
  /**
   * Files that were parsed; in progress: those that running parse jobs still have to do; failed: those that
   * failed, and those that a failed job didn't reach. Never more than the source has.
   */
  readonly parsed: PipelineStage;
  /**
   * Outputs, one for each parse job and each export: those of complete jobs; in progress: those of running ones.
   * Only exports can fail here.
   */
  readonly output: PipelineStage;
  readonly activeParser: ActiveParser | null;
}

/** From when on news are requested, and what isn't news. */
export interface SinceRequest {
  /** Ms since the epoch: what ended then or later counts. */
  readonly at: number;
  /** Keys of causes that aren't new, even if none of their earlier jobs is left. */
  readonly knownCauses: readonly string[];
}

/** Statuses in which a job can have ended since the operator looked last. */
export const endedStatuses = ['complete', 'failed', 'cancelled'] as const satisfies readonly JobStatus[];

/** One of those statuses. */
export type EndedStatus = (typeof endedStatuses)[number];

/** What ended since an instant, over the whole queue, by what jobs' records say of their ends. */
export interface Since {
  /** The requested instant. */
  readonly at: number;
  readonly counts: Readonly<Record<EndedStatus, number>>;
  /** Causes that weren't known, and of which no job failed before; the most frequent first. Untrusted. */
  readonly newCauses: readonly { readonly key: string; readonly text: string }[];
  /** New causes beyond those. */
  readonly moreNewCauses: number;
  /** Failed jobs that have yet to be read to tell which causes are new: each further request reads more of them. */
  readonly unread: number;
}

/**
 * An end that is further ahead than this, ms, was written by a worker whose clock is wrong, and says nothing of when
 * the job ended. The clocks of two hosts may differ by less.
 */
const clockSkewMs = 60_000;

/** The last end that counts in a picture as of `asOf`; both in ms. */
export function latestEndIn(asOf: number): number {
  return asOf + clockSkewMs;
}

/** More causes than these are counted, not brought. */
const mostNewCauses = 100;

/** Sums up which causes are new. */
export function newCausesOf(
  counts: ReadonlyMap<string, { readonly key: string; readonly text: string; readonly count: number }>,
): Pick<Since, 'newCauses' | 'moreNewCauses'> {
  const sorted = [...counts.values()].sort(
    (one, other) => other.count - one.count || (one.key < other.key ? -1 : 1),
  );
  return {
    newCauses: sorted.slice(0, mostNewCauses).map(({ key, text }) => ({ key, text })),
    moreNewCauses: Math.max(0, sorted.length - mostNewCauses),
  };
}

/** How many jobs have each status, over the whole queue, whatever the filter. */
export interface JobCounts {
  readonly queued: number;
  readonly running: number;
  readonly complete: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Jobs in a status that this program doesn't know. */
  readonly other: number;
}

/** The counts of an empty queue. */
export const noCounts: JobCounts = { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };

/** How many jobs there are of each type. */
export type JobTypeCounts = Readonly<Record<JobType, number>>;

/** How many jobs there are of each status and type. */
export type CrossCounts = Readonly<Record<JobStatus, JobTypeCounts>>;

/** Sums over the whole queue for the status bar. */
export interface JobTotals {
  /** Files done by parse jobs; a job whose worker doesn't count them counts as one file. */
  readonly filesProcessed: number;
  readonly filesTotal: number;
  /** Bytes written by complete jobs, as far as known. */
  readonly outputBytes: bigint;
}

/** One of several databases that a picture shows. */
export interface PicturedDatabase {
  /** No other one has the same. Untrusted: it comes from a path or from the settings. */
  readonly name: string;
  /** Where it is, as it was given. Untrusted. */
  readonly path: string;
  /** The other host that it is on; absent: this one. */
  readonly host?: string;
  /** When it was last read, ms since the epoch; null if never. */
  readonly asOf: number | null;
  /** Its counts as of then; null if it was never read. */
  readonly counts: JobCounts | null;
  readonly troubles: TroubleCounts | null;
  /**
   * Whether the picture's own counts and sums include it: not if another one is shown alone, or if it never was read.
   */
  readonly isIncluded: boolean;
  /** Whether its jobs are in the list, as far as the filter lets them. */
  readonly isListed: boolean;
  /** Why it can't be read now. If its jobs aren't listed, they are still counted as of that instant. */
  readonly problem: Problem | null;
  /** The time of the first change that hasn't been read yet, ms since the epoch; absent: none. */
  readonly overtakenSince?: number;
  /** What it doesn't tell; absent: nothing. */
  readonly limits?: Limits;
  /** As of a picture. */
  readonly queue?: QueueKind;
}

/** A run of consecutive jobs in the list's order, out of all that match the filter. */
export interface JobWindow {
  /** 0-based position of `jobs[0]` among the matching jobs. */
  readonly first: number;
  readonly jobs: readonly Job[];
  /**
   * How many jobs match the filter. Only a lower bound while the queue is still being counted (`counts` is null):
   * at least `first + jobs.length`.
   */
  readonly matching: number;
  /** What decides the place of each of the jobs, if requested. */
  readonly keys?: readonly ListKey[];
}

/** The database's content at one instant: consistent, never a mixture of two commits. */
export interface Picture extends Answers {
  /** The instant, ms since the epoch. */
  readonly asOf: number;
  /**
   * Present only if not everything is of that instant: each job is as it was at some time between this earlier instant
   * (ms since the epoch) and `asOf`, and so are the counts.
   */
  readonly rightSince?: number;
  /** Null while the queue is still being counted; then totals and failedMatching are null too. */
  readonly counts: JobCounts | null;
  readonly totals: JobTotals | null;
  /** How many jobs there are of each type, over the whole queue; absent while it is still being counted. */
  readonly types?: JobTypeCounts;
  /** What the database doesn't tell; absent: nothing, or there are several. */
  readonly limits?: Limits;
  /** The other program's queue that the jobs are from, and what it doesn't record; absent: our own, or several. */
  readonly queue?: QueueKind;
  /** The names of all queues in the database, ours first, where there are several and the picture has one, unasked. */
  readonly queues?: readonly string[];
  /** Each of the databases, where there are several; the rest of the picture is the sum of those that are included. */
  readonly databases?: readonly PicturedDatabase[];
  /** How many there are of each status and type, over the whole queue, if requested. */
  readonly crossed?: CrossCounts;
  readonly window: JobWindow;
  /** Running jobs in trouble, whatever the filter; null while jobs are still being counted. */
  readonly troubles: TroubleCounts | null;
  /** Which these are; absent while jobs are still being counted. */
  readonly troubled?: readonly TroubledJob[];
  /** How far the running jobs have come, whatever the filter; absent while jobs are still being counted. */
  readonly progress?: SharesDone;
  /**
   * Failed jobs that pass the filter; 0 if the filter excludes failed jobs, null while they are still being
   * counted.
   */
  readonly failedMatching: number | null;
  /** The workers of the matching jobs, if the filter asks for a part of workers' names and the queue is counted. */
  readonly listedWorkers?: ListedWorkers;
  /** If requested. */
  readonly pipeline?: Pipeline;
  /** If requested. */
  readonly monitoring?: Monitoring;
  /** If requested, once the queue is counted, and unless the one at hand is new enough. */
  readonly pace?: QueuePace;
  /** If requested; null if there is no such job. */
  readonly detail?: JobDetail | null;
  /** What clearing all complete jobs would clear at this instant, if requested; null if there are none. */
  readonly clearing?: Clearing | null;
  /** The time of the oldest metric, ms, if requested; null if there is none. */
  readonly metricsSince?: number | null;
  /** What ended since an instant, if requested; null while the jobs are still being counted. */
  readonly since?: Since | null;
  /** The requested rows, as they were; null while the jobs are still being counted. */
  readonly rows?: readonly MarkedRow[] | null;
  /** The jobs to be changed, if requested; null while the jobs are still being counted. */
  readonly targets?: readonly Target[] | null;
  /**
   * All jobs of the list but those that the operator unmarked, if requested; null while the jobs are still being
   * counted.
   */
  readonly marks?: Marks | null;
  /** The jobs of the list that is waited for, if requested; null while the jobs are still being counted. */
  readonly awaited?: Marks | null;
  /**
   * Jobs beyond the window that changes are most likely to be about, whatever the filter: those that failed or were
   * cancelled last, and running ones that have stalled; if requested, once the queue is counted.
   */
  readonly lately?: readonly Job[];
  /** Names of values in the arguments of the window's jobs, in alphabetical order, if requested. Untrusted. */
  readonly argKeys?: readonly string[];
  /** The result of the search, if the anchor was one, or of the step to the next new job. */
  readonly found?: Found;
  /** If requested, once the queue is counted. */
  readonly places?: Places;
}

/** The other program's queue that a job is from, by its database where there are several; undefined: ours. */
export function queueOf(
  { queue, databases }: Pick<Picture, 'queue' | 'databases'>,
  { database }: Pick<Job, 'database'>,
): QueueKind | undefined {
  return databases === undefined ? queue : databases.find(({ name }) => name === database)?.queue;
}

/** What its jobs are runs of, in a word: of parsers or, where some are another program's, of kinds of jobs. */
export function parserWord(picture: Pick<Picture, 'queue' | 'databases'> | null): ParserWord {
  const queues = picture?.databases?.map(({ queue }) => queue) ?? [picture?.queue];
  return queues.every((queue) => queue === undefined) ? 'parser' : 'kind';
}

/** The other program's queues that all its jobs are from, in words; null where some are ours, of files on their way. */
export function onlyOthers(picture: Pick<Picture, 'queue' | 'databases'> | null): string | null {
  const queues = picture?.databases?.map(({ queue }) => queue) ?? [picture?.queue];
  return queues.some((queue) => queue === undefined)
    ? null
    : wordList([...new Set(queues.map((queue) => queue?.title ?? ''))], 'and');
}

/**
 * Columns and orders that no job has a value for, as other programs' queues don't record what was read and written. Empty
 * where some jobs are ours.
 */
export function unrecorded(picture: Pick<Picture, 'queue' | 'databases'> | null): ReadonlySet<string> {
  if (onlyOthers(picture) === null) return new Set();
  const queues = picture?.databases?.map(({ queue }) => queue) ?? [picture?.queue];
  const hasProgress = queues.some((queue) => queue?.lacks.includes('progress') === false);
  return new Set([
    'rows',
    'size',
    'failed',
    'version',
    'source',
    'output',
    ...(hasProgress ? [] : ['files']),
  ]);
}

/** Whether the jobs that are done are recorded: in several databases, of at least one of those that are included. */
export function countsDone({ queue, databases }: Pick<Picture, 'queue' | 'databases'>): boolean {
  const queues = databases?.filter(({ isIncluded }) => isIncluded).map((each) => each.queue) ?? [queue];
  return queues.length === 0 || queues.some((each) => !each?.lacks.includes('done'));
}

/** A picture in which everything is counted. */
export type CountedPicture = Picture & {
  readonly counts: JobCounts;
  readonly totals: JobTotals;
  readonly failedMatching: number;
};

/** Whether the queue has been counted at a picture's instant. */
export function isCounted(picture: Picture): picture is CountedPicture {
  return picture.counts !== null && picture.totals !== null && picture.failedMatching !== null;
}

/** The result of a search in the list. */
export interface Found {
  /**
   * 0-based position of the match among the jobs that pass the filter, or null if nothing matches, or if it isn't
   * certain yet which one it is.
   */
  readonly index: number | null;
  /**
   * Which of the matches it is in the list's order, from 1; 0 if nothing matches, null while the search goes on.
   */
  readonly nth: number | null;
  /** How many of the jobs that pass the filter match; while the search goes on, how many so far. */
  readonly matches: number;
  /**
   * How much of the list has been searched, from 0 to less than 1, while the search goes on; asking again
   * continues it.
   */
  readonly searched?: number;
}

/**
 * Where a search begins: at the job with this id or, where it isn't in the list, at the job at `index` or, with `place`,
 * at the next one from there in the search's direction.
 */
export interface SearchFrom {
  readonly id: JobId | null;
  readonly index: number;
  readonly place?: KeyPlace;
}

/** The job around which the window is wanted. */
export type Anchor =
  /**
   * The job at a 0-based position, or the nearest that exists. `atTop`: at the top of the screen; `rank`: those of the
   * jobs before it are less, see {@link ListKey}.
   */
  | { readonly kind: 'index'; readonly index: number; readonly atTop?: boolean; readonly rank?: number }
  /** The job with this id, wherever it is now; if it is gone, the one at `index`. */
  | {
      readonly kind: 'job';
      readonly id: JobId;
      readonly index: number;
      /** The operator asked for this very job, and learns it if the job isn't in the list. */
      readonly isSought?: true;
    }
  /** The last job. */
  | { readonly kind: 'last' }
  /**
   * The next job in a direction whose name, source path, output path, error or failures' files and errors contain
   * the text, in any letter case, wrapping at the end of the list; the window is around it. If nothing matches:
   * around `from`.
   */
  | {
      readonly kind: 'match';
      readonly text: string;
      readonly from: SearchFrom;
      readonly direction: 'forward' | 'backward';
      /** Whether the job at `from` itself may be the match. */
      readonly inclusive: boolean;
    }
  /**
   * The first job of the list that ended at `since` (ms) or later and isn't among the `seen` ones: of those that
   * failed, or where none in the list did, of all. The window is around it; where none is left, around `from`.
   */
  | {
      readonly kind: 'new';
      readonly since: number;
      readonly from: SearchFrom;
      readonly seen: readonly JobId[];
    };

/** A place that another list's job has in this one; or the job with this id, wherever it is now. */
export interface KeyAnchor {
  readonly kind: 'key';
  readonly place: KeyPlace;
  readonly id: JobId | null;
}

/** What a picture should show. */
export interface PictureRequest extends Questions {
  readonly filter: JobFilter;
  /** The list's order; absent: the one in which the program starts. */
  readonly sort?: JobSort;
  /**
   * If the list is sorted by duration, running jobs count as having run until then, ms; absent: until the picture's
   * instant.
   */
  readonly sortedAt?: number;
  readonly anchor: Anchor | KeyAnchor;
  /** How many jobs to return before the anchor, at most. */
  readonly before: number;
  /** How many jobs to return from the anchor on, including it, at most. */
  readonly after: number;
  /** How many failures to return for each job, at most. */
  readonly failures: number;
  /** The window's keys, and other places in the list, for merging it with other lists. */
  readonly places?: PlacesRequest;
  /** Values in the window's jobs' arguments to return, by their names, and whether to return the names of all there are. */
  readonly args?: { readonly paths: readonly string[]; readonly keys?: true };
  /** How many outputs to return for each job, at most; absent: a few. */
  readonly outputs?: number;
  readonly crossed?: boolean;
  readonly pipeline?: boolean;
  /** The job to return in detail, with a run of its failures. */
  readonly detail?: { readonly id: JobId; readonly failuresFrom: number; readonly failures: number };
  readonly clearing?: boolean;
  readonly metricsSince?: boolean;
  readonly lately?: boolean;
  /** What ended since an instant, over the whole queue. */
  readonly since?: SinceRequest;
  /** All failed jobs that pass this filter, as a write needs them. */
  readonly rows?: JobFilter;
  /**
   * Jobs to be changed: those with these ids, or, for null, all that pass the filter, in the list's
   * order.
   */
  readonly targets?: { readonly ids: readonly JobId[] | null };
  /** The jobs that pass the filter, as far as they are marked. */
  readonly marks?: MarksRequest;
  /** A list that is waited for. */
  readonly awaited?: AwaitedList;
  /** How fast jobs end; `atHand`: when the pace at hand was read, ms, or null. One as new is not read again. */
  readonly pace?: { readonly atHand: number | null };
  /** How far back the monitoring panel looks for metrics, ms, and for jobs' ends; without `endsMs`, not for those. */
  readonly monitoring?: { readonly periodMs: number; readonly endsMs?: number };
}

/** How far a long read has come. */
export interface ReadProgress {
  /** Bytes of pages fetched so far. */
  readonly bytesRead: number;
  /** Size of the database, of which a read needs only a part. */
  readonly databaseBytes: number;
}

/** Jobs of one status and type. */
export interface Counted {
  readonly status: JobStatus;
  readonly type: JobType;
  readonly jobs: number;
}

/** Counts in a table of all statuses and types; those of the same status and type are added up. */
export function crossCounts(counted: Iterable<Counted>): CrossCounts {
  const none = () => Object.fromEntries(jobTypes.map((type) => [type, 0])) as Record<JobType, number>;
  const crossed = Object.fromEntries(jobStatuses.map((status) => [status, none()])) as Record<
    JobStatus,
    Record<JobType, number>
  >;
  for (const { status, type, jobs } of counted) crossed[status][type] += jobs;
  return crossed;
}
