import { verdictIn } from './error-summary.js';
import type { Job, JobId } from './job.js';

/** Failed jobs that have one cause. */
export interface CauseGroup {
  /** The cause's key, see {@link Cause}; empty for jobs whose record says nothing. */
  readonly key: string;
  /** The cause in words: untrusted, one line. Empty where the record says nothing. */
  readonly text: string;
  /** How many jobs there are; at least 1. */
  readonly count: number;
  /** Names of the jobs' parsers, the most frequent first, and how many more there are. Untrusted. */
  readonly names: readonly string[];
  readonly moreNames: number;
  /** When the first and the last of the jobs failed, ms since the epoch; null where no job's record says. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** The job that failed last. */
  readonly sample: JobId;
  /** Its error in full, where that was asked for; null where its record says nothing. Untrusted, bounded. */
  readonly error?: string | null;
}

/** Failed jobs by their causes. */
export interface Causes {
  /** The most frequent first. */
  readonly groups: readonly CauseGroup[];
  /** How many groups there are, those included that weren't brought. */
  readonly total: number;
  /** Failed jobs that pass the filter, whatever its statuses and cause. */
  readonly failed: number;
  /** How many of them are in none of the groups yet, while their records are read: who asks again has fewer. 0: done. */
  readonly unread: number;
  /** The sample of the group that was asked for, in full; null where there is none. */
  readonly sample: Job | null;
}

/** Which failed jobs pass, by their cause: those of one key, or where it is null those whose cause has the text
 * for its key or holds it. */
export interface CauseFilter {
  readonly key: string | null;
  /** The cause's words, or the part of them that is looked for, whatever its case. Untrusted. */
  readonly text: string;
}

/** Whether a cause is one that the filter means. */
export function isCauseWanted(
  wanted: CauseFilter,
  cause: { readonly key: string; readonly text: string },
): boolean {
  if (wanted.key !== null) return cause.key === wanted.key;
  return cause.key === wanted.text || cause.text.toLowerCase().includes(wanted.text.toLowerCase());
}

/** What a job's record says of why it failed, in full: its first failure's error, else its own text, without the verdict. */
export function errorInFull({
  failures,
  errorMessage,
}: Pick<Job, 'failures' | 'errorMessage'>): string | null {
  const { error } = verdictIn(failures[0]?.error.trim() || (errorMessage ?? ''));
  return error.trim() === '' ? (failures[0]?.stackTrace ?? null) : error;
}

/** A cause in words, for a place where it stands alone. Untrusted. */
export function causeText({ text }: { readonly text: string }): string {
  return text === '' ? 'no error recorded' : text;
}
