import type { SqlParameters } from '../attempt/query-memory.js';
import type { Queryable, SqlRow } from '../port.js';

/** A query's result, remembered if possible. */
export function rememberedRows(
  database: Queryable,
  sql: string,
  parameters: SqlParameters = {},
): readonly SqlRow[] {
  return database.remembered?.(sql, parameters) ?? database.all(sql, parameters);
}
