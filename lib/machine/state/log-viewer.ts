import type { Job, JobId } from '../../model/job.js';
import type { LogLine, LogPiece, LogReading, LogSearch } from '../../model/log.js';
import type { Problem } from '../../model/problem.js';

/** A row of a log as it is shown. Never identified by its number, which changes with everything before it. */
export interface LogTop {
  /** A byte of the line: its first one, unless the log was rewritten since. */
  readonly offset: number;
  /** Which of the line's rows, 0-based: a wrapped line has several. */
  readonly row: number;
}

/** Where the operator wants to be, if that isn't loaded yet. */
export interface LogMove {
  readonly at: LogTop;
  /** This many rows further down; negative: up. */
  readonly by: number;
  /**
   * `scroll`: the operator scrolls, so that reaching the end means following it. `match`: the line was found, and
   * its match comes into view. `stay`: neither.
   */
  readonly purpose: 'scroll' | 'match' | 'stay';
}

/** Why there is no newer piece of the log. */
type LogTrouble =
  | { readonly kind: 'none'; readonly looked: readonly string[]; readonly recorded?: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** A reading that brought no piece, as trouble. */
export function troubleOf(reading: Exclude<LogReading, { kind: 'piece' }>): LogTrouble {
  return reading.kind === 'none'
    ? { kind: 'none', looked: reading.looked, ...recordedIn(reading) }
    : { kind: 'problem', problem: reading.problem };
}

function recordedIn({ recorded }: Extract<LogReading, { kind: 'none' }>) {
  return recorded === undefined ? {} : { recorded };
}

/** The view of a log, to come back to. */
interface LogView {
  readonly top: LogTop;
  readonly left: number;
  readonly following: boolean;
}

/** How many lines match, in a log of `size` bytes. */
interface LogMatchCount {
  readonly total: number;
  readonly index: number;
  readonly size: number;
}

/** A search in the log. */
export interface LogTextSearch {
  readonly text: string;
  readonly phase: 'searching' | 'found' | 'none' | 'idle';
  /** The search under way; answers to any other are ignored; null for none. */
  readonly request: LogSearch | null;
  /** First byte of the line found last. */
  readonly found: number | null;
  /** Whether the search wrapped around an end of the log to find it. */
  readonly wrapped: boolean;
  /** How it was begun: `?` searches upwards first; `/` downwards, except from an end that is being followed. */
  readonly sign: '/' | '?';
  /** The direction in which it searches first. */
  readonly direction: LogSearch['direction'];
  /**
   * How many matches to move on by when the current search is done; negative: back. So keys pressed in the
   * meantime aren't lost.
   */
  readonly owed: number;
  /** How many lines match, and the place among them of the last match, 1-based; null while that isn't known. */
  readonly matches: LogMatchCount | null;
  /** While it is being typed: where it began, and the search before it. */
  readonly origin: (LogView & { readonly search: LogTextSearch | null }) | null;
}

/** The log viewer's part of the state. */
export interface LogViewer extends LogView {
  /** The job as it was when the viewer opened. */
  readonly job: Job;
  /** The last piece of the log that was read; null if there was none yet. */
  readonly piece: LogPiece | null;
  /** The result of the last reading, if it wasn't a piece. */
  readonly trouble: LogTrouble | null;
  readonly move: LogMove | null;
  /**
   * Up to this byte, the log has been on the screen, or was there when following stopped: whatever comes after is
   * new.
   */
  readonly seenTo: number;
  /** The width for which the rows in `top` and `move` are counted. */
  readonly columns: number;
  readonly wrap: boolean;
  readonly timestamps: boolean;
  readonly search: LogTextSearch | null;
  /** Only lines that match this are shown; null: all. */
  readonly filter: string | null;
  /** The filter being typed; null while none is. */
  readonly filterTyped: string | null;
}

/** The part of a request that asks only for the lines that are shown. */
export function onlyOf({ filter }: LogViewer): { readonly only?: string } {
  return filter === null ? {} : { only: filter };
}

/** Whether the loaded piece was read before the filter was set or ended. */
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
    move: null,
    seenTo: 0,
    columns,
    wrap: false,
    timestamps: true,
    search: null,
    filter: null,
    filterTyped: null,
  };
}

/** The end of a job's log, as the detail panel shows it. */
export interface LogTail {
  readonly jobId: JobId;
  /** The lines that were read last; null if there were none yet, or there is no log any more. */
  readonly piece: LogPiece | null;
  /** The result of the last reading, if it wasn't a piece. */
  readonly trouble: LogTrouble | null;
  /** What the job's row said when it was read, see {@link rowOf}. */
  readonly row: string;
  /** How many times it was read, without a problem, while the job's row said that. */
  readonly looks: number;
}

/** The parts of the state that tell of it. */
interface TailState {
  readonly tail: LogTail | null;
  readonly detailId: JobId | null;
}

/** At most this many lines are shown. */
export const mostTailLines = 10;

/**
 * The log of a job that isn't running changes only with its row, or shortly after that: it is read this many times
 * without a problem.
 */
const looksAtRest = 3;

/** The tail of the log of the job that the panel shows; null until it has been read. */
export function tailOf({ tail, detailId }: TailState): LogTail | null {
  return tail?.jobId === detailId ? tail : null;
}

/** Those parts of a job's row that change with its log. */
export function rowOf({ status, statusText, updatedAt, completedAt, retryCount }: Job): string {
  return [status, statusText, updatedAt, completedAt, retryCount].join(' ');
}

/** Whether nothing more is expected in the log of a job. A problem may pass at any time. */
export function isAtRest(tail: LogTail | null, job: Job): boolean {
  if (tail === null || job.status === 'running' || tail.trouble?.kind === 'problem') return false;
  return tail.row === rowOf(job) && tail.looks >= looksAtRest;
}

/** The viewer's settings that change how its lines look. */
export type LogSettings = Pick<LogViewer, 'wrap' | 'timestamps' | 'search'>;

/** What the machine must know about how lines look. Given by the view. */
export interface LineMetrics {
  /** How many rows a line takes. */
  readonly rows: (line: LogLine, settings: LogSettings, columns: number) => number;
  /** How many cells it takes when it isn't wrapped. */
  readonly cells: (line: LogLine, settings: LogSettings) => number;
  /**
   * The cell at which the first match of the search begins, and how many it takes; null if there is no visible
   * match.
   */
  readonly match: (
    line: LogLine,
    settings: LogSettings,
  ) => { readonly cell: number; readonly cells: number } | null;
}

/** Lines of plain text in which every character takes one cell. */
export const defaultLineMetrics: LineMetrics = {
  rows: ({ text }, { wrap }, columns) => (wrap ? Math.max(1, Math.ceil(text.length / columns)) : 1),
  cells: ({ text }) => text.length,
  match: ({ text }, { search }) => {
    const cell = search === null ? -1 : text.indexOf(search.text);
    return cell < 0 ? null : { cell, cells: search?.text.length ?? 0 };
  },
};
