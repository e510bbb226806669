import type { DepthSample } from '../monitoring.js';
import type { JobCounts } from '../picture.js';
import type { TroubleCounts } from '../worker.js';
import type { QueuePace } from './queue-pace.js';
import { sinceGap } from './seen-steps.js';

/** Nothing is called stalled before this, ms. */
const leastPatienceMs = 300_000;
/** Nor is a forecast given up before this, ms. */
const quietMs = 60_000;
/** A queue may wait this many times as long for an end as it usually does. */
const usualTimes = 8;
/** Fewer ends than this don't show what is usual. */
const leastEnds = 5;

/** What is known of the queue besides its record. */
export interface QueueState {
  readonly counts: JobCounts;
  readonly troubles: TroubleCounts | null;
  /** Depths that were seen, oldest first. */
  readonly depths: readonly DepthSample[];
}

/**
 * Whether, at `now` (ms), no job has ended for so unusually long that those that did end no longer support a forecast.
 */
export function isQuiet(pace: QueuePace, now: number): boolean {
  const ms = pace.lastEndedAt === null ? 0 : now - pace.lastEndedAt;
  return ms >= quietMs && ms >= unusualMs(pace);
}

/**
 * Since when (ms) no job has ended although some could be taken, if that is long at `now`: long compared to how often
 * jobs usually end, or, if no worker is at work at all, some minutes. Null otherwise.
 */
export function stalledSince(pace: QueuePace, queue: QueueState, now: number): number | null {
  const since = Math.max(pace.lastEndedAt ?? Number.NEGATIVE_INFINITY, workSince(pace, queue.depths, now));
  const ms = now - since;
  if (!Number.isFinite(since) || ms < leastPatienceMs) return null;
  return ms >= unusualMs(pace) || !isAnybodyAtWork(queue) ? since : null;
}

function unusualMs({ endedBefore }: QueuePace): number {
  return endedBefore < leastEnds ? Number.POSITIVE_INFINITY : (usualTimes * 3_600_000) / endedBefore;
}

function isAnybodyAtWork({ counts, troubles }: QueueState): boolean {
  return counts.running > (troubles === null ? 0 : troubles.gone + troubles.silent);
}

/** Since when there has been a job to take, as far as is known; Infinity if unknown. */
function workSince(
  { oldestWaitingAt, heldBack }: QueuePace,
  depths: readonly DepthSample[],
  now: number,
): number {
  const seen = sinceGap(depths.filter(({ at }) => at <= now));
  const idle = seen.findLastIndex(({ depth }) => depth <= heldBack);
  const seenSince = seen[idle + 1]?.at ?? Number.POSITIVE_INFINITY;
  return Math.min(oldestWaitingAt ?? Number.POSITIVE_INFINITY, seenSince);
}
