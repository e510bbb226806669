import { passRate } from './backtest.js';
import { type ProgressSample, patience } from './cadence.js';
import type { Job, JobId } from './job.js';

/**
 * The progress of each running job as this dashboard has seen it, oldest sample first. There is one sample for
 * each value, from when it was first seen; while nothing moves, nothing is added.
 */
export type ProgressLog = ReadonlyMap<JobId, readonly ProgressSample[]>;

/** How far a job has come, in items or in percent; `total` is null if the worker doesn't report it. */
export interface Advance {
  readonly done: number;
  readonly total: number | null;
}

/** How many jobs the log remembers; those seen longest ago are dropped first. */
const jobsRemembered = 1000;
const samplesRemembered = 30;
/** Samples closer than this are merged, so that even a fast job's samples cover half a minute. */
const sampleSpacing = 1000;

/**
 * How far a job has come by its own count: items if it counts them, else the worker's percentage. Null if it
 * reports nothing. Zeros without a total are the columns' defaults, and so count as nothing reported.
 */
export function advanceOf(job: Job): Advance | null {
  const done = positive(job.itemsProcessed);
  const total = positive(job.itemsTotal);
  if (total > 0) return { done, total };
  const percent = positive(job.progressPercent);
  if (percent > 0) return { done: Math.min(100, percent), total: 100 };
  return done > 0 ? { done, total: null } : null;
}

/** What a job's bar shows, 0–1: a backtest's pass rate (behaviour 10.3), else its progress; null if unknown. */
export function fraction(job: Job): number | null {
  if (job.type === 'backtest') return passRate(job);
  const advance = advanceOf(job);
  if (advance === null || advance.total === null) return null;
  return Math.min(1, advance.done / advance.total);
}

/**
 * The log, with the jobs of a picture added as they were at `asOf` (ms). Jobs that no longer run are dropped. Jobs
 * that the picture doesn't show are kept, because they may only have scrolled away; the log is bounded by their
 * number.
 */
export function recordProgress(log: ProgressLog, jobs: readonly Job[], asOf: number): ProgressLog {
  const next = new Map(log);
  for (const job of jobs) {
    const seen = next.get(job.id) ?? [];
    const advance = job.status === 'running' ? advanceOf(job) : null;
    // Deleted and set again, so that the map's order is by when each was last seen.
    next.delete(job.id);
    if (advance !== null) next.set(job.id, withSample(seen, job, { at: asOf, done: advance.done }));
  }
  for (const id of next.keys()) {
    if (next.size <= jobsRemembered) break;
    next.delete(id);
  }
  return next;
}

function withSample(
  seen: readonly ProgressSample[],
  job: Job,
  sample: ProgressSample,
): readonly ProgressSample[] {
  const last = seen.at(-1);
  if (last === undefined || isNewRun(last, job, sample)) return [sample];
  if (last.done === sample.done) return seen;
  // A move after a stall, or after a while out of view, says nothing about the current rate.
  if (sample.at - last.at >= patience(seen, job)) return [sample];
  const beforeLast = seen.at(-2);
  const merges = beforeLast !== undefined && sample.at - beforeLast.at < sampleSpacing;
  return [...(merges ? seen.slice(0, -1) : seen), sample].slice(-samplesRemembered);
}

/**
 * Whether a job has started again since its last sample: it was claimed again, its count decreased, or the clock
 * was set back.
 */
function isNewRun(last: ProgressSample, job: Job, sample: ProgressSample): boolean {
  return (
    sample.done < last.done || sample.at < last.at || (job.startedAt !== null && job.startedAt > last.at)
  );
}

function positive(value: number | null): number {
  return value !== null && Number.isFinite(value) ? Math.max(0, value) : 0;
}
