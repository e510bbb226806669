import type { Job, JobId } from './job.js';

/** Files that a backtest has tested, or null if the worker doesn't report them. */
export function testedFiles(job: Job): number | null {
  return job.itemsProcessed;
}

/** Files that passed: those tested minus those that failed, else computed from the pass rate; null if unknown. */
export function passedFiles(job: Job): number | null {
  const tested = testedFiles(job);
  if (tested === null) return null;
  if (job.itemsFailed !== null) return Math.max(0, tested - job.itemsFailed);
  const recorded = recordedRate(job);
  return recorded === null ? null : Math.round(recorded * tested);
}

/** Share of tested files that passed, 0–1: the record's own, else counted; null if neither is known. */
export function passRate(job: Job): number | null {
  const recorded = recordedRate(job);
  if (recorded !== null) return recorded;
  const tested = testedFiles(job);
  const passed = passedFiles(job);
  return tested !== null && passed !== null && tested > 0 ? withinUnit(passed / tested) : null;
}

function recordedRate(job: Job): number | null {
  const rate = job.backtest?.passRate ?? null;
  return rate === null || Number.isNaN(rate) ? null : withinUnit(rate);
}

function withinUnit(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** What a job's row says of its progress. Times in ms since the epoch. */
export type ProgressRecord = Pick<
  Job,
  | 'id'
  | 'status'
  | 'startedAt'
  | 'updatedAt'
  | 'itemsTotal'
  | 'itemsProcessed'
  | 'itemsSince'
  | 'progressPercent'
>;

/** One job's progress as seen at one instant. */
interface ProgressSample {
  /** When it was seen, ms since the epoch. */
  readonly at: number;
  /** Items done, or the worker's percentage if it doesn't count items. */
  readonly done: number;
}

/** No job is called stalled before it has stood still this long, ms (design "The list"). */
const leastPatienceMs = 30_000;
/** A job that has never moved has no cadence yet: its first file may be its largest. */
const patienceBeforeFirstMoveMs = 120_000;
/** A job may stand still for this many times its own longest pause. */
const pausesAllowed = 3;

/**
 * How long a job may stand still before it counts as stalled, ms: a multiple of its longest pause between two
 * moves that were seen, else its average time for one item since it started.
 */
function patience(samples: readonly ProgressSample[], job: ProgressRecord): number {
  const pause = longestPause(samples) ?? averagePause(samples, job);
  return pause === null ? patienceBeforeFirstMoveMs : Math.max(leastPatienceMs, pausesAllowed * pause);
}

function longestPause(samples: readonly ProgressSample[]): number | null {
  let longest: number | null = null;
  for (const [index, sample] of samples.entries()) {
    const before = samples[index - 1];
    if (before !== undefined) longest = Math.max(longest ?? 0, sample.at - before.at);
  }
  return longest;
}

function averagePause(samples: readonly ProgressSample[], job: ProgressRecord): number | null {
  const sample = samples.at(-1);
  const since = countedSince(job);
  if (sample === undefined || since === null || sample.done <= 0) return null;
  return Math.max(0, sample.at - since) / sample.done;
}

function countedSince({ itemsSince, startedAt }: ProgressRecord): number | null {
  return itemsSince ?? startedAt;
}

/**
 * The progress of each running job as this dashboard has seen it, oldest sample first. There is one sample for
 * each value, from when it was first seen; while nothing moves, nothing is added.
 */
export type ProgressLog = ReadonlyMap<JobId, readonly ProgressSample[]>;

/** How far a job has come, in items or in percent; `total` is null if the worker doesn't report it. */
interface Advance {
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
function advanceOf(job: ProgressRecord): Advance | null {
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

/** How far running jobs have come together. */
export interface SharesDone {
  /** How many of them report how far they are. */
  readonly jobs: number;
  /** The sum of their shares in thousandths, which is the same in whatever order they are added. */
  readonly thousandths: number;
}

/** The shares of these running jobs. */
export function sharesDone(running: readonly ProgressRecord[]): SharesDone {
  const shares = running.flatMap((job) => {
    const advance = advanceOf(job);
    if (advance === null || advance.total === null) return [];
    return [Math.round(1000 * Math.min(1, advance.done / advance.total))];
  });
  return { jobs: shares.length, thousandths: shares.reduce((sum, share) => sum + share, 0) };
}

/**
 * The log, with the jobs of a picture added as they were at `asOf` (ms). Jobs that no longer run are dropped. Jobs
 * that the picture doesn't show are kept, because they may only have scrolled away; the log is bounded by their
 * number.
 */
export function recordProgress(log: ProgressLog, jobs: readonly ProgressRecord[], asOf: number): ProgressLog {
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
  job: ProgressRecord,
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
function isNewRun(last: ProgressSample, job: ProgressRecord, sample: ProgressSample): boolean {
  return (
    sample.done < last.done || sample.at < last.at || (job.startedAt !== null && job.startedAt > last.at)
  );
}

function positive(value: number | null): number {
  return value !== null && Number.isFinite(value) ? Math.max(0, value) : 0;
}

/** The recent rate is measured over this much time, ms, and at least this many moves. */
const ratePeriodMs = 60_000;
const rateMoves = 5;
/** `updated_at` has a resolution of one second. */
const updatedAtResolutionMs = 1000;
/** A longer time left is arithmetic rather than an estimate. */
const longestEta = 365 * 24 * 3600_000;

/**
 * How long a running job will still take at its recent rate, as of `now`, up to which its progress is known: ms, more than
 * 0; null if nothing is worth showing.
 */
export function timeLeft(log: ProgressLog, job: Job, now: number): number | null {
  const known = progressOf(log, job);
  if (known === null) return null;
  const { advance, samples } = known;
  return leftAfter(samples, job, advance, stillSince(samples, job, advance, now) ?? now, now);
}

/**
 * Since when a running job has stood still, if that is long at `now` compared to its own pace (design "The list"), both
 * ms; else null. A fresh `updatedAt` with a count that doesn't move is a stall; an old `updatedAt` proves that nothing has
 * moved since.
 */
export function stalledSince(log: ProgressLog, job: ProgressRecord, now: number): number | null {
  const known = progressOf(log, job);
  const still = known && stillSince(known.samples, job, known.advance, now);
  if (known === null || still === null) return null;
  const seen = known.samples.length > 0 ? known.samples : [{ at: still, done: known.advance.done }];
  return now - still >= patience(withEarlierEnd(seen, still), job) ? still : null;
}

/** How far a running job has come, and when it was seen to move there; null if it isn't running or reports nothing. */
function progressOf(log: ProgressLog, job: ProgressRecord) {
  const advance = job.status === 'running' ? advanceOf(job) : null;
  if (advance === null) return null;
  const seen = log.get(job.id) ?? [];
  return { advance, samples: seen.at(-1)?.done === advance.done ? seen : [] };
}

/** Since when the count is known not to have moved, ms; null if nothing tells. */
function stillSince(
  samples: readonly ProgressSample[],
  job: ProgressRecord,
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
function isMaintained(
  samples: readonly ProgressSample[],
  job: ProgressRecord,
  advance: Advance,
  now: number,
): boolean {
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

function leftAfter(
  samples: readonly ProgressSample[],
  job: Job,
  advance: Advance,
  still: number,
  now: number,
): number | null {
  const left = advance.total === null ? 0 : advance.total - advance.done;
  const rate = recentRate(samples) ?? averageRate(job, advance, still);
  if (left <= 0 || rate === null || !(rate.perMs > 0)) return null;
  // Between two moves the time left counts down; beyond the usual pause it waits for the next move.
  const ms = Math.max(0, left / rate.perMs - Math.min(Math.max(0, now - still), rate.pause));
  // An overdue job has no time left to show.
  return ms > 0 && ms <= longestEta ? ms : null;
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
  const since = countedSince(job);
  if (since === null || at <= since || advance.done <= 0) return null;
  if (job.type === 'backtest' && (job.backtest?.iteration ?? 1) > 1) return null;
  const elapsed = at - since;
  return { perMs: advance.done / elapsed, pause: elapsed / advance.done };
}

/**
 * How fast a running job makes progress, in items (or percent) per second: its recent rate, else its average; null
 * if unknown.
 */
export function speed(log: ProgressLog, job: Job, now: number): number | null {
  const known = progressOf(log, job);
  if (known === null) return null;
  const rate = recentRate(known.samples) ?? averageRate(job, known.advance, now);
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
