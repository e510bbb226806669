import type { DatabaseResult, ReadStatistics } from '../../lib/snapshot/live-database.js';
import type { Queryable } from '../../lib/snapshot/port.js';

/** What the torture reads with: a LiveDatabase, or a reader to compare it with. */
export interface SnapshotSource {
  read<T>(queries: (database: Queryable) => T): Promise<DatabaseResult<T>>;
  readonly statistics: Pick<ReadStatistics, 'accepted' | 'rejected'>;
  close(): Promise<void>;
}

/** Opens one on a database's path. */
export type OpenSource = (path: string) => SnapshotSource;
