import type { ParserTally } from '../../../model/parsers.js';
import type { Queryable } from '../../port.js';
import { numberOf, rememberedRows, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { totalOf } from './exact-sum.js';

/** Tallies with the rows of jobs' outputs as read by SQL; `from` and `served` as `parser_rows.sql` takes them. */
export function withRowsBySql(
  tallies: readonly ParserTally[],
  database: Queryable,
  shape: DatabaseShape,
  from: number,
  served: string,
): readonly ParserTally[] {
  const { tables } = shape;
  if (!tables.has('cf_job_artifacts') && !tables.has('cf_output_materializations')) return tallies;
  const parameters = { ':from': from === Number.NEGATIVE_INFINITY ? null : from, ':served': served };
  const byParser = new Map(
    rememberedRows(database, shape.statement('parser_rows'), parameters).map((row) => [
      keyOf(textOf(row, 'name') ?? '', textOf(row, 'version')),
      row,
    ]),
  );
  return tallies.map((tally) => {
    const row = byParser.get(keyOf(tally.name, tally.version)) ?? {};
    const jobsWithRows = numberOf(row, 'jobs_with_rows') ?? 0;
    const rows = jobsWithRows === 0 ? null : totalOf(numberOf(row, 'high') ?? 0, numberOf(row, 'low') ?? 0);
    return { ...tally, rows, jobsWithRows };
  });
}

const keyOf = (name: string, version: string | null) => JSON.stringify([name, version]);
