import { believedAheadMs, latencyPeriodMs } from '../../../model/monitoring/monitoring.js';
import type { Queryable } from '../../port.js';
import { bigintOf, numberOf, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';

/** Consecutive records of a table that is only appended to: the parameters of its queries, as text. */
export interface Run {
  readonly ':first': string;
  readonly ':last': string;
}

/** How far a table was read. */
export type Reach =
  /** As far as was wanted, or to its beginning. */
  | 'enough'
  /** Only up to the limit. */
  | 'cut';

const greatestId = 2n ** 63n - 1n;
const shortest = 1_000;
const longest = 2_000;

/**
 * Reads a table's records from the newest id backwards, run by run, starting with short runs, until `visit` has
 * enough or about `most` records were read. It needs no index, and the cost is that of the records visited,
 * however many there are. `query` is the name of the query that finds where a run begins.
 */
export function visitRuns(
  database: Queryable,
  shape: DatabaseShape,
  query: 'metrics_run' | 'sinks_run',
  most: number,
  visit: (run: Run) => 'go on' | 'enough',
): Reach {
  let last = greatestId;
  let passed = 0;
  for (let length = shortest; passed < most; length = Math.min(longest, length * 2)) {
    const found = database.all(shape.statement(query), { ':last': String(last), ':rows': length })[0] ?? {};
    const first = bigintOf(found, 'first');
    if (first === null) return 'enough';
    const rows = numberOf(found, 'rows') ?? 0;
    if (visit({ ':first': String(first), ':last': String(last) }) === 'enough') return 'enough';
    if (rows < length) return 'enough';
    passed += rows;
    last = first - 1n;
  }
  return 'cut';
}

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
