import type { Picture, PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';

/** A value as a query returns it. Integers that may exceed 2^53 are asked for as text. */
export type SqlValue = string | number | Uint8Array | null;

/** One row of a query's answer, by column name. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A read-only database that stands still: what the queries run on. */
export interface Queryable {
  /**
   * Runs one statement and returns all its rows. Parameters are named with their prefix, as in `{':limit': 10}`.
   * Throws what SQLite reports.
   */
  all(sql: string, parameters?: Readonly<Record<string, string | number | null>>): SqlRow[];
}

/** What a read came to: one consistent picture, or the reason why there is none now. */
export type ReadResult =
  | { readonly kind: 'picture'; readonly picture: Picture }
  | { readonly kind: 'problem'; readonly problem: Problem };

/**
 * Reads a database that others write, without a lock and without leaving a trace. Asynchronous from the first
 * day, so that where it runs can change without anything else changing.
 */
export interface SnapshotReader {
  /** One consistent picture. Never rejects: what goes wrong is a {@link Problem}. One read at a time. */
  read(request: PictureRequest): Promise<ReadResult>;
  /**
   * A cheap look at the files: a text that differs from an earlier look's whenever a commit, a replacement, a
   * deletion or anything else may have changed what a read would show. Never rejects.
   */
  look(): Promise<string>;
  /** Frees the database, its descriptors and its memory. */
  close(): Promise<void>;
}
