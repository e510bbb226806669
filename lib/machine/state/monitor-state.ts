import type { DepthSample, SinkStats } from '../../model/monitoring.js';
import type { SinkOrder } from '../../model/monitoring-order.js';
import type { SinkSample } from '../../model/monitoring-rates.js';
import type { JobCounts, Picture } from '../../model/picture.js';
import { defaultPanel } from '../../model/saved-view.js';

/** The panel's parts, in the order in which the focus goes through them. */
export const monitorParts = ['queue', 'throughput', 'sinks'] as const;

/** One of those parts. */
export type MonitorPart = (typeof monitorParts)[number];

/** What the statistics count from, since the operator reset them. Times in ms since the epoch. */
export interface Reset {
  readonly at: number;
  readonly counts: JobCounts;
  readonly sinks: readonly SinkStats[];
}

/** A picture that is held, with what its statistics count from, and since when, ms since the epoch. */
export interface Paused {
  readonly picture: Picture;
  readonly reset: Reset | null;
  readonly readWindowMs: number | null;
  readonly at: number;
}

/** The monitoring panel's part of the state: it outlives the panel, so that one finds it as one left it. */
export interface Monitor {
  /** How far back it is to look, ms. */
  readonly windowMs: number;
  /** How far back the picture at hand looks, ms: the window chosen before, until one for this window is there. Null: unknown. */
  readonly readWindowMs: number | null;
  readonly unit: 'rows' | 'bytes';
  readonly focus: MonitorPart;
  readonly sinksSortedBy: SinkOrder;
  /** First visible line of the sinks. */
  readonly sinksTop: number;
  /** What is shown while it is paused; null while it goes on. */
  readonly paused: Paused | null;
  readonly reset: Reset | null;
  /** What this dashboard has itself seen of the queue's depth, oldest first. */
  readonly depthSeen: readonly DepthSample[];
  /** What it has seen of the sinks, oldest first: their rates come of that. */
  readonly sinksSeen: readonly SinkSample[];
}

/** The panel before anything has happened. */
export const initialMonitor: Monitor = {
  windowMs: defaultPanel.windowMs,
  readWindowMs: null,
  unit: defaultPanel.unit,
  focus: 'queue',
  sinksSortedBy: 'name',
  sinksTop: 0,
  paused: null,
  reset: null,
  depthSeen: [],
  sinksSeen: [],
};
