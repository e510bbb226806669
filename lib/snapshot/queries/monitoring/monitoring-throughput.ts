import {
  believedAheadMs,
  type DepthSample,
  grainMs,
  type Monitoring,
  type RateSample,
} from '../../../model/monitoring/monitoring.js';
import type { Queryable, SqlRow } from '../../port.js';
import { bigintOf, numberOf, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { visitRuns } from './monitoring-runs.js';

/** Limits of what is read for a picture. */
export interface ThroughputBounds {
  readonly samples: number;
  /** How many records are read. */
  readonly records: number;
}

const bounds: ThroughputBounds = { samples: 20_000, records: 200_000 };

/**
 * The samples of a period: of records with times from `periodMs` before `now` (ms) to as far ahead of it as is
 * believed. Records are read from the newest back until a thousand in a row are outside of the period, because they are
 * added in about the order of their times.
 */
export function readThroughput(
  database: Queryable,
  shape: DatabaseShape,
  periodMs: number,
  now: number,
  { samples, records }: ThroughputBounds = bounds,
): Pick<Monitoring, 'throughput' | 'depth' | 'from'> {
  const grain = grainMs(periodMs);
  const start = Math.floor((now - periodMs) / grain) * grain;
  const until = now + believedAheadMs(periodMs);
  const rates = new Map<string, Rate>();
  const depths = new Map<number, Depth>();
  let earliest = until;
  let full = false;
  const reach = visitRuns(database, shape, 'metrics_run', records, (run) => {
    const time = { ':from': start, ':until': until, ':grain': grain };
    const rows = database.all(shape.statement('metrics'), { ...run, ...time });
    for (const row of rows) {
      const at = numberOf(row, 'at') ?? 0;
      earliest = Math.min(earliest, at);
      addRate(rates, row, at);
      addDepth(depths, row, at);
    }
    full = rates.size > samples;
    return rows.length === 0 || full ? 'enough' : 'go on';
  });
  const cut = full || reach === 'cut';
  const wanted = [...rates.values()].sort((one, other) => one.at - other.at);
  // An interval that is only partly read would look as if less had been done.
  const spare = wanted[wanted.length - samples - 1];
  const from = cut ? Math.max(start, Math.max(earliest, spare?.at ?? 0) + grain) : start;
  return {
    throughput: wanted.filter(({ at }) => at >= from).map(sampleOf),
    depth: [...depths.entries()]
      .filter(([at]) => at >= from)
      .sort(([one], [other]) => one - other)
      .map(([at, { depth }]): DepthSample => ({ at, depth })),
    from,
  };
}

interface Rate {
  readonly at: number;
  readonly jobId: string;
  readonly rows: number;
  readonly rowsCount: number;
  readonly bytes: number;
  readonly bytesCount: number;
}

interface Depth {
  readonly id: bigint;
  readonly depth: number;
}

function addRate(rates: Map<string, Rate>, row: SqlRow, at: number): void {
  const jobId = textOf(row, 'job') ?? '';
  const key = `${at} ${jobId}`;
  const known = rates.get(key);
  const rate = {
    at,
    jobId,
    rows: (known?.rows ?? 0) + (numberOf(row, 'rows') ?? 0),
    rowsCount: (known?.rowsCount ?? 0) + (numberOf(row, 'rows_count') ?? 0),
    bytes: (known?.bytes ?? 0) + (numberOf(row, 'bytes') ?? 0),
    bytesCount: (known?.bytesCount ?? 0) + (numberOf(row, 'bytes_count') ?? 0),
  };
  if (rate.rowsCount + rate.bytesCount > 0) rates.set(key, rate);
}

/** Within an interval, the order of the records is more reliable than their writers' clocks. */
function addDepth(depths: Map<number, Depth>, row: SqlRow, at: number): void {
  const id = bigintOf(row, 'depth_id');
  const depth = numberOf(row, 'depth');
  const known = depths.get(at);
  if (id === null || depth === null || (known !== undefined && known.id > id)) return;
  depths.set(at, { id, depth });
}

function sampleOf({ at, jobId, rows, rowsCount, bytes, bytesCount }: Rate): RateSample {
  return {
    at,
    jobId,
    rowsPerSecond: rowsCount > 0 ? rows / rowsCount : null,
    bytesPerSecond: bytesCount > 0 ? bytes / bytesCount : null,
  };
}
