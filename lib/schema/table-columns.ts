import { knownColumns } from './known-columns.js';
import type { TableColumns } from './statement.js';

/** The parameters of `schema/queries/tables.sql`: the tables that queries may use. */
export const tablesParameters: Readonly<Record<string, string>> = {
  ':tables': JSON.stringify([...knownColumns.keys()]),
  ':numbered': JSON.stringify(
    [...knownColumns].flatMap(([table, columns]) =>
      columns.includes('rowid') || table === 'cf_processing_queue' ? [table] : [],
    ),
  ),
};

/** The rows of `schema/queries/tables.sql`, one for each column, as the map that `statement()` takes. */
export function tableColumns(rows: Iterable<Readonly<Record<string, unknown>>>): TableColumns {
  const tables = new Map<string, Set<string>>();
  for (const row of rows) {
    const table = String(row.table_name);
    const columns = tables.get(table) ?? new Set<string>();
    tables.set(table, columns.add(String(row.column_name)));
  }
  return tables;
}
