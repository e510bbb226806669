import type { SqliteWriter } from '../../snapshot/sqlite/sqlite-writer.js';
import type { Row } from '../link/server-connection.js';
import type { AskServer, ServerInstant } from '../link/server-link.js';
import type { MirroredRows } from './mirrored-rows.js';
import { statementFor } from './mirrored-table.js';

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
export interface Misplaced {
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
  const places = [...left.values()].map((place) => `"${place}"`);
  const missing =
    places.length === 0 ? [] : await instant.rows(statementFor('rows_at', table), [`{${places.join(',')}}`]);
  return { gone, missing };
}

/** Thrown if the mirror can't be brought up to date and has to be filled again. */
export class BeginAgain extends Error {}
