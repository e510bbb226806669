import type { RateSample } from './monitoring.js';

/** How far back the monitoring panel can look, ms, shortest first. */
export const monitoringPeriods: readonly number[] = [60_000, 300_000, 900_000, 3_600_000];

/** Write latencies cover this much time before now, ms. */
export const latencyPeriodMs = 300_000;

/** Columns of a chart: `steps` of them, `stepMs` each; the last one contains `end` (ms). */
export interface Span {
  readonly end: number;
  readonly stepMs: number;
  readonly steps: number;
}

const grains: readonly number[] = [1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000];
/** The most steps that a chart shows. */
const finest = 300;

/** The resolution of samples in a period, ms: what a job reports within it is averaged. */
export function grainMs(periodMs: number): number {
  return grains.find((grain) => periodMs / grain <= finest) ?? Math.ceil(periodMs / finest / 60_000) * 60_000;
}

/**
 * How far ahead of this clock a sample's time is still believed, ms: workers on other hosts have other clocks. A
 * quarter of the period, so that one wrong clock doesn't push all other samples out of it, and at most a minute:
 * anything beyond is no drift but a mistake, such as local time taken for UTC.
 */
export function believedAheadMs(periodMs: number): number {
  return Math.min(60_000, periodMs / 4);
}

/** Where a chart ends: now, or at the newest sample if its clock is ahead but still believed. */
export function chartEnd(now: number, samples: readonly Pick<RateSample, 'at'>[], periodMs: number): number {
  const latest = now + believedAheadMs(periodMs);
  return samples.reduce((end, { at }) => (at > end && at <= latest ? at : end), now);
}

/** The columns of a chart that has room for `width` of them; fewer if the samples aren't that fine. */
export function chartSpan(end: number, periodMs: number, width: number): Span {
  const columns = Math.max(1, Math.trunc(width));
  const stepMs = Math.max(grainMs(periodMs), periodMs / columns);
  return { end, stepMs, steps: Math.min(columns, Math.ceil(periodMs / stepMs)) };
}

/** The columns that tell the current rate, whatever the chart's width. */
export function currentSpan(end: number, periodMs: number): Span {
  return { end, stepMs: Math.max(5_000, grainMs(periodMs)), steps: 4 };
}
