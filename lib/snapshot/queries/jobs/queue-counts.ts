import { jobStatuses } from '../../../model/job.js';
import {
  type Counted,
  type CrossCounts,
  crossCounts,
  type JobCounts,
  type JobTotals,
  type JobTypeCounts,
  noCounts,
} from '../../../model/picture.js';
import type { Queryable, SqlRow } from '../../port.js';
import { bigintOf, numberOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import type { QueueSource } from './queue-source.js';

/** The number of jobs over the whole queue, and the status bar's sums. */
export interface QueueCounts {
  readonly counts: JobCounts;
  readonly types: JobTypeCounts;
  readonly crossed: CrossCounts;
  readonly totals: JobTotals;
}

/**
 * The number of jobs by status and by type, and the status bar's sums, over the whole queue; by SQL if they are too large
 * to be exact otherwise.
 */
export function queueCounts({ database, shape, queue }: QueueSource): QueueCounts {
  const table = queue.table();
  if (table !== null)
    return {
      ...{ counts: table.counts(), types: table.types() },
      ...{ crossed: table.crossed(), totals: table.totals() },
    };
  const { totals, ...counted } = countedBySqlite(database, shape);
  let { outputBytes } = totals;
  if (shape.tables.get('cf_processing_queue')?.has('result_summary')) {
    for (const row of database.all(shape.statement('summary_bytes'))) outputBytes += bytesIn(row);
  }
  return { ...counted, totals: { ...totals, outputBytes } };
}

function countedBySqlite(database: Queryable, shape: DatabaseShape) {
  const counts = { ...noCounts };
  const types = { scan: 0, parse: 0, export: 0, backtest: 0, other: 0 };
  const cells: Counted[] = [];
  let outputBytes = 0n;
  let filesProcessed = 0;
  let filesTotal = 0;
  for (const row of database.all(shape.statement('counts'))) {
    const status = jobStatuses.find((known) => known === row.status) ?? 'other';
    const jobs = numberOf(row, 'jobs') ?? 0;
    counts[status] += jobs;
    let others = jobs;
    for (const type of ['scan', 'parse', 'export', 'backtest'] as const) {
      const some = numberOf(row, `${type}_jobs`) ?? 0;
      types[type] += some;
      others -= some;
      cells.push({ status, type, jobs: some });
    }
    types.other += others;
    cells.push({ status, type: 'other', jobs: others });
    filesProcessed += numberOf(row, 'files_processed') ?? 0;
    filesTotal += numberOf(row, 'files_total') ?? 0;
    if (status === 'complete') outputBytes += bytesIn(row);
  }
  return { counts, types, crossed: crossCounts(cells), totals: { filesProcessed, filesTotal, outputBytes } };
}

/** A row's sum of sizes, made of two halves of 32 bits, bytes_high and bytes_low. */
export function bytesIn(row: SqlRow): bigint {
  return ((bigintOf(row, 'bytes_high') ?? 0n) << 32n) + (bigintOf(row, 'bytes_low') ?? 0n);
}
