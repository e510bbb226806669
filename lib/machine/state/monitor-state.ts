import type { QueuePace } from '../../model/forecast/pace.js';
import { type DepthSample, longestMetricsMs, type SinkStats } from '../../model/monitoring/monitoring.js';
import type { SinkOrder, SinkSample } from '../../model/monitoring/rates.js';
import type { JobCounts, Picture } from '../../model/picture.js';
import { defaultPanel, type MonitorUnit } from '../../model/saved-view.js';

/** The panel's parts, in focus order. */
export const monitorParts = ['queue', 'throughput', 'sinks'] as const;

/** One of these parts. */
type MonitorPart = (typeof monitorParts)[number];

/** What the statistics count from since the operator reset them. Times in ms since the epoch. */
export interface Reset {
  readonly at: number;
  readonly counts: JobCounts;
  readonly sinks: readonly SinkStats[];
}

/** A picture on hold, what its statistics count from, and since when it is held, ms since the epoch. */
export interface Paused {
  readonly picture: Picture;
  readonly pace: QueuePace | null;
  readonly reset: Reset | null;
  readonly readPeriodMs: number | null;
  readonly at: number;
}

/** What the statistics of the same databases say over time. */
export interface Watched {
  readonly reset: Reset | null;
  /** The depths of the queue that this dashboard has seen itself, oldest first. */
  readonly depthSeen: readonly DepthSample[];
  /** How fast jobs ended when that was last read; null until then. */
  readonly pace: QueuePace | null;
  /** The sinks as this dashboard has seen them, oldest first, to compute their rates from. */
  readonly sinksSeen: readonly SinkSample[];
}

/**
 * The monitoring panel's part of the state: it is kept when the panel closes, so that operators find it as they
 * left it.
 */
export interface Monitor extends Watched {
  /** How far back it is to look, ms. */
  readonly periodMs: number;
  /**
   * How far back the loaded picture looks, ms: until one for the chosen period has been read, the period chosen
   * before. Null: unknown.
   */
  readonly readPeriodMs: number | null;
  readonly unit: MonitorUnit;
  readonly focus: MonitorPart;
  readonly sinksSortedBy: SinkOrder;
  /** First visible line of the sinks. */
  readonly sinksTop: number;
  /** What is shown while paused; null while it isn't. */
  readonly paused: Paused | null;
  /** Which databases it watches, as `countedIn` tells. */
  readonly of: string;
  /** What it has seen of others, such as of all while one is shown alone. */
  readonly ofOthers: ReadonlyMap<string, Watched>;
}

/** Before anything was seen. */
export const nothingWatched: Watched = { reset: null, depthSeen: [], pace: null, sinksSeen: [] };

/** Whether the chart shows jobs a minute: they are chosen, or nothing else goes back that far. */
export function showsJobs({ unit, periodMs }: Pick<Monitor, 'unit' | 'periodMs'>): boolean {
  return unit === 'jobs' || periodMs > longestMetricsMs;
}

/** The panel before anything has happened. */
export const initialMonitor: Monitor = {
  periodMs: defaultPanel.periodMs,
  readPeriodMs: null,
  unit: defaultPanel.unit,
  focus: 'queue',
  sinksSortedBy: 'name',
  sinksTop: 0,
  paused: null,
  of: '',
  ofOthers: new Map(),
  ...nothingWatched,
};
