import type { Job } from './job.js';
import type { Traceback } from './traceback/thrown.js';
import { tracebackIn } from './traceback/traceback.js';

/** How the queue dealt with a failed job: it tried no more, or it saw that trying is no use. */
export type Verdict = 'gave up' | 'permanent';

const verdicts: Readonly<Record<string, Verdict>> = {
  max_retries_exceeded: 'gave up',
  permanent_error: 'permanent',
};

/** The queue's verdict, which its workers put before an error, and the error without it. */
export function verdictIn(text: string): { readonly verdict: Verdict | null; readonly error: string } {
  const [prefix, word] =
    /^\s{0,99}(max_retries_exceeded|permanent_error)\s{0,9}(?::\s{0,99}|$)/.exec(text) ?? [];
  const verdict = verdicts[word ?? ''];
  if (prefix === undefined || verdict === undefined) return { verdict: null, error: text };
  return { verdict, error: text.slice(prefix.length) };
}

/** The same for a word that stands alone, such as the reason of a dead letter; null for a word that isn't known. */
export function verdictOf(word: string): Verdict | null {
  return verdicts[word.trim().toLowerCase()] ?? null;
}

/**
 * An error in few words: of a traceback what was thrown and where, else the text itself. `stackTrace` is what the
 * record has besides; it gives the place, and the error where the text says nothing.
 */
export function errorInBrief(text: string, stackTrace: string | null): Traceback {
  const { error } = verdictIn(text);
  const told = tracebackIn(error);
  if (told !== null) return told;
  const traced = stackTrace === null ? null : tracebackIn(stackTrace);
  if (error.trim() === '' && traced !== null) return traced;
  return { error, frame: traced?.frame ?? null, other: null };
}

/** What went wrong with a job: its first failure's error, else its own; null where the record says nothing. */
export function jobErrorInBrief(job: Pick<Job, 'failures' | 'errorMessage'>): Traceback | null {
  const failure = job.failures[0];
  const stackTrace = failure?.stackTrace ?? null;
  const brief = errorInBrief(failure?.error.trim() || (job.errorMessage ?? ''), stackTrace);
  return brief.error.trim() === '' ? null : brief;
}

/** A summary's error as one line of bounded length, for programs; null where it says nothing. */
export function oneLine(brief: Traceback | null): string | null {
  const line = (brief?.error ?? '').slice(0, longestLine).replace(/\s+/g, ' ').trim();
  return line === '' ? null : line;
}

const longestLine = 1000;
