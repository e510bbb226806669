import { jobStatuses } from '../../model/job.js';
import { type JobCounts, type JobTotals, type JobTypeCounts, noCounts } from '../../model/picture.js';
import type { GroupTable } from '../index/group-table.js';
import type { Queryable, SqlRow } from '../port.js';
import { bigintOf, numberOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';

/**
 * The number of jobs by status and by type, and the status bar's sums, over the whole queue; taken from `table` if
 * it was counted there.
 */
export function queueCounts(
  database: Queryable,
  shape: DatabaseShape,
  table: GroupTable | null,
): { readonly counts: JobCounts; readonly types: JobTypeCounts; readonly totals: JobTotals } {
  if (table !== null) return { counts: table.counts(), types: table.types(), totals: table.totals() };
  const { counts, types, totals } = countedBySqlite(database, shape);
  let { outputBytes } = totals;
  if (shape.tables.get('cf_processing_queue')?.has('result_summary')) {
    for (const row of database.all(shape.statement('summary_bytes'))) outputBytes += bytesIn(row);
  }
  return { counts, types, totals: { ...totals, outputBytes } };
}

function countedBySqlite(database: Queryable, shape: DatabaseShape) {
  const counts = { ...noCounts };
  const types = { scan: 0, parse: 0, export: 0, backtest: 0, other: 0 };
  let outputBytes = 0n;
  let filesProcessed = 0;
  let filesTotal = 0;
  for (const row of database.all(shape.statement('counts'))) {
    const status = jobStatuses.find((known) => known === row.status) ?? 'other';
    const jobs = numberOf(row, 'jobs') ?? 0;
    counts[status] += jobs;
    types.other += jobs;
    for (const type of ['scan', 'parse', 'export', 'backtest'] as const) {
      const some = numberOf(row, `${type}_jobs`) ?? 0;
      types[type] += some;
      types.other -= some;
    }
    filesProcessed += numberOf(row, 'files_processed') ?? 0;
    filesTotal += numberOf(row, 'files_total') ?? 0;
    if (status === 'complete') outputBytes += bytesIn(row);
  }
  return { counts, types, totals: { filesProcessed, filesTotal, outputBytes } };
}

/** A row's sum of sizes, made of two halves of 32 bits, bytes_high and bytes_low. */
export function bytesIn(row: SqlRow): bigint {
  return ((bigintOf(row, 'bytes_high') ?? 0n) << 32n) + (bigintOf(row, 'bytes_low') ?? 0n);
}
