import type { Job } from './job.js';

/** One job's progress as seen at one instant. */
export interface ProgressSample {
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
export function patience(samples: readonly ProgressSample[], job: Job): number {
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

function averagePause(samples: readonly ProgressSample[], job: Job): number | null {
  const sample = samples.at(-1);
  if (sample === undefined || job.startedAt === null || sample.done <= 0) return null;
  return Math.max(0, sample.at - job.startedAt) / sample.done;
}
