import type { JobId } from '../model/job.js';
import type { QueueKind } from '../model/limits.js';
import type { LogMatches, LogReading, LogRequest, LogSearch, LogSearchResult } from '../model/log.js';
import type { Picture, PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';

/** A value as a query returns it. Integers that may exceed 2^53 are queried as text. */
export type SqlValue = string | number | Uint8Array | null;

/** One row of a query's result, by column name. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A query's result, and the numbers of the pages that it was read from. */
export interface TracedRows {
  readonly rows: readonly SqlRow[];
  readonly pages: readonly number[];
}

/** Gets the rows of a result one by one. */
export type TakeRow = (row: SqlRow) => void;

/** A read-only database at one instant, for running queries on. */
export interface Queryable {
  /**
   * Runs one statement and returns all its rows. Parameters are named with their prefix, as in `{':limit': 10}`.
   * With `take` it may pass them on instead, so that not all are in memory at once. Throws what SQLite reports.
   */
  all(sql: string, parameters?: Readonly<Record<string, string | number | null>>, take?: TakeRow): SqlRow[];
  /** The rows of a repeated query: it isn't run if nothing that it reads has changed. */
  remembered?(sql: string, parameters: Readonly<Record<string, string | number | null>>): readonly SqlRow[];
  /** Runs a query, and also returns which pages it read, without page 1. Absent if that isn't known. */
  traced?(
    sql: string,
    parameters: Readonly<Record<string, string | number | null>>,
    take?: TakeRow,
  ): TracedRows;
  /** Identifies the database's schema, if known: the same object as long as the schema is the same. */
  readonly schema?: object;
  /** The other program's queue whose rows stand for ours; absent: there is none, or the database has our own. */
  readonly queue?: QueueKind;
  /** The names of all queues in the database, ours first, where there are several and none was chosen. */
  readonly queues?: readonly string[];
  /** What each row of it is made of; absent: of any rows. */
  readonly rowsOf?: RowsOfQueue;
  /** Whether the database has views, a read of which may never end. */
  readonly hasViews?: boolean;
}

/** What each row of another program's queue is made of. */
export interface RowsOfQueue {
  /** The table that has its row. */
  readonly table: string;
  /** That table's column with its id, a text; null: its id is the row's number. */
  readonly id: string | null;
  /** The other tables, and their columns that matter. */
  readonly beside: ReadonlyMap<string, readonly string[]>;
}

/** The result of a read: one consistent picture, or why there is none now. */
export type ReadResult =
  | { readonly kind: 'picture'; readonly picture: Picture }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Tells when a queue may have changed. */
export interface ChangeWatch {
  /** Whether somebody is writing at full speed now; absent: it can't tell. */
  readonly atFullSpeed?: boolean;
  /** Resolves when every change from then on will be reported. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Reads a database that others write, without a lock and without leaving a trace. Asynchronous, so that it can run
 * in any thread.
 */
export interface SnapshotReader {
  /** One consistent picture. Never rejects: errors are returned as a {@link Problem}. One read at a time. */
  read(request: PictureRequest): Promise<ReadResult>;
  /**
   * A cheap look at the files: a text that differs from an earlier look's whenever a commit, a replacement, a
   * deletion or anything else may have changed what a read would show. Never rejects.
   */
  look(): Promise<string>;
  /** Frees the database, its descriptors and its memory. */
  close(): Promise<void>;
}

/** Reads jobs' logs piece by piece, however large they are, beside a database that others write. */
export interface LogReader {
  /** Never rejects. One read at a time. */
  read(request: LogRequest): Promise<LogReading>;
  /** Searches for a text, piece by piece, without holding up anything else for long. Never rejects. */
  search(search: LogSearch, signal: AbortSignal): Promise<LogSearchResult>;
  /**
   * Counts the lines that match, all of them and those that begin before `at`, piece by piece like a search. Never
   * rejects.
   */
  matches(search: LogSearch, at: number, signal: AbortSignal): Promise<LogMatches>;
  /** Writes the whole log, as it is at one instant, to a new file; never overwrites one. */
  save(jobId: JobId, path: string, signal: AbortSignal): Promise<SaveResult>;
  /** Ends everything under way and frees all resources. */
  close(): Promise<void>;
}

/** The result of saving a log. */
export type SaveResult =
  | { readonly kind: 'saved'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'problem'; readonly problem: Problem };
