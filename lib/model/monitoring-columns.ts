import type { DepthSample, RateSample } from './monitoring.js';
import type { Span } from './monitoring-window.js';

/** A chart's columns, oldest first; null is a gap: nothing was reported then. */
export type Columns = readonly (number | null)[];

/** How the throughput stands against its average. */
export type Trend = 'up' | 'down' | 'level';

/** Nothing runs any more when this many columns at the end have nothing. */
const stillCurrent = 3;
/** Within this share of the average it is level: a variation of this size means nothing. */
const levelShare = 0.05;

/**
 * Rows or bytes per second in each step: each job's samples in the step averaged, and the jobs summed. Steps begin
 * at absolute multiples of their length, so that columns only move on, and never change shape, as time passes.
 * Samples before the first step and after the last take no part.
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

/** The last depth in each step; of two at the same instant, the later in the list. Steps are those of {@link columns}. */
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

/** The mean of the columns that have something; null where none has. */
export function average(rates: Columns): number | null {
  const known = rates.filter((rate) => rate !== null);
  return known.length === 0 ? null : known.reduce((sum, rate) => sum + rate, 0) / known.length;
}

/**
 * How fast it goes now: the newest column that is over and has something, for in the one under way not every job
 * has reported yet; that one where there is no other. Null when the last three have nothing.
 */
export function current(rates: Columns): number | null {
  const [newest = null, over = null, before = null] = rates.slice(-stillCurrent).reverse();
  return over ?? newest ?? before;
}

/** Whether it goes faster now than on average, slower, or about the same (within 5 %); null where either is unknown. */
export function trend(now: number | null, mean: number | null): Trend | null {
  if (now === null || mean === null) return null;
  if (Math.abs(now - mean) <= Math.abs(mean) * levelShare) return 'level';
  return now > mean ? 'up' : 'down';
}

/** The 0-based step that holds an instant; no step's number where it is out of the span. */
function place(at: number, { end, stepMs, steps }: Span): number {
  return Math.floor(at / stepMs) - Math.floor(end / stepMs) + steps - 1;
}
