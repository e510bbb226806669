import type { Queryable, SqlRow } from './port.js';
import type { SqlParameters } from './query-memory.js';

/** A query's answer, remembered where that can be. */
export function asked(database: Queryable, sql: string, parameters: SqlParameters = {}): readonly SqlRow[] {
  return database.remembered?.(sql, parameters) ?? database.all(sql, parameters);
}
