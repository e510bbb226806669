import type { JobFilter } from '../../../model/filter.js';
import type { JobId, WorkerTrouble } from '../../../model/job.js';
import type { IndexedQueue } from '../../index/indexed-queue.js';
import { type SetApart, setApart } from '../../lists/set-apart.js';
import type { Sorting } from '../../lists/sorting.js';
import type { Queryable } from '../../port.js';
import type { DatabaseShape } from '../../tables/database-shape.js';

/** What is asked about a queue as a whole. */
export type Queue = Pick<IndexedQueue, Exclude<keyof IndexedQueue, 'index'>>;

/** The database at one instant, with its queue. */
export interface QueueSource {
  readonly database: Queryable;
  readonly shape: DatabaseShape;
  readonly queue: Queue;
}

/** See {@link setApart}; if the filter has a text, only jobs that contain it. */
export function troubledApart(
  { database, shape, queue }: QueueSource,
  filter: JobFilter,
  troubles: ReadonlyMap<JobId, WorkerTrouble>,
  sorting: Sorting,
): SetApart {
  const { text } = filter;
  const apart = setApart(database, shape, filter, troubles, sorting);
  if (text === undefined || apart.ids.length === 0) return apart;
  const holding = queue.holding(text, apart.ids);
  return { ...apart, ids: apart.ids.filter((id) => holding.includes(id)) };
}
