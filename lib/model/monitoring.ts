import type { JobId } from './job.js';

/** How fast one job was at one instant. */
export interface RateSample {
  /** The beginning of the instant, ms since the epoch: a multiple of the window's grain (`grainMs`). */
  readonly at: number;
  readonly jobId: JobId;
  /** What the job reported within the instant, averaged; null where it reported nothing. Finite, not negative. */
  readonly rowsPerSecond: number | null;
  readonly bytesPerSecond: number | null;
}

/** How many jobs waited at one instant. */
export interface DepthSample {
  /** As in {@link RateSample}. */
  readonly at: number;
  /** What was reported last within the instant. */
  readonly depth: number;
}

/** Running totals since whoever writes them began. Never negative. */
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

/** How long writes took, ms, by nearest rank; null where none was reported. */
export interface Latencies {
  readonly p50: number | null;
  readonly p99: number | null;
}

/** What was written to one sink (behaviour 8.2). */
export interface SinkStats {
  /** As the database holds it: untrusted. */
  readonly uri: string;
  readonly totalRows: bigint;
  readonly totalBytes: bigint;
  readonly errorCount: bigint;
  /** Of the writes of the last five minutes. */
  readonly latencies: Latencies;
  /** By name. Empty where the sink is only known as a whole. */
  readonly outputs: readonly SinkOutput[];
  /** What is said of the sink as a whole, where something is; it takes part in the totals, see `sinkTotals`. */
  readonly whole: SinkTotals | null;
  /** When the newest of all this was recorded, ms since the epoch; null where that is unknown. */
  readonly recordedAt: number | null;
}

/** What the monitoring panel shows beside the queue's counts (behaviour 5). */
export interface Monitoring {
  /** Which of the tables the database has. */
  readonly has: { readonly metrics: boolean; readonly sinks: boolean };
  /** The window's samples, oldest first: one for each job and instant. Bounded, see {@link from}. */
  readonly throughput: readonly RateSample[];
  /** The window's samples, oldest first: at most one for each instant. */
  readonly depth: readonly DepthSample[];
  /** From when on nothing is left out, ms: the window's start, or later where more was reported than is read. */
  readonly from: number;
  /** When the oldest metric of all is from, ms; null where there is none: how far the data goes. */
  readonly since: number | null;
  /** By URI. */
  readonly sinks: readonly SinkStats[];
  /**
   * False where there may be more outputs than those of {@link sinks}: more than are read at all, or, in a database
   * without the migration's index, ones that nothing was written to for long.
   */
  readonly allSinks: boolean;
  /** Of the writes to all sinks in the last five minutes. */
  readonly latencies: Latencies;
}
