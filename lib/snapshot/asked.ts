import type { DatabaseShape } from './database-shape.js';
import type { Queryable, SqlRow } from './port.js';
import type { SqlParameters } from './query-memory.js';

/** A query's answer, remembered where that can be. */
export function asked(database: Queryable, sql: string, parameters: SqlParameters = {}): readonly SqlRow[] {
  return database.remembered?.(sql, parameters) ?? database.all(sql, parameters);
}

/** Whether an index leads to the rows of one job in a table beside the queue. */
export function isIndexedByJob(database: Queryable, shape: DatabaseShape, table: string): boolean {
  return asked(database, shape.statement('job_indexes'), { ':table': table }).length > 0;
}
