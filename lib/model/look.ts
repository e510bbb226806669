import { commitDelayMs, type FeedEntry } from './feed.js';
import type { Job } from './job.js';
import {
  type CountedPicture,
  type EndedStatus,
  endedStatuses,
  latestEndIn,
  type Picture,
} from './picture.js';
import { noTroubles, type TroubleCounts } from './worker.js';

/** What the operator saw last of a database. */
export interface Look {
  /** When that was, ms since the epoch. */
  readonly at: number;
  /** How many jobs had each of these statuses. */
  readonly counts: Readonly<Record<EndedStatus | 'queued', number>>;
  readonly troubles: TroubleCounts;
  /** Keys of all causes that were ever seen, the latest first. */
  readonly causes: readonly string[];
}

/** What is new since a look; counts of jobs and workers. */
export interface Digest {
  /** When the look was, ms. */
  readonly at: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly newCauses: number;
  readonly gone: number;
  readonly silent: number;
  readonly stalled: number;
  /** How many more jobs wait; negative: fewer. */
  readonly queue: number;
}

/** No more keys of causes are remembered. */
export const mostKnownCauses = 1000;

/** What a look at a picture at an instant (ms) shows; `before` is the look before it. */
export function lookAt(
  { counts, troubles, causes, since }: CountedPicture,
  at: number,
  before: Look | null,
): Look {
  const { queued, complete, failed, cancelled } = counts;
  const keys = [
    ...(causes?.unread === 0 ? causes.groups : []),
    ...(since?.unread === 0 ? since.newCauses : []),
  ].map(({ key }) => key);
  const known =
    keys.length === 0 ? (before?.causes ?? []) : [...new Set([...keys, ...(before?.causes ?? [])])];
  return {
    at,
    counts: { queued, complete, failed, cancelled },
    troubles: troubles ?? before?.troubles ?? noTroubles,
    causes: known.slice(0, mostKnownCauses),
  };
}

/**
 * The earliest recorded end (ms) that a job can have that wasn't there yet at a look: ends are written in whole
 * seconds, and some time before they are committed. A job that ended just before the look may be told again, but is
 * never lost.
 */
export function newFrom({ at }: Pick<Look, 'at'>): number {
  return Math.floor((at - commitDelayMs) / 1000) * 1000;
}

/**
 * What is new in a picture since a look; null if nothing is, or until that is known. Recorded ends tell how many jobs
 * ended, even if others were retried or deleted. If the counts have grown by more, the clock of a worker is wrong, and
 * the counts are right.
 */
export function digestOf(look: Look, { counts, troubles, since }: Picture): Digest | null {
  if (counts === null || !since || since.at !== newFrom(look)) return null;
  const ended = (status: EndedStatus) => Math.max(since.counts[status], counts[status] - look.counts[status]);
  const more = (kind: keyof TroubleCounts) => Math.max(0, (troubles?.[kind] ?? 0) - look.troubles[kind]);
  const digest: Digest = {
    at: look.at,
    done: ended('complete'),
    failed: ended('failed'),
    cancelled: ended('cancelled'),
    newCauses: since.newCauses.length + since.moreNewCauses,
    gone: more('gone'),
    silent: more('silent'),
    stalled: more('stalled'),
    queue: counts.queued - look.counts.queued,
  };
  const { at: _, ...rest } = digest;
  return Object.values(rest).some((count) => count !== 0) ? digest : null;
}

/** Whether a job of a picture as of `asOf` (ms) ended since a look, by what its record says. */
export function isNewSince(
  look: Pick<Look, 'at'>,
  { status, completedAt, claimedAt, startedAt }: Job,
  asOf: number,
): boolean {
  const end = completedAt ?? claimedAt ?? startedAt;
  const hasEnded = endedStatuses.some((ended) => ended === status);
  return hasEnded && end !== null && end >= newFrom(look) && end <= latestEndIn(asOf);
}

/** Whether a cause is new since a look: it wasn't known, and none of its jobs failed before. */
export function isNewCause(
  look: Look,
  { key, firstAt }: { readonly key: string; readonly firstAt: number | null },
): boolean {
  return firstAt !== null && firstAt >= newFrom(look) && !look.causes.includes(key);
}

/** What is kept from one start to the next of what the operator saw of a database. */
export interface LastSeen {
  /** Null if they never looked. */
  readonly look: Look | null;
  /** What happened while the program ran, the newest first. */
  readonly feed: readonly FeedEntry[];
  /** Troubles of running jobs that aren't new, by their keys, the latest first; null if none were ever looked for. */
  readonly troubles: readonly string[] | null;
}

/** Nothing kept. */
export const nothingSeen: LastSeen = { look: null, feed: [], troubles: null };
