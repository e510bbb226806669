import type { JobId } from './job.js';
import type { Problem } from './problem.js';

/** A line of a job's log, or a part of one that is too long to be held whole. */
export interface LogLine {
  /** Position of its first byte in the log, 0-based. */
  readonly start: number;
  /** Position after its last byte, the line break included. */
  readonly end: number;
  /** The text without its line break, as the log holds it: untrusted. Bytes that aren't UTF-8 become U+FFFD. */
  readonly text: string;
  /** False for a part of a longer line that continues in the next one. */
  readonly complete: boolean;
}

/** A run of consecutive lines of a log, or of its matching lines, all from one instant. */
export interface LogPiece {
  readonly jobId: JobId;
  /** When the instant was, ms since the epoch. */
  readonly asOf: number;
  /** Size of the whole log in bytes (unpacked). */
  readonly size: number;
  readonly lines: readonly LogLine[];
  /**
   * How many lines (matching ones, if filtered) begin at or after the requested byte; null if that wasn't asked.
   */
  readonly added: AddedLines | null;
  /** If only matching lines were requested, which part of them this is; null if these are all lines. */
  readonly filtered: FilteredPart | null;
  /** Where the log is stored: in the database, or in a file beside it. */
  readonly origin: { readonly kind: 'database' } | { readonly kind: 'file'; readonly path: string };
}

/** Which of the matching lines a piece holds. */
export interface FilteredPart {
  /** What they match, as it was requested. */
  readonly only: string;
  /** The piece has all matching lines that begin at or after byte `from` and before byte `to`. */
  readonly from: number;
  readonly to: number;
  /** How many there are, as far as the log has been searched, and whether all of it has been. */
  readonly count: number;
  readonly isWhole: boolean;
  /** False if time ran out before there were as many as were requested: asked again, the reader continues. */
  readonly isDone: boolean;
}

/** How many lines begin at or after a byte of a log. */
export interface AddedLines {
  readonly from: number;
  readonly count: number;
  /** Whether there are more, which weren't counted. */
  readonly more: boolean;
}

/** The place in the log around which lines are wanted. */
export type LogPlace =
  | { readonly kind: 'end' }
  /** The line that holds the byte at this position; the last line if the log is shorter. */
  | { readonly kind: 'offset'; readonly offset: number };

/** What to read of a log. */
export interface LogRequest {
  readonly jobId: JobId;
  readonly place: LogPlace;
  /** How many lines to return before the place, at most. */
  readonly before: number;
  /** How many lines to return from the place on, at most. */
  readonly after: number;
  /** Where to count lines from, in bytes. */
  readonly countFrom?: number;
  /** Return only lines that match this, which is interpreted like a search's text. */
  readonly only?: string;
  /** `tail`: asked for by the detail panel, which shows the last lines. Absent: by the log viewer. */
  readonly purpose?: 'tail';
}

/** The result of reading a log. */
export type LogReading =
  | { readonly kind: 'piece'; readonly piece: LogPiece }
  /**
   * The job has no log (yet). `looked` lists the places that were searched, which may be untrusted paths; `recorded`
   * is the one of them at which the database says that a log is, if it does.
   */
  | { readonly kind: 'none'; readonly looked: readonly string[]; readonly recorded?: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What to look for in a log. */
export interface LogSearch {
  readonly jobId: JobId;
  /**
   * A regular expression or text as the operator typed it; letter case matters only if they typed a capital
   * letter.
   */
  readonly text: string;
  /** Lines must also match this. */
  readonly only?: string;
  /** Where to begin, in bytes; a search wraps around the end once. */
  readonly from: number;
  readonly direction: 'forward' | 'backward';
}

/** The result of a search. */
export type LogSearchResult =
  /** The line that holds the match, by its first byte; `wrapped` if the search wrapped around the end. */
  | { readonly kind: 'found'; readonly start: number; readonly wrapped: boolean }
  | { readonly kind: 'none' }
  /** It was cancelled. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** The result of counting the lines that match. */
export type LogMatches =
  /**
   * Of the `total` lines, `before` begin before the given place. `size` is the log's size when it was counted, in
   * bytes.
   */
  | { readonly kind: 'counted'; readonly total: number; readonly before: number; readonly size: number }
  | { readonly kind: 'none' }
  /** It was cancelled. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'problem'; readonly problem: Problem };
