import type { JobStatus } from './job.js';

/** From when on news are requested, and what isn't news. */
export interface SinceRequest {
  /** Ms since the epoch: what ended then or later counts. */
  readonly at: number;
  /** Keys of causes that aren't new, even if none of their earlier jobs is left. */
  readonly knownCauses: readonly string[];
}

/** Statuses in which a job can have ended since the operator looked last. */
export const endedStatuses = ['complete', 'failed', 'cancelled'] as const satisfies readonly JobStatus[];

/** One of those statuses. */
export type EndedStatus = (typeof endedStatuses)[number];

/** What ended since an instant, over the whole queue, by what jobs' records say of their ends. */
export interface Since {
  /** The requested instant. */
  readonly at: number;
  readonly counts: Readonly<Record<EndedStatus, number>>;
  /** Causes that weren't known, and of which no job failed before; the most frequent first. Untrusted. */
  readonly newCauses: readonly { readonly key: string; readonly text: string }[];
  /** New causes beyond those. */
  readonly moreNewCauses: number;
  /** Failed jobs that have yet to be read to tell which causes are new: each further request reads more of them. */
  readonly unread: number;
}

/**
 * An end that is further ahead than this, ms, was written by a worker whose clock is wrong, and says nothing of when
 * the job ended. The clocks of two hosts may differ by less.
 */
const clocksApartMs = 60_000;

/** The last end that counts in a picture as of `asOf`; both in ms. */
export function latestEndIn(asOf: number): number {
  return asOf + clocksApartMs;
}

/** More causes than these are counted, not brought. */
const mostNewCauses = 100;

/** Sums up which causes are new. */
export function newCausesOf(
  counts: ReadonlyMap<string, { readonly key: string; readonly text: string; readonly count: number }>,
): Pick<Since, 'newCauses' | 'moreNewCauses'> {
  const sorted = [...counts.values()].sort(
    (one, other) => other.count - one.count || (one.key < other.key ? -1 : 1),
  );
  return {
    newCauses: sorted.slice(0, mostNewCauses).map(({ key, text }) => ({ key, text })),
    moreNewCauses: Math.max(0, sorted.length - mostNewCauses),
  };
}
