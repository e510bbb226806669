import type { Queryable } from '../port.js';
import type { DatabaseShape } from './database-shape.js';
import { rememberedRows } from './remembered-rows.js';

/** Whether an index leads to one job's rows in a table beside the queue. */
export function isIndexedByJob(database: Queryable, shape: DatabaseShape, table: string): boolean {
  return rememberedRows(database, shape.statement('job_indexes'), { ':table': table }).length > 0;
}
