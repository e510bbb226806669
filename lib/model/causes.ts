import type { Job, JobId } from './job.js';

/** Failed jobs that have the same cause. */
export interface CauseGroup {
  /** The cause's key, see {@link Cause}; empty for jobs without an error. */
  readonly key: string;
  /** The cause in words: untrusted, one line. Empty for jobs without an error. */
  readonly text: string;
  /** How many jobs there are; at least 1. */
  readonly count: number;
  /** Names of the jobs' parsers, most frequent first, and how many more there are. Untrusted. */
  readonly names: readonly string[];
  readonly moreNames: number;
  /** When the first and the last of the jobs failed, ms since the epoch; null if no job's record tells. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** The job that failed last. */
  readonly sample: JobId;
  /** Its error in full, where that was asked for; null where its record says nothing. Untrusted, bounded. */
  readonly error?: string | null;
}

/**
 * Asks for failed jobs by cause, of those that pass the filter whatever its statuses and cause; also for the sample job
 * of the group `sampleOf`, and with `samples` for the error of each group's sample.
 */
export interface CausesRequest {
  readonly sampleOf: string | null;
  readonly samples?: boolean;
}

/** Failed jobs by their causes. */
export interface Causes {
  /** Most frequent first. */
  readonly groups: readonly CauseGroup[];
  /** How many groups there are, including those that weren't returned. */
  readonly total: number;
  /** Failed jobs that pass the filter, whatever its statuses and cause. */
  readonly failed: number;
  /**
   * How many of them aren't in a group yet, while their records are being read: asking again makes it fewer. 0:
   * done.
   */
  readonly unread: number;
  /** The requested group's sample job, in full; null if there is none. */
  readonly sample: Job | null;
}

/**
 * Which failed jobs pass, by cause: those with this key or, if it is null, those whose cause has the text as its
 * key or contains it.
 */
export interface CauseFilter {
  readonly key: string | null;
  /** The cause's words, or a part of them, in any letter case. Untrusted. */
  readonly text: string;
}

/** Whether a cause matches the filter. */
export function isCauseWanted(
  wanted: CauseFilter,
  cause: { readonly key: string; readonly text: string },
): boolean {
  if (wanted.key !== null) return cause.key === wanted.key;
  return cause.key === wanted.text || cause.text.toLowerCase().includes(wanted.text.toLowerCase());
}

/** A cause in words, for a place where it stands alone. Untrusted. */
export function causeText({ text }: { readonly text: string }): string {
  return text === '' ? 'no error recorded' : text;
}
