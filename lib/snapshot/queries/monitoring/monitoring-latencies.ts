import { believedAheadMs, latencyPeriodMs } from '../../../model/monitoring/monitoring.js';
import type { Queryable } from '../../port.js';
import { numberOf, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { visitRuns } from './monitoring-runs.js';

/** How many writes to one output took `latency` ms. */
export interface LatencyCount {
  readonly uri: string;
  readonly name: string | null;
  readonly latency: number;
  readonly writes: number;
}

/** At most this many records are read. */
const most = 100_000;

/**
 * The write latencies recorded from five minutes before `now` to a minute after it, because clocks differ; empty
 * if nothing was written lately. Records are read as in `readThroughput`; if more were made in that time than are
 * read, the newest ones count.
 */
export function readLatencies(
  database: Queryable,
  shape: DatabaseShape,
  now: number,
): readonly LatencyCount[] {
  const counts: LatencyCount[] = [];
  const time = { ':from': now - latencyPeriodMs, ':until': now + believedAheadMs(latencyPeriodMs) };
  visitRuns(database, shape, 'sinks_run', most, (run) => {
    const rows = database.all(shape.statement('latencies'), { ...run, ...time });
    for (const row of rows) {
      const [uri, latency] = [textOf(row, 'uri'), numberOf(row, 'latency')];
      if (uri === null || latency === null) continue;
      counts.push({ uri, name: textOf(row, 'name'), latency, writes: numberOf(row, 'writes') ?? 0 });
    }
    return rows.length === 0 ? 'enough' : 'go on';
  });
  return counts;
}
