import { statement } from '../../schema/statement.js';
import type { Queryable, SqlRow } from '../port.js';
import { asked } from '../tables/asked.js';
import { numberOf, textOf } from '../tables/column-value.js';

/** A column of a table, as its records hold it. */
export interface StoredColumn {
  /** From 0 on. */
  readonly place: number;
  /** True where whole numbers are stored as integers and mean reals. */
  readonly isReal: boolean;
  /** True where numbers are stored as text. */
  readonly isText: boolean;
  /** What a record means that ends before this column; undefined where only SQL can tell. */
  readonly missing: number | string | null | undefined;
}

/** Where a table's records keep what they hold. */
export interface TableLayout {
  /** Number of the first page of the table's tree. */
  readonly root: number;
  /** All columns, by their names in lower case. */
  readonly columns: ReadonlyMap<string, StoredColumn>;
}

/** Where the queue's records keep what they hold. */
export interface QueueLayout extends TableLayout {
  /** The place of the column that stands for the row's number: its value is NULL in every record. */
  readonly numberPlace: number;
}

/**
 * How the queue's records are laid out; null where they can't be walked: where `id` is not the number of the row (INTEGER
 * PRIMARY KEY), for a view or a virtual table, one WITHOUT ROWID or with generated columns.
 */
export function queueLayout(database: Queryable): QueueLayout | null {
  const rows = columnsOf(database, 'cf_processing_queue');
  const number = rows.find((row) => row.is_number === 1);
  const layout = layoutOf(rows);
  if (number === undefined || layout === null) return null;
  return { ...layout, numberPlace: numberOf(number, 'place') ?? 0 };
}

/**
 * How a table's records are laid out; null where they can't be walked: for a view or a virtual table, one WITHOUT ROWID or
 * with generated columns.
 */
export function tableLayout(database: Queryable, table: string): TableLayout | null {
  return layoutOf(columnsOf(database, table));
}

function columnsOf(database: Queryable, table: string): readonly SqlRow[] {
  return asked(database, statement('queries/table_layout', new Map()), { ':table': table });
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

/** By SQLite's own rules ("Determination Of Column Affinity"), in their order. */
function affinityOf(type: string): Affinity {
  if (/INT/i.test(type)) return 'integer';
  if (/CHAR|CLOB|TEXT/i.test(type)) return 'text';
  if (/BLOB/i.test(type) || type === '') return 'blob';
  return /REAL|FLOA|DOUB/i.test(type) ? 'real' : 'numeric';
}

/** The default's value where it is a literal that the column keeps as it is. */
function missingValue(text: string | null, affinity: Affinity): StoredColumn['missing'] {
  if (text === null || /^NULL$/i.test(text)) return null;
  if (/^-?\d{1,15}$/.test(text) && (affinity === 'integer' || affinity === 'numeric')) return Number(text);
  if (/^'([^']|'')*'$/.test(text) && affinity === 'text') return text.slice(1, -1).replaceAll("''", "'");
  return undefined;
}
