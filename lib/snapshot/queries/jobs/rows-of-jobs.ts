import type { JobId } from '../../../model/job.js';
import { bothForms } from '../../../schema/id-lists.js';
import type { Parameters } from '../../lists/filtered-list.js';
import type { Queryable, SqlRow } from '../../port.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import type { Queue, QueueSource } from './queue-source.js';

/** For more jobs than a dashboard shows, rows aren't remembered. */
const rememberedAtMost = 1000;

/**
 * The rows of `schema/queries/QUERY.sql` for the jobs with these ids: queried one by one if they are remembered, so
 * that a change to one job doesn't require reading the others again.
 */
export function rowsOfJobs(
  database: Queryable,
  shape: DatabaseShape,
  query: string,
  ids: readonly JobId[],
  parameters: Parameters = {},
): readonly SqlRow[] {
  const sql = shape.statement(query);
  const isOneByOne = ids.length <= rememberedAtMost && !shape.hasRowIdentities;
  if (database.remembered === undefined || !isOneByOne) {
    return ids.length === 0 ? [] : database.all(sql, { ...parameters, ':ids': bothForms(ids) });
  }
  return ids.flatMap((id) => database.remembered?.(sql, { ...parameters, ':ids': bothForms([id]) }) ?? []);
}

/** The same for a query that has one row for each job, by the index of the queue where there is one. */
export function rowOfEach(
  { database, shape, queue }: Omit<QueueSource, 'queue'> & { readonly queue: Queue | null },
  query: string,
  ids: readonly JobId[],
): readonly SqlRow[] {
  const isRemembered = database.remembered !== undefined && ids.length <= rememberedAtMost;
  if (!isRemembered || queue === null) return rowsOfJobs(database, shape, query, ids);
  return [...queue.rowsBy(shape.statement(query), ids).values()];
}
