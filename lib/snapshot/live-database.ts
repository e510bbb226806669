import type { Problem } from '../model/problem.js';
import type { Queryable } from './port.js';

/** What reading came to: a value true at one instant, or why there is none now. */
export type Reading<T> =
  | { readonly kind: 'value'; readonly value: T; readonly asOf: number }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** How often reads were tried and how they ended, since the database was opened. */
export interface ReadStatistics {
  readonly accepted: number;
  readonly rejected: number;
}

/**
 * A SQLite database that other processes are writing, read without locks and without writing anything
 * (DESIGN "The snapshot", points 1 to 5).
 */
export class LiveDatabase {
  constructor(readonly path: string) {}

  /** Runs the queries on one consistent instant. What the queries throw on a sound read set is a problem. Never rejects. */
  read<T>(_queries: (database: Queryable) => T): Promise<Reading<T>> {
    throw new Error('not yet');
  }

  /** See SnapshotReader.look. */
  look(): Promise<string> {
    throw new Error('not yet');
  }

  get statistics(): ReadStatistics {
    return { accepted: 0, rejected: 0 };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
