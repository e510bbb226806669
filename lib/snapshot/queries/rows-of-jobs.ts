import type { JobId } from '../../model/job.js';
import { bothForms } from '../../schema/id-lists.js';
import type { Queryable, SqlRow } from '../port.js';
import type { DatabaseShape } from '../tables/database-shape.js';

/** More jobs than a dashboard shows are not remembered. */
const rememberedAtMost = 1000;

/**
 * What `schema/queries/QUERY.sql` says of jobs by their ids :ids: one by one where that is remembered, so that a change of
 * one doesn't make the others be read again.
 */
export function rowsOfJobs(
  database: Queryable,
  shape: DatabaseShape,
  query: string,
  ids: readonly JobId[],
): readonly SqlRow[] {
  const sql = shape.statement(query);
  const isOneByOne = ids.length <= rememberedAtMost && !shape.hasRowIdentities;
  if (database.remembered === undefined || !isOneByOne) {
    return ids.length === 0 ? [] : database.all(sql, { ':ids': bothForms(ids) });
  }
  return ids.flatMap((id) => database.remembered?.(sql, { ':ids': bothForms([id]) }) ?? []);
}
