import {
  believedAheadMs,
  latencyPeriodMs,
  type Monitoring,
  metricsPeriod,
  monitoringPeriods,
} from '../../../model/monitoring/monitoring.js';
import type { Queryable } from '../../port.js';
import { numberOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { readLatencies } from './monitoring-runs.js';
import { latenciesOf, newestRecords, sinkStats } from './monitoring-sinks.js';
import { readThroughput } from './monitoring-throughput.js';

const nothing: Monitoring = {
  has: { metrics: false, sinks: false },
  throughput: [],
  depth: [],
  from: 0,
  since: null,
  sinks: [],
  sinksComplete: true,
  latencies: { p50: null, p99: null },
};

/** What the monitoring panel shows, as of `now` (ms). A table without ids or times is ignored. */
export function readMonitoring(
  database: Queryable,
  shape: DatabaseShape,
  request: { readonly periodMs: number },
  now: number,
): Monitoring {
  const metrics = has(shape, 'cf_job_metrics', ['id', 'job_id', 'metric_time']);
  const sinks = has(shape, 'cf_sink_stats', ['id', 'sink_uri', 'recorded_at']);
  const periodMs = known(request.periodMs);
  return {
    ...nothing,
    has: { metrics, sinks },
    from: now - periodMs,
    ...(metrics && readMetrics(database, shape, periodMs, now)),
    ...(sinks && readSinks(database, shape, now)),
  };
}

/** The time of the oldest metric, ms; null if there is none, or no such table. */
export function metricsSince(database: Queryable, shape: DatabaseShape): number | null {
  return has(shape, 'cf_job_metrics', ['id', 'metric_time']) ? oldestMetric(database, shape) : null;
}

function oldestMetric(database: Queryable, shape: DatabaseShape): number | null {
  const [oldest = {}] = database.all(shape.statement('metrics_since'));
  return numberOf(oldest, 'since');
}

function readMetrics(
  database: Queryable,
  shape: DatabaseShape,
  periodMs: number,
  now: number,
): Pick<Monitoring, 'throughput' | 'depth' | 'from' | 'since'> {
  const read = readThroughput(database, shape, periodMs, now);
  const seen = [read.throughput[0]?.at, read.depth[0]?.at, oldestMetric(database, shape)];
  const since = Math.min(...seen.filter((at) => typeof at === 'number'));
  return { ...read, since: Number.isFinite(since) ? since : null };
}

function readSinks(
  database: Queryable,
  shape: DatabaseShape,
  now: number,
): Pick<Monitoring, 'sinks' | 'sinksComplete' | 'latencies'> {
  const until = now + believedAheadMs(latencyPeriodMs);
  const { records, all } = newestRecords(database, shape, until);
  const counts = readLatencies(database, shape, now);
  return { sinks: sinkStats(records, counts, until), sinksComplete: all, latencies: latenciesOf(counts) };
}

function has(shape: DatabaseShape, table: string, columns: readonly string[]): boolean {
  const present = shape.tables.get(table);
  return present !== undefined && columns.every((column) => present.has(column));
}

/** The shortest of the periods that is at least as long as the requested one. */
function known(periodMs: number): number {
  return metricsPeriod(monitoringPeriods.find((period) => period >= periodMs) ?? Number.POSITIVE_INFINITY);
}
