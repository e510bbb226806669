import type { JobId } from '../../model/job.js';
import type { JobOutputs } from '../../model/output.js';
import { bothForms } from '../../schema/id-lists.js';
import type { Queryable, SqlRow } from '../port.js';
import { asked } from '../tables/asked.js';
import { numberOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { grouped, outputOf, wholeOf } from './output-rows.js';

/** Rows of the record by their numbers, both ends included. */
interface Run {
  readonly from: number;
  readonly to: number;
}

/**
 * What these jobs materialized, at most `limit` of each. No index leads to a job there, so the record is gone through
 * run by run, and of each run it is remembered between which ids its jobs are: rows come about in the order of the
 * jobs, so a few runs hold all that a screen shows, and a new row makes only the last run be gone through again.
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
    return asked(database, sql, {
      ':ids': bothForms(within),
      ':limit': limit,
      ':from': run.from,
      ':to': run.to,
    });
  });
  const parts = grouped(found);
  return new Map([...parts].map(([id, rows]) => [id, joined(rows, limit)]));
}

/** Those of the jobs that may have rows in this run. */
function idsWithin(
  { from, to }: Run,
  ids: readonly JobId[],
  database: Queryable,
  shape: DatabaseShape,
): readonly JobId[] {
  const row = asked(database, shape.statement('materialized_jobs'), { ':from': from, ':to': to })[0] ?? {};
  if (row.mixed === null) return [];
  const first = numberOf(row, 'first');
  const last = numberOf(row, 'last');
  if (row.mixed !== 0 || first === null || last === null) return ids;
  // Rounded as the two ends are, where they are beyond what a number holds.
  return ids.filter((id) => Number(id) >= first && Number(id) <= last);
}

/** This many rows are one run: what a commit makes be read again, and few enough answers to be looked up. */
const runRows = 16_384;
const mostRuns = 1000;
const everything: readonly Run[] = [{ from: -1e19, to: 1e19 }];

/** The numbers of the rows of materialized outputs, in runs that begin at the same numbers whatever is added. */
function runsOf(database: Queryable, shape: DatabaseShape): readonly Run[] {
  const span = asked(database, shape.statement('materialized_span'), {})[0] ?? {};
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

/** The rows of one job out of several runs: each run has the first of its own, and how many there are in it. */
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
