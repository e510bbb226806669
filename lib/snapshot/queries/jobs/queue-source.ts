import type { IndexedQueue } from '../../index/indexed-queue.js';
import type { Queryable } from '../../port.js';
import type { DatabaseShape } from '../../tables/database-shape.js';

/** The database at one instant, with the index of its queue if it has one. */
export interface QueueSource {
  readonly database: Queryable;
  readonly shape: DatabaseShape;
  /** Null if only SQL can read the queue. */
  readonly queue: IndexedQueue | null;
}
