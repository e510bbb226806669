import { failureOf, fileIn, lineIn, lineNumber } from '../../model/causes.js';
import type { JobFailure, JobId } from '../../model/job.js';
import { isJsonObject, soundJson } from '../../model/sound-json.js';
import { oneForm } from '../../schema/id-lists.js';
import type { Queryable, SqlRow } from '../port.js';
import { longTextOf, numberOf, rememberedRows, textOf } from '../tables/column-value.js';
import { type DatabaseShape, isIndexedByJob } from '../tables/database-shape.js';
import { type RunQuery, readMismatches } from './schema-mismatches.js';

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
): ReadonlyMap<JobId, readonly JobFailure[]> {
  const recorded = new Map<JobId, JobFailure[]>();
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
export function recordedFailure(row: SqlRow): JobFailure {
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
