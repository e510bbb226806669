import type { JobFilter } from '../../model/filter.js';
import type { JobCounts } from '../../model/picture.js';
import type { IndexedQueue } from '../index/indexed-queue.js';
import { type PlainList, sqlList } from '../lists/plain-list.js';
import type { Queryable } from '../port.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { filteredList } from './causes-by-sql.js';

/** The database at one instant, with the index of its queue if it has one. */
export interface QueueSource {
  readonly database: Queryable;
  readonly shape: DatabaseShape;
  /** Null if only SQL can read the queue. */
  readonly queue: IndexedQueue | null;
}

/**
 * The jobs that pass a filter: from the index, else by SQL; given `counts` of the whole queue, SQL may not have to
 * count.
 */
export function listOf(
  { database, shape, queue }: QueueSource,
  filter: JobFilter,
  counts: JobCounts | null = null,
): PlainList {
  return queue?.list(filter) ?? sqlList(filteredList(database, shape, filter), counts);
}
