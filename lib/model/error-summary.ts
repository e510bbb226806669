import type { Job } from './job.js';
import type { Traceback } from './traceback/thrown.js';
import { tracebackIn } from './traceback/traceback.js';

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
  const [prefix, word] =
    /^\s{0,99}(max_retries_exceeded|permanent_error)\s{0,9}(?::\s{0,99}|$)/.exec(text) ?? [];
  const verdict = verdicts[word ?? ''];
  if (prefix === undefined || verdict === undefined) return { verdict: null, error: text };
  return { verdict, error: text.slice(prefix.length) };
}

/** The same for a single word, such as the reason of a dead letter; null for an unknown word. */
export function verdictOf(word: string): Verdict | null {
  return verdicts[word.trim().toLowerCase()] ?? null;
}

/**
 * An error in few words: for a traceback, what was thrown and where, else the text itself. `stackTrace` is the
 * record's own; the place is taken from it, and the error too if the text is empty.
 */
export function errorInBrief(text: string, stackTrace: string | null): Traceback {
  const { error } = verdictIn(text);
  const told = tracebackIn(error);
  if (told !== null) return told;
  const traced = stackTrace === null ? null : tracebackIn(stackTrace);
  if (error.trim() === '' && traced !== null) return traced;
  return { error, frame: traced?.frame ?? null, other: null };
}

/** What went wrong with a job: its first failure's error, else its own; null if the record has neither. */
export function jobErrorInBrief(job: Pick<Job, 'failures' | 'errorMessage'>): Traceback | null {
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
