import { knownColumns } from './known-columns.js';
import { sqlNames } from './sql-files.js';
import { statement, type TableColumns } from './statement.js';

/** An index that the dashboard's queries use where the database has it. */
interface QueryIndex {
  /** As in `schema/indexes/NAME.sql`. */
  readonly name: string;
  /** The table that it indexes. */
  readonly table: string;
  /** CREATE INDEX IF NOT EXISTS, adapted to the columns of one database. */
  readonly sql: string;
}

/**
 * The indexes for one database, as far as their tables and columns exist; make them after the columns. An index of
 * the same name that {@link soundIndexes} doesn't list was made for other columns: drop it first, because the
 * queries don't use it.
 */
export function queryIndexes(tables: TableColumns): readonly QueryIndex[] {
  return sqlNames('indexes').flatMap((path) => {
    const sql = statement(path, tables);
    const name = path.slice('indexes/'.length);
    const table = /\bON (\w+)/.exec(sql)?.[1] ?? '';
    const columns = tables.get(table);
    const wanted = table === 'cf_processing_queue' ? ['id'] : columnsIn(sql, table);
    return columns && wanted.every((column) => columns.has(column)) ? [{ name, table, sql }] : [];
  });
}

/**
 * The names of those indexes that a database has in exactly the form that its columns require, so that SQLite will
 * use them. Takes the rows of `schema/queries/indexes.sql`.
 */
export function soundIndexes(
  tables: TableColumns,
  rows: Iterable<Readonly<Record<string, unknown>>>,
): ReadonlySet<string> {
  const stored = new Map([...rows].map((row) => [row.name, String(row.sql)]));
  const sound = queryIndexes(tables).filter(({ name, sql }) => {
    const text = stored.get(name);
    return text !== undefined && fromName(text, name) === fromName(sql, name);
  });
  return new Set(sound.map(({ name }) => name));
}

/** The columns of its table that an index needs. For the queue it is adapted to the columns instead. */
function columnsIn(sql: string, table: string): readonly string[] {
  const words = new Set(sql.match(/\w+/g));
  return (knownColumns.get(table) ?? []).filter((column) => words.has(column));
}

/** SQLite keeps an index's statement, from the name on, as it was written. */
function fromName(sql: string, name: string): string {
  return sql.slice(sql.indexOf(name)).trim();
}
