import type { DepthSample } from '../monitoring/monitoring.js';
import type { JobCounts } from '../picture.js';
import { noTroubles, type TroubleCounts, troubleKinds } from '../worker.js';
import { netChange, sinceGap } from './net-change.js';
import { type EndRate, endRate, type QueuePace } from './pace.js';

/** Nothing is called stalled before this, ms. */
const leastPatienceMs = 300_000;
/** Nor is a forecast given up before this, ms. */
const quietMs = 60_000;
/** A queue may wait this many times as long for an end as it usually does. */
const usualTimes = 8;
/** Fewer ends than this don't show what is usual. */
const leastEnds = 5;

/** What is known of the queue besides its record. */
interface QueueState {
  readonly counts: JobCounts;
  readonly troubles: TroubleCounts | null;
  /** Depths that were seen, oldest first. */
  readonly depths: readonly DepthSample[];
}

/**
 * Whether, at `now` (ms), no job has ended for so unusually long that those that did end no longer support a forecast.
 * `rate`: how fast jobs ended until then; null if that isn't known.
 */
function isQuiet(pace: QueuePace, rate: EndRate | null, now: number): boolean {
  const ms = pace.lastEndedAt === null ? 0 : now - pace.lastEndedAt;
  return ms >= quietMs && ms >= (rate === null ? unusualMs(pace) : (usualTimes * 60_000) / rate.perMinute);
}

/**
 * Since when (ms) no job has ended although some could be taken, if that is long at `now`: long compared to how often
 * jobs usually end, or, if no worker is at work at all, some minutes. Null otherwise.
 */
function stalledSince(pace: QueuePace, queue: QueueState, now: number): number | null {
  const since = Math.max(pace.lastEndedAt ?? Number.NEGATIVE_INFINITY, workSince(pace, queue.depths, now));
  const ms = now - since;
  if (!Number.isFinite(since) || ms < leastPatienceMs) return null;
  return ms >= unusualMs(pace) || !isAnybodyAtWork(queue) ? since : null;
}

function unusualMs({ endedBefore }: QueuePace): number {
  return endedBefore < leastEnds ? Number.POSITIVE_INFINITY : (usualTimes * 3_600_000) / endedBefore;
}

function isAnybodyAtWork({ counts, troubles }: QueueState): boolean {
  return counts.running > troubleKinds.reduce((sum, kind) => sum + (troubles?.[kind] ?? 0), 0);
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

/** What becomes of the queue. Durations in ms. */
export type Verdict =
  /** `emptyIn`: null where only the direction is known. */
  | { readonly kind: 'drains'; readonly emptyIn: TimeLeft | null }
  /** More jobs come than go; `perMinute`: how many more, null if that isn't known. */
  | { readonly kind: 'grows'; readonly perMinute: number | null }
  /** Nothing has ended for this long although jobs wait. `troubles`: what is wrong with running jobs. */
  | { readonly kind: 'stalled'; readonly ms: number; readonly troubles: TroubleCounts }
  /** No job waits that could be taken. */
  | { readonly kind: 'idle' }
  /** Nothing worth saying. */
  | { readonly kind: 'unknown' };

/** What can be said of the queue's future at one instant. */
export interface Outlook {
  /** How many jobs end in a minute; null if too few have ended, or none does any more. */
  readonly perMinute: number | null;
  /** Whether that is known well enough to forecast within 20 %. */
  readonly isSure: boolean;
  readonly verdict: Verdict;
  /** How long the jobs that can be taken will last if none arrive; null if none waits, or no rate is known. */
  readonly workLeft: TimeLeft | null;
  /** Since when the longest-waiting job that can be taken has waited, ms since the epoch; null if unknown. */
  readonly oldestWaitingAt: number | null;
  /** How many of the waiting jobs can't be taken now. */
  readonly heldBack: number;
}

/** A change of less than this share of what ends counts as no change. */
const levelShare = 0.05;
/** A longer time would be arithmetic rather than a forecast, ms. */
const longestMs = 7 * 24 * 3_600_000;

/** The outlook at `now` (ms; behaviour 3.3); `pace` is null if it wasn't read. */
export function outlookOf(pace: QueuePace | null, queue: QueueState, now: number): Outlook {
  const { queued } = queue.counts;
  const heldBack = Math.min(queued, pace?.heldBack ?? 0);
  const ready = queued - heldBack;
  const measured = pace === null ? null : endRate(pace, now, workSince(pace, queue.depths, now));
  // Once nothing ends any more, the earlier rate no longer holds.
  const isOver = pace !== null && isQuiet(pace, measured, now);
  const known = { ready, rate: isOver ? null : measured, isOver };
  const verdict = verdictOf(pace, queue, known, now);
  const rate = verdict.kind === 'stalled' ? null : known.rate;
  return {
    perMinute: rate?.perMinute ?? null,
    isSure: rate?.isSure ?? false,
    verdict,
    workLeft: ready > 0 && rate !== null ? timeFor(ready, rate) : null,
    oldestWaitingAt: queued === heldBack ? null : (pace?.oldestWaitingAt ?? null),
    heldBack,
  };
}

/** How many jobs can be taken, how fast they end, and whether none does any more. */
interface Known {
  readonly ready: number;
  readonly rate: EndRate | null;
  readonly isOver: boolean;
}

function verdictOf(pace: QueuePace | null, queue: QueueState, known: Known, now: number): Verdict {
  const { ready, rate } = known;
  if (ready <= 0) return { kind: 'idle' };
  const since = pace === null ? null : stalledSince(pace, queue, now);
  if (since !== null) return { kind: 'stalled', ms: now - since, troubles: queue.troubles ?? noTroubles };
  const ending = rate?.perMinute ?? 0;
  const net = netChange(queue.depths, now, ending);
  if (net === null || Math.abs(net.perMinute) < levelShare * ending) return { kind: 'unknown' };
  if (net.perMinute > 0) return { kind: 'grows', perMinute: net.isExact ? net.perMinute : null };
  if (known.isOver) return { kind: 'unknown' };
  // As far as can be known, none arrive then. Those that leave it otherwise, such as by being cancelled, won't go on to.
  const isByEnds = rate !== null && -net.perMinute > (1 - levelShare) * ending;
  const draining = isByEnds ? ending : -net.perMinute;
  const emptyIn = timeFor(ready, { perMinute: draining, isSure: rate?.isSure ?? true });
  return { kind: 'drains', emptyIn: net.isExact && emptyIn.ms <= longestMs ? emptyIn : null };
}

/** How long something will take at the rate at which jobs end. */
export interface TimeLeft {
  readonly ms: number;
  /** Whether that is a rough figure, because few jobs have ended; else it is right within 20 %. */
  readonly isRough: boolean;
}

/** When the job at a place in line (from 1) will be taken; null if the place isn't known, or no rate is. */
export function startsIn(
  outlook: Pick<Outlook, 'perMinute' | 'isSure'> | null,
  place: number | null,
): TimeLeft | null {
  if (outlook === null || outlook.perMinute === null || place === null) return null;
  return timeFor(place, { perMinute: outlook.perMinute, isSure: outlook.isSure });
}

/** How long it is until the last of a number of jobs is taken. */
function timeFor(jobs: number, { perMinute, isSure }: EndRate): TimeLeft {
  return { ms: (jobs / perMinute) * 60_000, isRough: !isSure };
}
