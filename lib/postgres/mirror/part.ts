import type { SqliteWriter } from '../../snapshot/sqlite/sqlite-writer.js';
import type { Copied, Row } from '../link/server-connection.js';
import type { AskServer, ServerInstant } from '../link/server-link.js';
import type { MirroredRows } from './mirrored-rows.js';
import { statementFor } from './mirrored-table.js';

/** A snapshot on the server, and when it was taken. */
export interface SnapshotStamp {
  /** The snapshot, as returned by `pg_current_snapshot()`. */
  readonly snapshot: string;
  /** Ms since the epoch, by this host's clock, not later than the snapshot. */
  readonly at: number;
}

/** The oldest transaction that was running at a snapshot, as a 64-bit transaction id. */
export function oldestOf(snapshot: string): bigint {
  return BigInt(/^\d+/.exec(snapshot)?.[0] ?? 0);
}

/** The first transaction that hadn't begun at a snapshot. */
export function nextOf(snapshot: string): bigint {
  return BigInt(/^\d+:(\d+)/.exec(snapshot)?.[1] ?? 0);
}

/** The oldest one as a 32-bit id, as rows have it: without the epoch that counts wraparounds. */
export function sinceText({ snapshot }: SnapshotStamp): string {
  return String(BigInt.asUintN(32, oldestOf(snapshot)));
}

/** Writes to the mirror, each time in one transaction. */
export interface MirrorWriter {
  /** Writes at once. */
  write<T>(work: (writer: SqliteWriter) => T): T;
  /**
   * Leaves a large write for later: it is done once the server's transaction is over, so that the server needn't wait,
   * or before the next {@link write}.
   */
  later(work: (writer: SqliteWriter) => void): void;
  /**
   * Adds rows to an empty table in the order of their keys, also later. Nothing else may be written before the last of
   * them.
   */
  load(rows: MirroredRows, copied: Copied, isLast: boolean): void;
}

/** The rows of one table, which are brought up to date step by step. */
export interface MirroredPart {
  /** Whether its rows are being loaded: until they all are, nothing else may be written. */
  readonly isLoading: boolean;
  readonly rows: MirroredRows;
  /** The time since which all of its rows have been right; null while not all are there. */
  readonly oldest: SnapshotStamp | null;
  /** About how many steps it takes to bring all of it up to date; it may take a few more. */
  readonly size: number;
  /** The instant at which it takes no further step, since the next one would make its transaction long; null: none. */
  readonly restsAt: SnapshotStamp | null;
  /** How much of it has been read for the first time, from 0 to 1. */
  readonly portionRead: number;
  /** Asks for what the next steps compare, at most that many; forgets what was asked for an earlier instant. */
  askAhead(ask: AskServer, steps: number): void;
  /**
   * Brings the part that was compared longest ago to this instant, which is `now`. Throws what the instant's statements
   * throw.
   */
  step(instant: ServerInstant, now: SnapshotStamp, mirror: MirrorWriter): Promise<void>;
  /** Makes the next step smaller, because one took too long by itself. False: it can't be smaller. */
  readLess(): boolean;
}

/** How many rows there are, how many of them may have changed, and these, unless they are too many. */
export interface ChangedRows {
  readonly count: number;
  readonly changed: number;
  readonly rows: readonly Row[];
}

/**
 * Asks for the rows of a table that may have been written since an instant whose oldest transaction was `since`, unless
 * they are more than `most`.
 */
export async function changedRows(
  ask: AskServer,
  { table }: MirroredRows,
  since: string,
  most: number,
): Promise<ChangedRows> {
  return changedOf(await ask(statementFor('changed', table), [since, most]));
}

/** What `changed.sql` and `changed_between.sql` say: each row has both numbers first; a row without a key is none. */
export function changedOf(answer: readonly Row[]): ChangedRows {
  const [count = null, changed = null] = answer[0] ?? [];
  const rows = answer.map((row) => row.slice(2)).filter(([key]) => key !== null);
  return { count: Number(count), changed: Number(changed), rows };
}

/** Keys that only the mirror has, and rows that only the server has. */
interface Misplaced {
  readonly gone: readonly string[];
  readonly missing: readonly Row[];
}

/**
 * Finds rows that were deleted, or that this role sees for the first time, in ranges where the number of rows differs.
 * `write` runs work on the mirror.
 */
export async function misplacedKeys(
  instant: ServerInstant,
  rows: MirroredRows,
  write: <T>(work: (writer: SqliteWriter) => T) => T,
): Promise<Misplaced> {
  const { table } = rows;
  const there = new Map<string, number>();
  for (const [range, count] of await instant.rows(statementFor('keys_by_range', table)))
    there.set(range ?? '', Number(count));
  const here = write((writer) => rows.ranges(writer));
  const differing = [...new Set([...here.keys(), ...there.keys()])].filter(
    (range) => here.get(range) !== there.get(range),
  );
  if (differing.length === 0) return { gone: [], missing: [] };
  const inRanges = await instant.rows(statementFor('keys_in_ranges', table), [`{${differing.join(',')}}`]);
  const left = new Map(inRanges.map(([key, place]) => [key ?? '', place ?? '']));
  const gone = write((writer) =>
    differing.flatMap((range) => rows.keysIn(writer, range)).filter((key) => !left.delete(key)),
  );
  return { gone, missing: await rowsAt(instant, rows, [...left.values()]) };
}

/** The rows at some places. */
export async function rowsAt(
  instant: ServerInstant,
  rows: MirroredRows,
  places: readonly string[],
): Promise<readonly Row[]> {
  if (places.length === 0) return [];
  const list = `{${places.map((place) => `"${place}"`).join(',')}}`;
  return instant.rows(statementFor('rows_at', rows.table), [list]);
}

/** Thrown if the mirror can't be brought up to date and has to be filled again. */
export class BeginAgain extends Error {}
