import type { JobId } from '../../model/job.js';
import type { JobOutputs } from '../../model/output.js';
import { bothForms } from '../../schema/id-lists.js';
import type { Queryable, SqlRow } from '../port.js';
import { numberOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { rememberedRows } from '../tables/remembered-rows.js';
import { grouped, outputOf, wholeOf } from './output-rows.js';

/** Rows of the record by number, from first to last inclusive. */
interface Run {
  readonly from: number;
  readonly to: number;
}

/**
 * What these jobs materialized, at most `limit` of each. No index leads to a job there, so the record is searched
 * run by run, remembering for each run the least and greatest job id in it. Rows are added in about the order of
 * their jobs, so a few runs have everything that a screen shows, and a new row affects only the last run.
 */
export function materializedOutputs(
  database: Queryable,
  shape: DatabaseShape,
  ids: readonly JobId[],
  limit: number,
): ReadonlyMap<string, JobOutputs> {
  if (!shape.tables.has('cf_output_materializations') || ids.length === 0) return new Map();
  const sql = shape.statement('outputs_materialized');
  const found = runsOf(database, shape).flatMap((run) => {
    const within = idsWithin(run, ids, database, shape);
    if (within.length === 0) return [];
    return rememberedRows(database, sql, {
      ':ids': bothForms(within),
      ':limit': limit,
      ':from': run.from,
      ':to': run.to,
    });
  });
  const parts = grouped(found);
  return new Map([...parts].map(([id, rows]) => [id, joined(rows, limit)]));
}

/** Those jobs that may have rows in this run. */
function idsWithin(
  { from, to }: Run,
  ids: readonly JobId[],
  database: Queryable,
  shape: DatabaseShape,
): readonly JobId[] {
  const row =
    rememberedRows(database, shape.statement('materialized_jobs'), { ':from': from, ':to': to })[0] ?? {};
  if (row.mixed === null) return [];
  const first = numberOf(row, 'first');
  const last = numberOf(row, 'last');
  if (row.mixed !== 0 || first === null || last === null) return ids;
  // Rounded like the two ends, if they exceed what a number can hold exactly.
  return ids.filter((id) => Number(id) >= first && Number(id) <= last);
}

/**
 * A run has this many rows: few enough to read again after a commit, and enough to keep the number of runs small.
 */
const runRows = 16_384;
const mostRuns = 1000;
const everything: readonly Run[] = [{ from: -1e19, to: 1e19 }];

/** The row numbers of materialized outputs, in runs whose boundaries don't depend on what is added. */
function runsOf(database: Queryable, shape: DatabaseShape): readonly Run[] {
  const span = rememberedRows(database, shape.statement('materialized_span'), {})[0] ?? {};
  const first = numberOf(span, 'first');
  const last = numberOf(span, 'last');
  if (first === null || last === null) return [];
  const begin = Math.floor(first / runRows);
  const count = Math.floor(last / runRows) - begin + 1;
  if (count > mostRuns || !Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return everything;
  return Array.from({ length: count }, (_, index) => {
    const from = (begin + index) * runRows;
    return { from, to: from + runRows - 1 };
  });
}

/** One job's outputs from its rows in several runs, of which each returns its first rows, and how many it has. */
function joined(rows: readonly SqlRow[], limit: number): JobOutputs {
  const firsts = rows.filter((row, index) => row.run !== rows[index - 1]?.run);
  const at = (row: SqlRow) => numberOf(row, 'at') ?? Number.NEGATIVE_INFINITY;
  const sums = firsts.flatMap((row) => numberOf(row, 'all_rows') ?? []);
  return {
    list: rows
      .toSorted((one, other) => at(one) - at(other) || 0)
      .slice(0, limit)
      .map(outputOf),
    count: firsts.reduce((sum, row) => sum + (numberOf(row, 'outputs') ?? 0), 0),
    rows: sums.length === 0 ? null : wholeOf(sums.reduce((sum, some) => sum + some, 0)),
  };
}
