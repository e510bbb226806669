import type { JobFilter } from '../../model/filter.js';
import type { FollowAnswer, FollowStart, RecordLocation } from '../../model/follow-event.js';
import type { JobId } from '../../model/job.js';
import type { LogMatches, LogReading, LogRequest, LogSearch, LogSearchResult } from '../../model/log.js';
import type { PictureRequest, ReadProgress } from '../../model/picture.js';
import type { LogPortion } from '../job-log/database-log-reader.js';
import type { Filled } from '../job-log/save-log.js';
import type { CountsResult, FailedRunsResult, FailuresThatCount, RestResult } from '../matching-counts.js';
import type { PathFolders } from '../outputs/absolute-path.js';
import type { ReadResult } from '../port.js';

/** What the readers in a thread are made from, as far as it can be sent in a message. */
export interface ReadersSetup {
  /** The database. */
  readonly path: string;
  /** Where to find outputs and logs that the database records by a relative path. */
  readonly folders: PathFolders;
  /** The folder of logs that the database doesn't hold; null if there is none. */
  readonly logFolder: string | null;
  /** The folder for temporary files. */
  readonly spoolFolder: string;
}

/** Matching lines to be counted, and those before a place separately. */
export interface CountedSearch {
  readonly search: LogSearch;
  /** A byte of the log. */
  readonly at: number;
}

/** A log to be written to an open file: descriptors belong to the process, not to a thread. */
export interface Filling {
  readonly jobId: JobId;
  readonly path: string;
  readonly descriptor: number;
}

/** A run of a log's bytes. */
export interface PortionRequest {
  readonly jobId: JobId;
  readonly from: number;
  readonly most: number;
}

/** Jobs to be counted, and which of their failures count. */
export interface Counted {
  readonly filter: JobFilter;
  readonly failures: FailuresThatCount;
}

/** How to follow a queue on another host, and where the run is recorded here; null for nowhere. */
export interface RecordedStart extends FollowStart {
  readonly location: RecordLocation | null;
}

/** Every call that a thread of readers takes, with its argument and its answer. */
export interface Calls {
  readonly picture: { readonly ask: PictureRequest; readonly answer: ReadResult };
  /** `readMeasured`. */
  readonly measured: { readonly ask: PictureRequest; readonly answer: ReadResult };
  readonly look: { readonly ask: null; readonly answer: string };
  /** `readRest`. */
  readonly rest: { readonly ask: Counted; readonly answer: RestResult };
  /** `readMatchingCounts`. */
  readonly counts: { readonly ask: Counted; readonly answer: CountsResult };
  /** `readFailedRuns`. */
  readonly 'failed-runs': { readonly ask: JobFilter; readonly answer: FailedRunsResult };
  readonly log: { readonly ask: LogRequest; readonly answer: LogReading };
  readonly portion: { readonly ask: PortionRequest; readonly answer: LogPortion };
  readonly search: { readonly ask: LogSearch; readonly answer: LogSearchResult };
  readonly matches: { readonly ask: CountedSearch; readonly answer: LogMatches };
  /** See `Follower.next`; of a queue on another host. */
  readonly follow: { readonly ask: RecordedStart | null; readonly answer: FollowAnswer };
  readonly fill: { readonly ask: Filling; readonly answer: Filled };
  /** Ends everything under way with logs, and frees it. */
  readonly 'close-logs': { readonly ask: null; readonly answer: null };
  /** Ends everything. The last call. */
  readonly close: { readonly ask: null; readonly answer: null };
}

export type CallName = keyof Calls;

/** The calls that readers take wherever they run. */
export type ReaderCallName = Exclude<CallName, 'look' | 'follow' | 'fill' | 'close-logs' | 'close'>;

/** A call, numbered by the caller. */
export type Call = {
  readonly [N in CallName]: {
    readonly kind: 'call';
    readonly id: number;
    readonly name: N;
    readonly ask: Calls[N]['ask'];
  };
}[CallName];

/** Messages to the thread. */
export type ToThread =
  /** The first message: what to make the readers from. */
  | { readonly kind: 'setup'; readonly setup: ReadersSetup }
  | Call
  /** The call with this number is no longer wanted. It is still answered. */
  | { readonly kind: 'abort'; readonly id: number }
  /** Something may have changed in the queue on another host. */
  | { readonly kind: 'changed' };

/** What the thread reports besides answers. */
export type ThreadNews =
  /** See `DatabaseReaderOptions.onSizes`. */
  | { readonly kind: 'sizes' }
  /** See `UnpackingOptions.onNews`. */
  | { readonly kind: 'log-news' }
  /** See `DatabaseReaderOptions.onProgress`. */
  | { readonly kind: 'progress'; readonly progress: ReadProgress };

/** Messages from the thread. */
export type FromThread =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Calls[CallName]['answer'] }
  | ThreadNews;
