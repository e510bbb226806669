import type { RecordedFailure } from '../../causes/error.js';
import { failureOf, fileIn, lineIn, lineNumber } from '../../causes/failures.js';
import type { JobId } from '../../model/job.js';
import { mismatchWords } from '../../model/schema-mismatch.js';
import { isJsonObject, soundJson } from '../../model/sound-json.js';
import { bothForms, oneForm } from '../../schema/id-lists.js';
import type { Queryable, SqlRow } from '../port.js';
import { longTextOf, numberOf, rememberedRows, textOf } from '../tables/column-value.js';
import { type DatabaseShape, isIndexedByJob } from '../tables/database-shape.js';

/**
 * The failures of some jobs that are recorded in tables beside the queue, at most `limit` for each: from their own
 * table, else schema mismatches. Jobs without any are left out.
 */
export function recordedFailures(
  database: Queryable,
  shape: DatabaseShape,
  ids: readonly JobId[],
  limit: number,
  run: RunQuery = (sql, parameters) => rememberedRows(database, sql, parameters),
): ReadonlyMap<JobId, readonly RecordedFailure[]> {
  const recorded = new Map<JobId, RecordedFailure[]>();
  if (ids.length > 0 && limit > 0 && shape.tables.has('cf_job_failures')) {
    const indexed = isIndexedByJob(database, shape, 'cf_job_failures');
    const found = run(shape.statement(indexed ? 'failures_by_index' : 'failures_by_scan'), {
      ':jobs': oneForm(ids),
      ':limit': Math.trunc(limit),
    });
    for (const row of found) {
      const id = textOf(row, 'job_id') ?? '';
      const known = recorded.get(id);
      if (known === undefined) recorded.set(id, [recordedFailure(row)]);
      else known.push(recordedFailure(row));
    }
  }
  const unrecorded = ids.filter((id) => !recorded.has(id));
  const mismatches = readMismatches(database, shape, unrecorded, { limit }, run);
  return new Map([...recorded, ...[...mismatches].map(([id, { failures }]) => [id, failures] as const)]);
}

/** A failure from cf_job_failures; what its columns lack may be in the JSON of its context. */
export function recordedFailure(row: SqlRow): RecordedFailure {
  const context = soundJson(textOf(row, 'context') ?? '');
  const parts = isJsonObject(context) ? context : {};
  const stackTrace = longTextOf(row, 'stack_trace', 'stack_end');
  const recorded = failureOf(
    textOf(row, 'file_path') ?? fileIn(parts),
    textOf(row, 'error_type'),
    longTextOf(row, 'error_message', 'error_end'),
    lineNumber(numberOf(row, 'line_number')) ?? lineIn(parts),
  );
  return stackTrace === null || stackTrace.trim() === '' ? recorded : { ...recorded, stackTrace };
}

/** Runs a query. */
type RunQuery = (
  sql: string,
  parameters: Readonly<Record<string, string | number | null>>,
) => readonly SqlRow[];

/** Some of the schema mismatches of a job, each as a failure in words, and how many it has. */
interface Mismatches {
  readonly failures: readonly RecordedFailure[];
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
  const found = new Map<JobId, { failures: RecordedFailure[]; count: number }>();
  if (ids.length === 0 || limit < 1 || !shape.tables.has('cf_job_schema_mismatch')) return found;
  const parameters = { ':ids': bothForms(ids), ':limit': Math.trunc(limit), ':skip': skip };
  for (const row of run(shape.statement('mismatches'), parameters)) {
    const id = textOf(row, 'job_id') ?? '';
    const known = found.get(id);
    if (known !== undefined) known.failures.push(mismatchAsFailure(row));
    else found.set(id, { failures: [mismatchAsFailure(row)], count: numberOf(row, 'mismatches') ?? 1 });
  }
  return found;
}

function mismatchAsFailure(row: SqlRow): RecordedFailure {
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
