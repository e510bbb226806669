import { passRate } from './backtest.js';
import { type ProgressSample, patience } from './cadence.js';
import type { Job, JobId } from './job.js';

/**
 * What this operator's dashboard has seen of each running job's progress, oldest sample first. There is a sample
 * for each value seen, from when it was first seen; while nothing moves, nothing is added.
 */
export type ProgressLog = ReadonlyMap<JobId, readonly ProgressSample[]>;

/** How far a job has come, in items or in percent; `total` is null where the worker doesn't say how many there are. */
export interface Advance {
  readonly done: number;
  readonly total: number | null;
}

/** Jobs that the log remembers; the ones seen longest ago go first. */
const jobsRemembered = 1000;
const samplesRemembered = 30;
/** Samples closer than this are merged, so that a fast job's samples still cover half a minute. */
const sampleSpacing = 1000;

/**
 * How far a job has come by its own count: items where it counts them, else the worker's percentage. Null where it
 * reports nothing. All zeros without a total are the columns' defaults, and nothing reported.
 */
export function advanceOf(job: Job): Advance | null {
  const done = positive(job.itemsProcessed);
  const total = positive(job.itemsTotal);
  if (total > 0) return { done, total };
  const percent = positive(job.progressPercent);
  if (percent > 0) return { done: Math.min(100, percent), total: 100 };
  return done > 0 ? { done, total: null } : null;
}

/** What a job's bar shows, 0–1: a backtest's pass rate (behaviour 10.3), else its progress; null where it is unknown. */
export function fraction(job: Job): number | null {
  if (job.type === 'backtest') return passRate(job);
  const advance = advanceOf(job);
  if (advance === null || advance.total === null) return null;
  return Math.min(1, advance.done / advance.total);
}

/**
 * The log with what a picture says of its jobs at `asOf` (ms). Jobs that no longer run are forgotten. Jobs that
 * the picture doesn't show are kept, for they may only be scrolled away; what bounds the log is their number.
 */
export function recordProgress(log: ProgressLog, jobs: readonly Job[], asOf: number): ProgressLog {
  const next = new Map(log);
  for (const job of jobs) {
    const seen = next.get(job.id) ?? [];
    const advance = job.status === 'running' ? advanceOf(job) : null;
    // Deleted and set again, so that the map's order is that of the last sight.
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
  // A move after a stall, or after a while out of sight, says nothing of the rate from now on.
  if (sample.at - last.at >= patience(seen, job)) return [sample];
  const beforeLast = seen.at(-2);
  const merges = beforeLast !== undefined && sample.at - beforeLast.at < sampleSpacing;
  return [...(merges ? seen.slice(0, -1) : seen), sample].slice(-samplesRemembered);
}

/** Whether a job started again since its last sample: claimed again, its count gone back, or the clock set back. */
function isNewRun(last: ProgressSample, job: Job, sample: ProgressSample): boolean {
  return (
    sample.done < last.done || sample.at < last.at || (job.startedAt !== null && job.startedAt > last.at)
  );
}

function positive(value: number | null): number {
  return value !== null && Number.isFinite(value) ? Math.max(0, value) : 0;
}
