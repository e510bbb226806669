import type { JobFilter } from '../../../model/filter.js';
import type { JobId, JobTrouble } from '../../../model/job.js';
import { bothForms } from '../../../schema/id-lists.js';
import type { IndexedQueue } from '../../index/indexed-queue.js';
import {
  type Parameters,
  type PinnedTroubles,
  pinnedTroubles,
  type Sorting,
} from '../../lists/filtered-list.js';
import type { Queryable, SqlRow } from '../../port.js';
import type { DatabaseShape } from '../../tables/database-shape.js';

/** What is asked about a queue as a whole. */
export type Queue = Pick<IndexedQueue, Exclude<keyof IndexedQueue, 'index'>>;

/** The database at one instant, with its queue. */
export interface QueueSource {
  readonly database: Queryable;
  readonly shape: DatabaseShape;
  readonly queue: Queue;
}

/** See {@link pinnedTroubles}; if the filter has a text, only jobs that contain it. */
export function pinnedIn(
  { database, shape, queue }: QueueSource,
  filter: JobFilter,
  troubles: ReadonlyMap<JobId, JobTrouble>,
  sorting: Sorting,
): PinnedTroubles {
  const { text } = filter;
  const pinned = pinnedTroubles(database, shape, filter, troubles, sorting);
  if (text === undefined || pinned.ids.length === 0) return pinned;
  const holding = queue.holding(text, pinned.ids);
  return { ...pinned, ids: pinned.ids.filter((id) => holding.includes(id)) };
}

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

/** The rows of a query that has one row for each job, by the index of the queue where there is one. */
export function rowOfEach(
  { database, shape, queue }: Omit<QueueSource, 'queue'> & { readonly queue: Queue | null },
  query: string,
  ids: readonly JobId[],
): readonly SqlRow[] {
  const isRemembered = database.remembered !== undefined && ids.length <= rememberedAtMost;
  if (!isRemembered || queue === null) return rowsOfJobs(database, shape, query, ids);
  return [...queue.rowsBy(shape.statement(query), ids).values()];
}
