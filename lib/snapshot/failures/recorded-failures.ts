import type { JobFailure, JobId } from '../../model/job.js';
import { oneForm } from '../../schema/id-lists.js';
import type { Queryable } from '../port.js';
import { rememberedRows, textOf } from '../tables/column-value.js';
import { type DatabaseShape, isIndexedByJob } from '../tables/database-shape.js';
import { recordedFailure } from './recorded-failure.js';
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
