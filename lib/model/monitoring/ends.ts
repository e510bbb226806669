import { endsAheadMs } from '../forecast/pace.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Whose jobs to count over a panel's period and the one before it: those of its chosen row, or all. */
export type EndsAsked = 'chosen' | 'all';

/** Whose jobs are counted: all, one worker's, those of all parsers, or of one version of a parser. */
export type EndsOf =
  | { readonly kind: 'queue' }
  | { readonly kind: 'parse-jobs' }
  | { readonly kind: 'worker'; readonly name: string }
  | { readonly kind: 'parser'; readonly name: string; readonly version: string | null };

/**
 * How many jobs completed and how many failed over a period and the one before it, in equal steps, which begin at
 * multiples of their length, so that those of several databases are the same.
 */
export interface EndCounts {
  readonly periodMs: number;
  /** The first step, counted from 1970; the last one holds what ended in the step of the reading or later. */
  readonly first: number;
  readonly done: readonly number[];
  readonly failed: readonly number[];
  /** When the first of the completed jobs ended that the database still has, whosever they are, ms; null: it has none. */
  readonly recordedFrom: number | null;
  /** The key of the row of a panel whose jobs are counted; null: all are. */
  readonly of: string | null;
  /** How many of several databases keep no jobs that are done, and so aren't counted; absent: none. */
  readonly uncounted?: number;
}

/** How long a step of a period is, ms: an hour has 60 of them, a day 288, a week 336. */
export function endStepMs(periodMs: number): number {
  if (periodMs <= hourMs) return minuteMs;
  return periodMs <= 24 * hourMs ? 5 * minuteMs : 30 * minuteMs;
}

/** The steps that a reading at `at` (ms) counts: from two periods before the one under way on. */
export interface EndSteps {
  readonly stepMs: number;
  readonly first: number;
  readonly count: number;
  /** What ended later than this, ms, has a wrong time, and doesn't count. */
  readonly until: number;
}

/** The steps of a reading for a period. */
export function endSteps(periodMs: number, at: number): EndSteps {
  const stepMs = endStepMs(periodMs);
  const until = at + endsAheadMs;
  const first = Math.floor(at / stepMs) - 2 * Math.round(periodMs / stepMs);
  return { stepMs, first, count: Math.floor(until / stepMs) - first + 1, until };
}

/** When a period that ends at `at`, ms, begins, as its steps do: the last of them is under way. */
export function periodBegin(periodMs: number, at: number): number {
  const stepMs = endStepMs(periodMs);
  return (Math.floor(at / stepMs) + 1) * stepMs - periodMs;
}

/** A period in steps, the last of them under way, beside the one before it. */
export interface Compared {
  readonly stepMs: number;
  /** How much of the last step is over, ms. */
  readonly lastMs: number;
  /** How many completed or failed in each step of the period, oldest first; null for steps that don't count. */
  readonly jobs: readonly (number | null)[];
  readonly failed: readonly (number | null)[];
  /** The ended jobs of each step of the period before; null for steps from which the database keeps no jobs. */
  readonly jobsBefore: readonly (number | null)[];
  readonly failedBefore: readonly (number | null)[];
}

/**
 * The period up to `now`, ms, with the step that is under way, so that its sums are those of the same jobs as elsewhere, and
 * the one before it: nothing has ended since the reading.
 */
export function comparedAt(
  { periodMs, first, done, failed, recordedFrom }: EndCounts,
  now: number,
): Compared {
  const stepMs = endStepMs(periodMs);
  const steps = Math.round(periodMs / stepMs);
  const last = Math.floor(now / stepMs);
  const begin = last - steps + 1;
  const recorded = recordedFrom === null ? Number.POSITIVE_INFINITY : Math.floor(recordedFrom / stepMs);
  // By a clock that is ahead, some may have ended after the last step.
  const at = (counts: readonly number[], step: number) =>
    step === last
      ? counts.slice(Math.max(0, last - first)).reduce((sum, count) => sum + count, 0)
      : (counts[step - first] ?? 0);
  const run = <T>(from: number, of: (step: number) => T) =>
    Array.from({ length: steps }, (_, index) => of(from + index));
  const before = (of: (step: number) => number) =>
    run(begin - steps, (step) => (step < recorded || step < first ? null : of(step)));
  const jobsAt = (step: number) => at(done, step) + at(failed, step);
  return {
    stepMs,
    lastMs: now - last * stepMs,
    jobs: run(begin, jobsAt),
    failed: run(begin, (step) => at(failed, step)),
    jobsBefore: before(jobsAt),
    failedBefore: before((step) => at(failed, step)),
  };
}

/** The sum of the steps that are known, and how long those are, ms. */
export function sumOver(
  counts: readonly (number | null)[],
  stepMs: number,
): { readonly count: number; readonly ms: number } {
  const known = counts.filter((count) => count !== null);
  return { count: known.reduce((sum, count) => sum + count, 0), ms: known.length * stepMs };
}
