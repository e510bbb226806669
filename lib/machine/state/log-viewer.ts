import type { Job } from '../../model/job.js';
import type { LogPiece, LogSearch } from '../../model/log.js';
import type { Problem } from '../../model/problem.js';

/** A row of a log as it is shown: never by its number, which changes with everything before it. */
export interface LogTop {
  /** A byte of the line; its first one, unless the log was rewritten since. */
  readonly offset: number;
  /** Which of the line's rows, 0-based: a wrapped line has several. */
  readonly row: number;
}

/** Where the operator wants to be, as far as that isn't at hand yet. */
export interface LogWish {
  readonly at: LogTop;
  /** That many rows further down; negative: up. */
  readonly by: number;
  /**
   * `scroll`: the operator scrolls, so that reaching the end means following it. `match`: the line was found, and
   * what it holds is to be in sight. `stay`: neither.
   */
  readonly purpose: 'scroll' | 'match' | 'stay';
}

/** Why there is no newer piece of the log. */
export type LogTrouble =
  | { readonly kind: 'none'; readonly looked: readonly string[] }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What the screen shows of the log, to come back to. */
export interface LogView {
  readonly top: LogTop;
  readonly left: number;
  readonly following: boolean;
}

/** The lines that match in a log of `size` bytes. */
export interface LogMatchCount {
  readonly total: number;
  readonly index: number;
  readonly size: number;
}

/** A search in the log. */
export interface LogTextSearch {
  readonly text: string;
  readonly phase: 'searching' | 'found' | 'none' | 'idle';
  /** The search under way: only its answer counts; null for none. */
  readonly request: LogSearch | null;
  /** First byte of the line found last. */
  readonly found: number | null;
  /** Whether the search went round the end of the log for it. */
  readonly wrapped: boolean;
  /** How it was begun: `?` looks upwards first; `/` does where it began at the end that is followed, else downwards. */
  readonly sign: '/' | '?';
  /** Where it looks first. */
  readonly direction: LogSearch['direction'];
  /** Matches still to go on by when the present search is done; negative: back. Keys pressed meanwhile are not lost. */
  readonly owed: number;
  /** How many lines match, and which of them was found last, 1-based; null while that isn't known. */
  readonly matches: LogMatchCount | null;
  /** While it is typed: where it began, and what was looked for before. */
  readonly origin: (LogView & { readonly search: LogTextSearch | null }) | null;
}

/** The log viewer's part of the state. */
export interface LogViewer extends LogView {
  /** The job as it was when the viewer opened. */
  readonly job: Job;
  /** The last good piece of the log; null while there was none. */
  readonly piece: LogPiece | null;
  /** The result of the last reading, if it wasn't a piece. */
  readonly trouble: LogTrouble | null;
  readonly wish: LogWish | null;
  /** The log has been on the screen, or was there when following stopped, up to this byte: what is after it is new. */
  readonly seenTo: number;
  /** Columns for which rows are counted in `top` and `wish`. */
  readonly columns: number;
  readonly wrap: boolean;
  readonly timestamps: boolean;
  readonly search: LogTextSearch | null;
  /** Only lines that match this are shown; null: all. */
  readonly filter: string | null;
  /** What is typed of another filter; null while none is. */
  readonly filterTyped: string | null;
}

/** What to ask a reader for besides: only the lines that are shown. */
export function onlyOf({ filter }: LogViewer): { readonly only?: string } {
  return filter === null ? {} : { only: filter };
}

/** Whether the piece at hand is of before the filter was set or ended. */
export function isOfOtherFilter({ filter }: LogViewer, piece: LogPiece): boolean {
  return (piece.filtered?.only ?? null) !== filter;
}

/** A viewer on a job's log, at its end, before anything was read. */
export function opened(job: Job, columns: number): LogViewer {
  return {
    job,
    piece: null,
    trouble: null,
    top: { offset: 0, row: 0 },
    left: 0,
    following: true,
    wish: null,
    seenTo: 0,
    columns,
    wrap: false,
    timestamps: true,
    search: null,
    filter: null,
    filterTyped: null,
  };
}
