import { sqlText } from '../../schema/statement.js';
import type { Written } from '../../snapshot/sqlite/sqlite-writer.js';

/** What a column's values mean. */
export type ColumnKind = 'integer' | 'real' | 'number' | 'truth' | 'bytes' | 'time' | 'text';

/** A column of a table as the mirror has it. */
export interface MirroredColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** What holds rows of a table: a plain table, or one of the partitions. */
export interface Heap {
  /** The number by which the server knows it: a whole number without a sign. */
  readonly id: string;
  /** Its file: another one after it was rewritten, and with it every place in it. */
  readonly file: string;
  /** Its size when that was asked. */
  readonly blocks: number;
}

/** A table of the server's that is mirrored. */
export interface MirroredTable {
  readonly name: string;
  /** Its name as the server writes it in a statement. */
  readonly written: string;
  /** Whether others hold rows of it: its partitions, or tables that inherit from it. */
  readonly isParted: boolean;
  /** What holds its rows, by rising numbers. */
  readonly heaps: readonly Heap[];
  readonly columns: readonly MirroredColumn[];
  /** The column whose whole numbers tell rows apart; null: their places do. */
  readonly key: string | null;
  /**
   * The column by whose whole numbers it is read in ranges: the key, or another one that an index leads to; null: in
   * none.
   */
  readonly range: string | null;
}

/** How many blocks a table had when that was asked. */
export function blocksOf({ heaps }: MirroredTable): number {
  return heaps.reduce((sum, { blocks }) => sum + blocks, 0);
}

const kinds: Readonly<Record<string, ColumnKind>> = {
  smallint: 'integer',
  integer: 'integer',
  bigint: 'integer',
  real: 'real',
  'double precision': 'real',
  numeric: 'number',
  boolean: 'truth',
  bytea: 'bytes',
  'timestamp with time zone': 'time',
  'timestamp without time zone': 'time',
  date: 'time',
};

/** What the values of a type mean, by the name that the server has for it. */
export function kindOfType(type: string): ColumnKind {
  return Object.hasOwn(kinds, type) ? (kinds[type] ?? 'text') : 'text';
}

const declared: Readonly<Record<ColumnKind, string>> = {
  integer: 'INTEGER',
  real: 'REAL',
  number: 'NUMERIC',
  truth: 'INTEGER',
  bytes: 'BLOB',
  time: 'INTEGER',
  text: 'TEXT',
};

/** The statement that makes the table in the mirror. A key of whole numbers is the row's number there. */
export function creation({ name, columns, key }: MirroredTable): string {
  const each = columns.map(
    (column) => `${quoted(column.name)} ${declared[column.kind]}${column.name === key ? ' PRIMARY KEY' : ''}`,
  );
  return `CREATE TABLE ${quoted(name)} (${each.join(', ')})`;
}

/** A row's key by its place: which of the heaps holds it, where there are several, the block, and the line in it. */
function placeKey({ isParted, heaps }: MirroredTable): string {
  const inHeap = '(((it.ctid::text::point)[0])::bigint << 16) + ((it.ctid::text::point)[1])::bigint';
  const ids = heaps.map(({ id }) => id).join(',');
  return isParted
    ? `(width_bucket(it.tableoid::bigint, '{${ids}}'::bigint[])::bigint << 48) + ${inHeap}`
    : inHeap;
}

/** More than this of a value of bytes is never shown. */
const mostBytes = 512;

/** A statement of `schema/postgres/` for one table; `numbers` are whole ones that stand in it where no value can. */
export function statementFor(
  name: string,
  table: MirroredTable,
  numbers: Readonly<Record<string, bigint | number>> = {},
): string {
  const columns = table.columns.map(({ name: column, kind }) =>
    kind === 'bytes' ? `substring(it.${quoted(column)} FROM 1 FOR ${mostBytes})` : `it.${quoted(column)}`,
  );
  const inParts = name === 'rows_at' && table.isParted ? 'rows_at_in_parts' : name;
  let text = sqlText(`postgres/${inParts}`);
  for (const [word, number] of Object.entries(numbers))
    text = text.replaceAll(`target.${word}`, String(number));
  return text
    .replaceAll('target.table', table.written)
    .replaceAll('target.place', table.isParted ? 'it.tableoid::text || it.ctid::text' : 'it.ctid')
    .replaceAll('target.columns', columns.join(', '))
    .replaceAll('target.range', `it.${quoted(table.range ?? '')}`)
    .replaceAll('target.shift', String(shiftOf(table)))
    .replaceAll('target.key', `(${table.key === null ? placeKey(table) : `it.${quoted(table.key)}`})`);
}

/** How many bits wide a range of keys is: it holds some thousand rows. */
export function shiftOf({ key }: MirroredTable): number {
  return key === null ? 22 : 12;
}

/** Up to this many characters, a whole number loses nothing as a number of JavaScript's. */
const mostExact = 15;

/** A value as the mirror has it, from the server's text. */
export function writtenValue(kind: ColumnKind, text: string | null): Written {
  if (text === null) return null;
  switch (kind) {
    case 'integer':
      // A number takes half as long to hand over as its text.
      return text.length <= mostExact ? Number(text) : text;
    case 'truth':
      return text === 't' ? 1 : 0;
    case 'bytes':
      return new Uint8Array(Buffer.from(text.slice(2), 'hex'));
    case 'time':
      return timeOf(text);
    default:
      return text;
  }
}

const aTime = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d(?:\.\d+)?))?(?:\+00)?$/;

/** Ms since the epoch of a time in UTC as the server writes it; the text itself where that is no time of ours. */
function timeOf(text: string): Written {
  const [, day, clock = '00:00:00'] = aTime.exec(text) ?? [];
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T${clock}Z`);
  return Number.isNaN(ms) ? text : ms;
}

/** A name as it may stand in a statement of SQLite's or the server's, whatever is in it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
