import type { JobId } from './job.js';
import type { Problem } from './problem.js';

/** A line of a job's log, or a piece of one that is too long to be held whole. */
export interface LogLine {
  /** Position of its first byte in the log, 0-based. */
  readonly start: number;
  /** Position after its last byte, the line break included. */
  readonly end: number;
  /** The text without its line break, as the log holds it: untrusted. Bytes that aren't UTF-8 as U+FFFD. */
  readonly text: string;
  /** False for a piece of a longer line that goes on in the next piece. */
  readonly complete: boolean;
}

/** A run of consecutive lines of a log, or of those that match, all from one instant. */
export interface LogPiece {
  readonly jobId: JobId;
  /** When the instant was, ms since the epoch. */
  readonly asOf: number;
  /** Size of the whole log in bytes (unpacked). */
  readonly size: number;
  readonly lines: readonly LogLine[];
  /** The lines (those that match) that begin at the byte that was asked for or after it; null where nobody asked. */
  readonly added: AddedLines | null;
  /** Where only lines that match were asked for, what part of them this is; null where it is all lines. */
  readonly filtered: FilteredPart | null;
  /** Where it comes from: the database, or a file beside it. */
  readonly origin: { readonly kind: 'database' } | { readonly kind: 'file'; readonly path: string };
}

/** Which lines that match a piece holds. */
export interface FilteredPart {
  /** What they match, as it was asked for. */
  readonly only: string;
  /** The piece has all of them that begin from byte `from` on and before byte `to`. */
  readonly from: number;
  readonly to: number;
  /** How many there are, as far as the log has been looked through, and whether that is all of it. */
  readonly count: number;
  readonly isWhole: boolean;
  /** False where time ran out before there were as many as were asked for: asked again, the reader goes on. */
  readonly isDone: boolean;
}

/** How many lines begin at a byte of a log or after it. */
export interface AddedLines {
  readonly from: number;
  readonly count: number;
  /** Whether there are more, which were not counted. */
  readonly more: boolean;
}

/** Around which place of the log lines are wanted. */
export type LogPlace =
  | { readonly kind: 'end' }
  /** The line that holds the byte at this position; the last one where the log is shorter. */
  | { readonly kind: 'offset'; readonly offset: number };

/** What to read of a log. */
export interface LogRequest {
  readonly jobId: JobId;
  readonly place: LogPlace;
  /** How many lines to bring before the place, at most. */
  readonly before: number;
  /** How many lines to bring from the place on, at most. */
  readonly after: number;
  /** Where to count lines from, in bytes. */
  readonly countFrom?: number;
  /** Only lines that match this are wanted: read as a search's text is. */
  readonly only?: string;
}

/** The result of reading a log. */
export type LogReading =
  | { readonly kind: 'piece'; readonly piece: LogPiece }
  /** The job has no log (yet). `looked` names the places that were looked at: untrusted paths among them. */
  | { readonly kind: 'none'; readonly looked: readonly string[] }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What to look for in a log. */
export interface LogSearch {
  readonly jobId: JobId;
  /** A regular expression or text as the operator typed it; letter case counts only where they typed a capital letter. */
  readonly text: string;
  /** Lines must match this as well. */
  readonly only?: string;
  /** Where to begin, in bytes; a search goes round the end once. */
  readonly from: number;
  readonly direction: 'forward' | 'backward';
}

/** The result of a search. */
export type LogSearchResult =
  /** The line that holds the match, by its first byte; `wrapped` where the search went round the end. */
  | { readonly kind: 'found'; readonly start: number; readonly wrapped: boolean }
  | { readonly kind: 'none' }
  /** It was called off. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** The result of counting the lines that hold a text. */
export type LogMatches =
  /** `before` of the `total` lines begin before the place that was asked about. `size`: of the log as it was counted, bytes. */
  | { readonly kind: 'counted'; readonly total: number; readonly before: number; readonly size: number }
  | { readonly kind: 'none' }
  /** It was called off. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'problem'; readonly problem: Problem };
