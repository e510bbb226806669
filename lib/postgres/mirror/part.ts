import type { SqliteWriter } from '../../snapshot/sqlite/sqlite-writer.js';
import type { Copied } from '../link/copy-query.js';
import type { ServerInstant } from '../link/server-link.js';
import type { MirroredRows } from './mirrored-rows.js';
import type { SnapshotStamp } from './snapshot-stamp.js';

/** Writes to the mirror, each time in one transaction. */
export interface MirrorPen {
  /** Writes at once. */
  write<T>(work: (writer: SqliteWriter) => T): T;
  /**
   * Writes much, once the server's transaction is over, or before the next {@link write}: it isn't to wait for that.
   */
  later(work: (writer: SqliteWriter) => void): void;
  /**
   * Adds rows to a table that has been empty, in the order of their keys, as late. Nothing else may be written before
   * the last of them.
   */
  load(rows: MirroredRows, copied: Copied, isLast: boolean): void;
}

/** The rows of one table, which become the server's step by step. */
export interface MirroredPart {
  readonly rows: MirroredRows;
  /** Since when each of its rows is right at least; null while not all are there. */
  readonly oldest: SnapshotStamp | null;
  /** How many steps it takes to make all of it right, or a few less. */
  readonly size: number;
  /** How much of it has been read for the first time, from 0 to 1. */
  readonly portionRead: number;
  /**
   * Makes what was right longest ago what it is at this instant, which is `now`. Throws what the instant's statements
   * throw.
   */
  step(instant: ServerInstant, now: SnapshotStamp, pen: MirrorPen): Promise<void>;
  /** Is told that a step took too long by itself. False: the next one would be no smaller. */
  readLess(): boolean;
}
