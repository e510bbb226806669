import { statement } from '../../../schema/statement.js';
import type { Queryable, RowsOfQueue, SqlRow } from '../../port.js';
import { numberOf, rememberedRows, textOf } from '../../tables/column-value.js';

/** A column of a table, as its records hold it. */
export interface StoredColumn {
  /** Its index, from 0 on. */
  readonly place: number;
  /** True if whole numbers are stored as integers but mean reals. */
  readonly isReal: boolean;
  /** True if numbers are stored as text. */
  readonly isText: boolean;
  /** The value in records that end before this column; undefined if it has to be read by SQL. */
  readonly missing: number | string | null | undefined;
}

/** The layout of a table's records. */
export interface TableLayout {
  /** Number of the first page of the table's tree. */
  readonly root: number;
  /** All columns, by lower-case name. */
  readonly columns: ReadonlyMap<string, StoredColumn>;
}

/** The layout of the queue's records. */
export interface QueueLayout extends TableLayout {
  /** Whatever else a row is made of, as a text that changes with it; absent: a row is made of its record alone. */
  readonly beside?: string;
  /** The index of the column that is the row's number: its value is NULL in every record; -1: there is none. */
  readonly numberPlace: number;
  /** The column with the job's id, a text; absent: the id is the row's number. */
  readonly idColumn?: StoredColumn;
}

/**
 * The layout of the queue's records; null if they can't be walked: if `id` isn't the row's number (INTEGER PRIMARY
 * KEY), or for a view, a virtual table, a WITHOUT ROWID table, or one with generated columns.
 */
export function queueLayout(database: Queryable): QueueLayout | null {
  const rows = columnsOf(database, 'cf_processing_queue');
  const number = rows.find((row) => row.is_number === 1);
  const layout = layoutOf(rows);
  if (number === undefined || layout === null) return null;
  return { ...layout, numberPlace: numberOf(number, 'place') ?? 0 };
}

/** Of tables beside the one that has a row for each job, no more rows than this are compared after each change. */
const mostBeside = 1000;

/**
 * The layout of another program's queue, each row of which is made of the row with its number in one table, and of few
 * rows in `beside`. Its records only tell which rows there are, and which may have changed: to SQL, which knows what is
 * made of them, each column is as one that the records are too short to have. Null if they can't be walked.
 */
export function layoutOfRows(
  database: Queryable,
  { table, beside, id }: RowsOfQueue,
  columns: ReadonlySet<string>,
): QueueLayout | null {
  const rows = columnsOf(database, table);
  const number = rows.find((row) => row.is_number === 1);
  const layout = layoutOf(rows);
  if (layout === null || (id === null && number === undefined)) return null;
  const idColumn = id === null ? undefined : layout.columns.get(id);
  if (id !== null && idColumn === undefined) return null;
  const all = [...beside].map(([name, its]) => {
    const values = its.map((column) => `"${column}"`).join(', ');
    return rememberedRows(database, `SELECT ${values} FROM main."${name}" LIMIT ${mostBeside + 1}`, {});
  });
  if (all.some((each) => each.length > mostBeside)) return null;
  const { size } = layout.columns;
  const unread = { isReal: false, isText: false, missing: undefined };
  return {
    root: layout.root,
    columns: new Map([
      ...[...layout.columns].map(([name, column]) => [`${table}.${name}`, column] as const),
      ...[...columns].map((name, place) => [name, { place: size + place, ...unread }] as const),
    ]),
    numberPlace: number === undefined ? -1 : (numberOf(number, 'place') ?? 0),
    ...(idColumn && { idColumn }),
    beside: JSON.stringify(all),
  };
}

/**
 * The layout of a table's records; null if they can't be walked: for a view, a virtual table, a WITHOUT ROWID
 * table, or one with generated columns.
 */
export function tableLayout(database: Queryable, table: string): TableLayout | null {
  return layoutOf(columnsOf(database, table));
}

function columnsOf(database: Queryable, table: string): readonly SqlRow[] {
  return rememberedRows(database, statement('queries/table_layout', new Map()), { ':table': table });
}

function layoutOf(rows: readonly SqlRow[]): TableLayout | null {
  const [first] = rows;
  if (first === undefined || rows.some((row) => row.is_generated !== 0)) return null;
  return {
    root: numberOf(first, 'root') ?? 0,
    columns: new Map(rows.map((row) => [textOf(row, 'name') ?? '', storedColumn(row)])),
  };
}

type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric';

function storedColumn(row: SqlRow): StoredColumn {
  const affinity = affinityOf(textOf(row, 'type') ?? '');
  return {
    place: numberOf(row, 'place') ?? 0,
    isReal: affinity === 'real',
    isText: affinity === 'text',
    missing: missingValue(textOf(row, 'missing'), affinity),
  };
}

/** By SQLite's rules ("Determination Of Column Affinity"), in the same order. */
function affinityOf(type: string): Affinity {
  if (/INT/i.test(type)) return 'integer';
  if (/CHAR|CLOB|TEXT/i.test(type)) return 'text';
  if (/BLOB/i.test(type) || type === '') return 'blob';
  return /REAL|FLOA|DOUB/i.test(type) ? 'real' : 'numeric';
}

/** The default's value, if it is a literal that the column stores unchanged. */
function missingValue(text: string | null, affinity: Affinity): StoredColumn['missing'] {
  if (text === null || /^NULL$/i.test(text)) return null;
  if (/^-?\d{1,15}$/.test(text) && (affinity === 'integer' || affinity === 'numeric')) return Number(text);
  if (/^'([^']|'')*'$/.test(text) && affinity === 'text') return text.slice(1, -1).replaceAll("''", "'");
  return undefined;
}
