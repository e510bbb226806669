import { type ProgressSample, patience } from './cadence.js';
import type { Job } from './job.js';
import { type Advance, advanceOf, type ProgressLog } from './progress.js';

/** What can be said of a running job's future. Durations in ms, never negative, always finite. */
export type Estimate =
  /** Time left at its recent rate: always more than 0. */
  | { readonly kind: 'eta'; readonly ms: number }
  /** It hasn't moved for this long, which is long compared to its own cadence. */
  | { readonly kind: 'stalled'; readonly ms: number }
  /** Nothing worth showing. */
  | { readonly kind: 'none' };

const none: Estimate = { kind: 'none' };

/** The recent rate is measured over this much time, ms, and at least this many moves. */
const ratePeriodMs = 60_000;
const rateMoves = 5;
/** `updated_at` has a resolution of one second. */
const updatedAtResolutionMs = 1000;
/** A longer time left is arithmetic rather than an estimate. */
const longestEta = 365 * 24 * 3600_000;

/**
 * The estimate for a running job at `now`, ms, up to which its progress is known (design "The list"). A fresh
 * `updatedAt` with a count that doesn't move is a stall; an old `updatedAt` proves that nothing has moved since.
 */
export function estimate(log: ProgressLog, job: Job, now: number): Estimate {
  const advance = job.status === 'running' ? advanceOf(job) : null;
  if (advance === null) return none;
  const seen = log.get(job.id) ?? [];
  const samples = seen.at(-1)?.done === advance.done ? seen : [];

  const still = stillSince(samples, job, advance, now);
  if (still !== null) {
    const known = samples.length > 0 ? samples : [{ at: still, done: advance.done }];
    if (now - still >= patience(withEarlierEnd(known, still), job))
      return { kind: 'stalled', ms: now - still };
  }
  return etaOf(samples, job, advance, still ?? now, now);
}

/** Since when the count is known not to have moved, ms; null if nothing tells. */
function stillSince(
  samples: readonly ProgressSample[],
  job: Job,
  advance: Advance,
  now: number,
): number | null {
  const seen = samples.at(-1)?.at ?? null;
  const touched = isMaintained(samples, job, advance, now) ? job.updatedAt : null;
  if (seen === null || touched === null) return seen ?? touched;
  return Math.min(seen, touched);
}

/**
 * Whether `updatedAt` can be believed: not if it lies in the future or before the start, nor if the count moved
 * without it. Many workers write it once and never again.
 */
function isMaintained(samples: readonly ProgressSample[], job: Job, advance: Advance, now: number): boolean {
  if (job.updatedAt === null || job.updatedAt > now) return false;
  if (job.startedAt !== null) {
    if (job.updatedAt < job.startedAt) return false;
    if (advance.done > 0 && job.updatedAt <= job.startedAt + updatedAtResolutionMs) return false;
  }
  const beforeMove = samples.at(-2);
  return beforeMove === undefined || job.updatedAt + updatedAtResolutionMs >= beforeMove.at;
}

/** A single sample's average since the start counts only up to the last time that it is known to have moved. */
function withEarlierEnd(samples: readonly ProgressSample[], still: number): readonly ProgressSample[] {
  const only = samples.length === 1 ? samples[0] : undefined;
  return only === undefined ? samples : [{ ...only, at: still }];
}

function etaOf(
  samples: readonly ProgressSample[],
  job: Job,
  advance: Advance,
  still: number,
  now: number,
): Estimate {
  const left = advance.total === null ? 0 : advance.total - advance.done;
  const rate = recentRate(samples) ?? averageRate(job, advance, still);
  if (left <= 0 || rate === null || !(rate.perMs > 0)) return none;
  // Between two moves the time left counts down; beyond the usual pause it waits for the next move.
  const ms = Math.max(0, left / rate.perMs - Math.min(Math.max(0, now - still), rate.pause));
  // An overdue job has no time left to show.
  return ms > 0 && ms <= longestEta ? { kind: 'eta', ms } : none;
}

interface Rate {
  readonly perMs: number;
  /** Usual time between two moves, ms. */
  readonly pause: number;
}

function recentRate(samples: readonly ProgressSample[]): Rate | null {
  const last = samples.at(-1);
  if (last === undefined || samples.length < 2) return null;
  const inPeriod = samples.findIndex((sample) => last.at - sample.at <= ratePeriodMs);
  const from = Math.max(0, Math.min(inPeriod, samples.length - 1 - rateMoves));
  const first = samples[from];
  if (first === undefined || last.at <= first.at) return null;
  const elapsed = last.at - first.at;
  return { perMs: (last.done - first.done) / elapsed, pause: elapsed / (samples.length - 1 - from) };
}

/** The job's average since its start; unknown for a backtest, which starts counting again at each iteration. */
function averageRate(job: Job, advance: Advance, at: number): Rate | null {
  if (job.startedAt === null || at <= job.startedAt || advance.done <= 0) return null;
  if (job.type === 'backtest' && (job.backtest?.iteration ?? 1) > 1) return null;
  const elapsed = at - job.startedAt;
  return { perMs: advance.done / elapsed, pause: elapsed / advance.done };
}

/**
 * How fast a running job makes progress, in items (or percent) per second: its recent rate, else its average; null
 * if unknown.
 */
export function speed(log: ProgressLog, job: Job, now: number): number | null {
  const advance = job.status === 'running' ? advanceOf(job) : null;
  if (advance === null) return null;
  const seen = log.get(job.id) ?? [];
  const samples = seen.at(-1)?.done === advance.done ? seen : [];
  const rate = recentRate(samples) ?? averageRate(job, advance, now);
  return rate === null || !(rate.perMs > 0) ? null : rate.perMs * 1000;
}

/** The rates between the moves of a job that were seen, per second, oldest first. */
export function speeds(samples: readonly ProgressSample[]): number[] {
  return samples.flatMap((sample, index) => {
    const before = samples[index - 1];
    if (before === undefined || sample.at <= before.at) return [];
    return [((sample.done - before.done) * 1000) / (sample.at - before.at)];
  });
}
