import { pictureOf } from '../../machine/state/job-window.js';
import type { Monitor } from '../../machine/state/monitor-state.js';
import type { JobsState } from '../../machine/state/state.js';
import type { Outlook } from '../../model/forecast/outlook.js';
import { type UnreadTable, whyUnread } from '../../model/limits.js';
import {
  type DepthSample,
  type Latencies,
  latencyPeriodMs,
  type Monitoring,
  metricsPeriod,
  type RateSample,
  type SinkStats,
} from '../../model/monitoring/monitoring.js';
import { type SinkRates, sinkRates, sortedSinks } from '../../model/monitoring/rates.js';
import { sinceReset } from '../../model/monitoring/sinks.js';
import { countsDone, type JobCounts } from '../../model/picture.js';
import { goodUntil } from '../words/connection-words.js';
import { outlookAt } from '../words/outlook-words.js';

/** What the panel shows at one time, after applying the operator's pause and reset. */
export interface MonitorFigures {
  readonly monitor: Monitor;
  /** How far back it looks, ms: as far as was read, whatever the operator has chosen since. */
  readonly periodMs: number;
  /** The end of the data, ms since the epoch. */
  readonly now: number;
  /** Null while the jobs are still being counted. */
  readonly counts: JobCounts | null;
  /** Null until the first read that included it. */
  readonly monitoring: Monitoring | null;
  readonly throughput: readonly RateSample[];
  /** As recorded up to now, when it is as counted; else as this dashboard has seen it. */
  readonly depth: readonly DepthSample[];
  /** Whether the depth is only what this dashboard has seen, so that each sample holds until the next. */
  readonly depthIsSeen: boolean;
  /** The queue's outlook; null while the jobs are still being counted. */
  readonly outlook: Outlook | null;
  /** In the order that the operator chose. */
  readonly sinks: readonly SinkStats[];
  readonly rates: SinkRates;
  /** The name of the other program's queue; null if it is our own, or there are several. */
  readonly queue: string | null;
  /** Whose queue it is, if our tables have no place there; null if it is our own, or one of several is. */
  readonly others: string | null;
  /** Whether jobs that are done are recorded. */
  readonly keepsDone: boolean;
  /** Why a table isn't read; null if it is read, doesn't exist, or there are several databases. */
  readonly unread: (table: string) => UnreadTable['why'] | null;
  /** Of all sinks together; unknown if the last read is older than the time that they cover. */
  readonly latencies: Latencies;
}

const unknown: Latencies = { p50: null, p99: null };

/** What to show at `now`, ms; null if nothing has been read. */
export function figuresOf({ connection, monitor }: JobsState, now: number): MonitorFigures | null {
  const picture = monitor.paused?.picture ?? pictureOf(connection);
  if (picture === null) return null;
  const held = monitor.paused?.at ?? goodUntil(connection, now);
  const { pace, reset, readPeriodMs } = monitor.paused ?? monitor;
  const from = reset?.at ?? Number.NEGATIVE_INFINITY;
  const monitoring = picture.monitoring ?? null;
  const recorded = (monitoring?.depth ?? []).filter(({ at }) => at >= from);
  const seen = monitor.depthSeen.filter(({ at }) => at >= from && at <= held);
  const isOld = held - picture.asOf > latencyPeriodMs;
  const sinks = (monitoring?.sinks ?? []).map((sink) => (isOld ? { ...sink, latencies: unknown } : sink));
  // A rate never looks back past the reset.
  const since = monitor.sinksSeen.filter(({ at }) => at > from);
  const rates = sinkRates(reset === null ? since : [{ at: reset.at, sinks: reset.sinks }, ...since], held);
  // What workers report of the depth may be older than what was counted, which is shown beside it.
  const counted = picture.counts === null ? [] : [{ at: held, depth: picture.counts.queued }];
  return {
    latencies: isOld || monitoring === null ? unknown : monitoring.latencies,
    monitor: { ...monitor, reset },
    periodMs: readPeriodMs ?? metricsPeriod(monitor.periodMs),
    now: held,
    counts: picture.counts,
    monitoring,
    throughput: (monitoring?.throughput ?? []).filter(({ at }) => at >= from),
    depth: recorded.length > 0 ? [...recorded, ...counted] : seen,
    depthIsSeen: recorded.length === 0,
    outlook: outlookAt(picture, { pace, depthSeen: monitor.depthSeen }, held),
    sinks: sortedSinks(reset === null ? sinks : sinceReset(sinks, reset.sinks), monitor.sinksSortedBy, rates),
    rates,
    queue: picture.queue?.title ?? null,
    others: picture.databases?.every(({ queue }) => queue !== undefined)
      ? 'these queues'
      : (picture.queue?.title ?? null),
    keepsDone: countsDone(picture),
    unread: (table) => whyUnread(picture, table),
  };
}
