import type { TableColumns } from '../schema/statement.js';
import type { Writable } from './driver/driver.js';

/** What a database's schema holds. Names are in lower case, as SQLite compares them. */
export interface PresentSchema {
  readonly columns: TableColumns;
  /** The statements that made its indexes and triggers, by name. */
  readonly made: ReadonlyMap<string, string>;
}

/**
 * Reads a database's schema, within whatever transaction is open. Virtual tables (rootpage 0) are left out: asking
 * about one fails where its module isn't loaded.
 */
export function presentSchema(database: Writable): PresentSchema {
  const columns = new Map<string, Set<string>>();
  for (const { table, column } of database
    .prepare<{ table: string; column: string }>(
      `SELECT lower(m.name) AS "table", lower(c.name) AS "column"
       FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
       WHERE m.type = 'table' AND m.rootpage > 0`,
    )
    .all())
    columns.set(table, (columns.get(table) ?? new Set()).add(column));
  const made = database
    .prepare<{ name: string; sql: string }>(
      `SELECT lower(name) AS name, coalesce(sql, '') AS sql FROM sqlite_schema WHERE type IN ('index', 'trigger')`,
    )
    .all();
  return { columns, made: new Map(made.map(({ name, sql }) => [name, sql])) };
}
