import type { JobFailure, JobId } from '../../model/job.js';
import { mismatchWords } from '../../model/schema-mismatch.js';
import { bothForms } from '../../schema/id-lists.js';
import type { Queryable, SqlRow } from '../port.js';
import { numberOf, rememberedRows, textOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';

/** Runs a query. */
export type RunQuery = (
  sql: string,
  parameters: Readonly<Record<string, string | number | null>>,
) => readonly SqlRow[];

/** Some of the schema mismatches of a job, each as a failure in words, and how many it has. */
export interface Mismatches {
  readonly failures: readonly JobFailure[];
  readonly count: number;
}

/** The mismatches of jobs that have any, by job id: at most `limit` of each, after the first `skip`. */
export function readMismatches(
  database: Queryable,
  shape: DatabaseShape,
  ids: readonly JobId[],
  { limit, skip = 0 }: { readonly limit: number; readonly skip?: number },
  run: RunQuery = (sql, parameters) => rememberedRows(database, sql, parameters),
): ReadonlyMap<JobId, Mismatches> {
  const found = new Map<JobId, { failures: JobFailure[]; count: number }>();
  if (ids.length === 0 || limit < 1 || !shape.tables.has('cf_job_schema_mismatch')) return found;
  const parameters = { ':ids': bothForms(ids), ':limit': Math.trunc(limit), ':skip': skip };
  for (const row of run(shape.statement('mismatches'), parameters)) {
    const id = textOf(row, 'job_id') ?? '';
    const known = found.get(id);
    if (known !== undefined) known.failures.push(failureOf(row));
    else found.set(id, { failures: [failureOf(row)], count: numberOf(row, 'mismatches') ?? 1 });
  }
  return found;
}

function failureOf(row: SqlRow): JobFailure {
  const error = mismatchWords({
    output: textOf(row, 'output_name'),
    kind: textOf(row, 'mismatch_kind') ?? '',
    expectedName: textOf(row, 'expected_name'),
    actualName: textOf(row, 'actual_name'),
    expectedType: textOf(row, 'expected_type'),
    actualType: textOf(row, 'actual_type'),
    expectedIndex: numberOf(row, 'expected_index'),
    actualIndex: numberOf(row, 'actual_index'),
  });
  return { filePath: null, error, line: null };
}
