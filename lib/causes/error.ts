import type { Traceback } from './traceback/thrown.js';
import { tracebackIn } from './traceback/traceback.js';

/** One thing that went wrong, such as a file that a job couldn't handle (behaviour 8.1). */
export interface RecordedFailure {
  /** The file at fault as the worker wrote it, or null if the record doesn't name it. */
  readonly filePath: string | null;
  /** What went wrong: an error type, a message, or both. Untrusted text of any length. */
  readonly error: string;
  /** 1-based line or row in the file, or null. */
  readonly line: number | null;
  /** The worker's stack trace, if the record has one: bounded, with both ends kept. */
  readonly stackTrace?: string;
}

/** What a job's record says of why it failed. */
export interface FailureRecord {
  /** The first of its failures come first. */
  readonly failures: readonly RecordedFailure[];
  /** The record's own text, untrusted; null if there is none. */
  readonly errorMessage: string | null;
}

/**
 * How the queue dealt with a failed job: it gave up after all attempts, or saw that further attempts would be
 * useless.
 */
export type Verdict = 'gave up' | 'permanent';

const verdicts: Readonly<Record<string, Verdict>> = {
  max_retries_exceeded: 'gave up',
  permanent_error: 'permanent',
};

/** The queue's verdict, which its workers write in front of an error, and the error without it. */
export function verdictIn(text: string): { readonly verdict: Verdict | null; readonly error: string } {
  // Most errors begin with neither `m`, `p` nor a space: no expression runs for them.
  const first = text.charCodeAt(0);
  const mayBegin = first === 109 || first === 112 || first < 33 || first > 126;
  if (!mayBegin) return { verdict: null, error: text };
  const [prefix, word] =
    /^\s{0,99}(max_retries_exceeded|permanent_error)\s{0,9}(?::\s{0,99}|$)/.exec(text) ?? [];
  const verdict = verdicts[word ?? ''];
  if (prefix === undefined || verdict === undefined) return { verdict: null, error: text };
  return { verdict, error: text.slice(prefix.length) };
}

/** The verdict that a single word gives, such as the reason of a dead letter; null for an unknown word. */
export function verdictOf(word: string): Verdict | null {
  return verdicts[word.trim().toLowerCase()] ?? null;
}

/**
 * An error in few words: for a traceback, what was thrown and where, else the text itself. `stackTrace` is the
 * record's own; the place is taken from it, and the error too if the text is empty.
 */
export function errorInBrief(text: string, stackTrace: string | null): Traceback {
  const { error } = verdictIn(text);
  const own = tracebackIn(error);
  if (own !== null) return own;
  const traced = stackTrace === null ? null : tracebackIn(stackTrace);
  if (error.trim() === '' && traced !== null) return traced;
  return { error, frame: traced?.frame ?? null, other: null };
}

/** What went wrong with a job: its first failure's error, else its own; null if the record has neither. */
export function recordInBrief(job: FailureRecord): Traceback | null {
  const failure = job.failures[0];
  const stackTrace = failure?.stackTrace ?? null;
  const brief = errorInBrief(failure?.error.trim() || (job.errorMessage ?? ''), stackTrace);
  return brief.error.trim() === '' ? null : brief;
}

/** A summary's error as one line of bounded length, for programs; null if there is none. */
export function oneLine(brief: Traceback | null): string | null {
  const line = (brief?.error ?? '').slice(0, longestLine).replace(/\s+/g, ' ').trim();
  return line === '' ? null : line;
}

const longestLine = 1000;

/**
 * What a job's record says of why it failed, in full: its first failure's error, else its own text, without the
 * verdict.
 */
export function errorInFull({ failures, errorMessage }: FailureRecord): string | null {
  const { error } = verdictIn(failures[0]?.error.trim() || (errorMessage ?? ''));
  return error.trim() === '' ? (failures[0]?.stackTrace ?? null) : error;
}
