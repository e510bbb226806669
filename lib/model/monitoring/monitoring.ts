import type { JobId } from '../job.js';
import type { EndCounts } from './ends.js';

/** The least and the most that a number can be, both included. */
export type Between = readonly [least: number, most: number];

/** A job's speed within one interval. */
export interface RateSample {
  /** The beginning of the interval, ms since the epoch: a multiple of the period's grain (`grainMs`). */
  readonly at: number;
  readonly jobId: JobId;
  /** What the job reported within the interval, averaged; null if it reported nothing. Finite, not negative. */
  readonly rowsPerSecond: number | null;
  readonly bytesPerSecond: number | null;
}

/** How many jobs were queued at one instant. */
export interface DepthSample {
  /** As in {@link RateSample}. */
  readonly at: number;
  /** The last value reported within the interval. */
  readonly depth: number;
}

/** Running totals since their writer started. Never negative. */
export interface SinkTotals {
  readonly rows: bigint;
  readonly bytes: bigint;
  readonly errors: bigint;
}

/** One table or file within a sink. */
export interface SinkOutput extends SinkTotals {
  /** As the database holds it: untrusted. */
  readonly name: string;
}

/** How long writes took, ms, by nearest rank; null if none was reported. */
export interface Latencies {
  readonly p50: number | null;
  readonly p99: number | null;
  /** Where they lie, if several databases reported them and they aren't known exactly. */
  readonly between?: { readonly p50: Between; readonly p99: Between };
}

/** What was written to one sink (behaviour 8.2). */
export interface SinkStats {
  /** As the database holds it: untrusted. */
  readonly uri: string;
  readonly totalRows: bigint;
  readonly totalBytes: bigint;
  readonly errorCount: bigint;
  /** For the writes of the last five minutes. */
  readonly latencies: Latencies;
  /** By name. Empty if only records of the whole sink exist. */
  readonly outputs: readonly SinkOutput[];
  /** The record of the sink as a whole, if there is one; it is included in the totals, see `sinkTotals`. */
  readonly whole: SinkTotals | null;
  /** When the newest of these records was written, ms since the epoch; null if unknown. */
  readonly recordedAt: number | null;
}

/** What the monitoring panel shows besides the queue's counts (behaviour 5). */
export interface Monitoring {
  /** Which of its tables the database has. */
  readonly has: { readonly metrics: boolean; readonly sinks: boolean };
  /** The period's samples, oldest first: one for each job and interval. Bounded, see {@link from}. */
  readonly throughput: readonly RateSample[];
  /** The period's samples, oldest first: at most one for each interval. */
  readonly depth: readonly DepthSample[];
  /** Start of the covered range, ms: the period's start, or later if the row limit cut old samples off. */
  readonly from: number;
  /** The time of the oldest metric of all, ms: how far back the data goes; null if there is none. */
  readonly since: number | null;
  /** By URI. */
  readonly sinks: readonly SinkStats[];
  /**
   * False if there may be more outputs than those in {@link sinks}: more than are ever read, or, in a database
   * without the migration's index, some that nothing was written to for long.
   */
  readonly sinksComplete: boolean;
  /** For the writes to all sinks in the last five minutes. */
  readonly latencies: Latencies;
  /** How many jobs ended, if requested; null where the queue doesn't keep those that are done. */
  readonly ends?: EndCounts | null;
}

/** How far back metrics are read at most, ms. */
export const longestMetricsMs = 3_600_000;

/** How far back the monitoring panel can look, ms, shortest first; the longest ones for jobs' ends alone. */
export const monitoringPeriods: readonly number[] = [
  60_000,
  300_000,
  900_000,
  longestMetricsMs,
  86_400_000,
  604_800_000,
];

/** How far back metrics are read for one of these periods, ms. */
export function metricsPeriod(periodMs: number): number {
  return Math.min(periodMs, longestMetricsMs);
}

/** How far back jobs' ends are counted for one of these periods, ms: fewer minutes show nothing. */
export function endsPeriod(periodMs: number): number {
  return Math.max(periodMs, 900_000);
}

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
