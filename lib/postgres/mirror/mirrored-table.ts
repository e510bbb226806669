import { sqlText } from '../../schema/statement.js';
import type { Written } from '../../snapshot/sqlite/sqlite-writer.js';
import { quotedName } from '../link/server-link.js';

/** What a column's values mean. */
export type ColumnKind = 'list' | 'integer' | 'real' | 'number' | 'truth' | 'bytes' | 'time' | 'text';

/** A column of a table as the mirror has it. */
export interface MirroredColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** Storage with rows of a table: that of a plain table, or of one partition. */
export interface Heap {
  /** Its OID: a whole number without a sign. */
  readonly id: string;
  /** Its file, which changes when it is rewritten; then so does every row's place. */
  readonly file: string;
  /** Its size in blocks, as of when it was read. */
  readonly blocks: number;
}

/** A table on the server that is mirrored. */
export interface MirroredTable {
  readonly name: string;
  /** Its name as the server quotes it for statements. */
  readonly written: string;
  /** Whether its rows are in several heaps: partitions, or tables that inherit from it. */
  readonly isParted: boolean;
  /** The heaps with its rows, in the order of their ids. */
  readonly heaps: readonly Heap[];
  readonly columns: readonly MirroredColumn[];
  /** The column whose whole numbers tell rows apart; null: their places do. */
  readonly key: string | null;
  /**
   * The column by whose whole numbers it is read in ranges: the key, or another one that has an index; null: it isn't
   * read in ranges.
   */
  readonly range: string | null;
}

/** How many blocks a table has, as of when its size was read. */
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
  if (type.endsWith('[]')) return 'list';
  return Object.hasOwn(kinds, type) ? (kinds[type] ?? 'text') : 'text';
}

const declared: Readonly<Record<ColumnKind, string>> = {
  list: 'TEXT',
  integer: 'INTEGER',
  real: 'REAL',
  number: 'NUMERIC',
  truth: 'INTEGER',
  bytes: 'BLOB',
  time: 'INTEGER',
  text: 'TEXT',
};

/** The statement that makes the table in the mirror. The key, if there is one, is the row's number there. */
export function creation({ name, columns, key }: MirroredTable): string {
  const each = columns.map(
    (column) =>
      `${quotedName(column.name)} ${declared[column.kind]}${column.name === key ? ' PRIMARY KEY' : ''}`,
  );
  return `CREATE TABLE ${quotedName(name)} (${each.join(', ')})`;
}

/**
 * A row's key made from its place: the heap that holds it, if there are several, the block, and the line in it, of which
 * there are fewer than 1,200 in the largest blocks. Up to 511 heaps, it is exact as a JavaScript number.
 */
function placeKey({ isParted, heaps }: MirroredTable): string {
  const inHeap = '(((it.ctid::text::point)[0])::bigint << 12) + ((it.ctid::text::point)[1])::bigint';
  const ids = heaps.map(({ id }) => id).join(',');
  return isParted
    ? `(width_bucket(it.tableoid::bigint, '{${ids}}'::bigint[])::bigint << 44) + ${inHeap}`
    : inHeap;
}

/** More bytes than this of a binary value are never shown. */
const mostBytes = 512;

/** Whether a row is at one of the places that the statement calls `wanted`. */
const isWanted = 'it.ctid = ANY ((SELECT places FROM wanted)::tid[])';
/**
 * Whether a row of several heaps is wanted: each place is looked up in every heap, and rows of the wrong ones are left
 * out; by a hash, which the server doesn't use for an array. Without `IS TRUE` it might join every row with every place
 * instead.
 */
const isWantedInParts = `it.ctid = ANY (
    ARRAY(SELECT DISTINCT substring(place FROM '\\(.*')::tid FROM wanted CROSS JOIN LATERAL unnest(places) AS place)
  ) AND (target.place IN (SELECT unnest(places)::text FROM wanted)) IS TRUE`;

/** Whether a row is in one of the ranges of keys: by the index of its key or, where there is none, in a single pass. */
const isInRange =
  'target.key BETWEEN range.at << target.shift AND (range.at << target.shift) + (1::bigint << target.shift) - 1';
const isAtPlace = 'target.key >> target.shift = range.at';

/** A statement of `schema/postgres/` for one table; `texts` are inserted where a parameter isn't possible. */
export function statementFor(
  name: string,
  table: MirroredTable,
  texts: Readonly<Record<string, bigint | number | string>> = {},
): string {
  const columns = table.columns.map(({ name: column, kind }) => {
    if (kind === 'bytes') return `substring(it.${quotedName(column)} FROM 1 FOR ${mostBytes})`;
    return kind === 'list' ? `to_jsonb(it.${quotedName(column)})` : `it.${quotedName(column)}`;
  });
  let text = sqlText(`postgres/${name}`);
  for (const [word, inserted] of Object.entries(texts))
    text = text.replaceAll(`target.${word}`, () => String(inserted));
  return text
    .replaceAll('target.is_wanted', table.isParted ? isWantedInParts : isWanted)
    .replaceAll('target.in_range', table.key === null ? isAtPlace : isInRange)
    .replaceAll('target.table', table.written)
    .replaceAll('target.place', table.isParted ? 'it.tableoid::text || it.ctid::text' : 'it.ctid')
    .replaceAll('target.columns', columns.join(', '))
    .replaceAll('target.range', `it.${quotedName(table.range ?? '')}`)
    .replaceAll('target.shift', String(shiftOf(table)))
    .replaceAll('target.key', `(${table.key === null ? placeKey(table) : `it.${quotedName(table.key)}`})`);
}

/** How many bits wide a range of keys is; it holds a few thousand rows. */
export function shiftOf({ key }: MirroredTable): number {
  return key === null ? 18 : 12;
}

/** Up to this many characters, a whole number is exact as a JavaScript number. */
const mostExact = 15;

/** A value for the mirror, made from the server's text. */
export function writtenValue(kind: ColumnKind, text: string | null): Written {
  if (text === null) return null;
  switch (kind) {
    case 'integer':
      // Passing a number to SQLite takes half as long as passing its text.
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

/** A time in UTC, as the server writes it, in ms since the epoch; the text itself if it isn't such a time. */
function timeOf(text: string): Written {
  const [, day, clock = '00:00:00'] = aTime.exec(text) ?? [];
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T${clock}Z`);
  return Number.isNaN(ms) ? text : ms;
}
