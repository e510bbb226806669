import type { DepthSample, RateSample, Span } from './monitoring.js';

/** A chart's columns, oldest first; null is a gap: nothing was reported in that time. */
export type Columns = readonly (number | null)[];

/** How the throughput compares to its average. */
export type Trend = 'up' | 'down' | 'level';

/** If this many columns at the end are empty, nothing is running any more. */
const stillCurrent = 3;
/** Within this share of the average it counts as level: smaller variations mean nothing. */
const levelShare = 0.05;

/**
 * Rows or bytes per second in each step: each job's samples in the step averaged, and the jobs summed. Steps begin
 * at absolute multiples of their length, so that, as time passes, columns move but never change shape. Samples
 * before the first step or after the last are ignored.
 */
export function columns(samples: readonly RateSample[], span: Span, what: 'rows' | 'bytes'): Columns {
  const steps = Array.from({ length: span.steps }, () => new Map<string, { sum: number; count: number }>());
  for (const { at, jobId, rowsPerSecond, bytesPerSecond } of samples) {
    const rate = what === 'rows' ? rowsPerSecond : bytesPerSecond;
    const step = steps[place(at, span)];
    if (step === undefined || rate === null || !Number.isFinite(rate)) continue;
    const seen = step.get(jobId);
    if (seen === undefined) step.set(jobId, { sum: rate, count: 1 });
    else step.set(jobId, { sum: seen.sum + rate, count: seen.count + 1 });
  }
  return steps.map((step) => {
    if (step.size === 0) return null;
    return [...step.values()].reduce((total, { sum, count }) => total + sum / count, 0);
  });
}

/**
 * The last depth in each step; if two have the same time, the later in the list. Steps are those of {@link
 * columns}.
 */
export function depthColumns(samples: readonly DepthSample[], span: Span): Columns {
  const last: (DepthSample | null)[] = Array.from({ length: span.steps }, () => null);
  for (const sample of samples) {
    const step = place(sample.at, span);
    const known = last[step];
    if (known === undefined || !Number.isFinite(sample.depth)) continue;
    if (known === null || sample.at >= known.at) last[step] = sample;
  }
  return last.map((sample) => sample?.depth ?? null);
}

/** The mean of the columns that aren't empty; null if all are. */
export function average(rates: Columns): number | null {
  const known = rates.filter((rate) => rate !== null);
  return known.length === 0 ? null : known.reduce((sum, rate) => sum + rate, 0) / known.length;
}

/**
 * The current rate: the newest completed column that isn't empty, because in the one under way not every job has
 * reported yet; if there is no such column, the one under way. Null if the last three are empty.
 */
export function current(rates: Columns): number | null {
  const [newest = null, over = null, before = null] = rates.slice(-stillCurrent).reverse();
  return over ?? newest ?? before;
}

/**
 * Whether the rate is higher than the average, lower, or about the same (within 5 %); null if either is unknown.
 */
export function trend(now: number | null, mean: number | null): Trend | null {
  if (now === null || mean === null) return null;
  if (Math.abs(now - mean) <= Math.abs(mean) * levelShare) return 'level';
  return now > mean ? 'up' : 'down';
}

/** The 0-based step that holds an instant; not a valid step if it lies outside of the span. */
function place(at: number, { end, stepMs, steps }: Span): number {
  return Math.floor(at / stepMs) - Math.floor(end / stepMs) + steps - 1;
}
