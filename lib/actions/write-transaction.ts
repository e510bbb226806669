import type { Done, NotDone, RowsDone } from './action.js';
import type { Writable } from './driver/driver.js';

/**
 * Runs the work in one `BEGIN IMMEDIATE` transaction: committed when it has a result, rolled back when it is a
 * problem, throws, or has changed no row. IMMEDIATE, because a transaction that reads before it writes fails at
 * once when a worker wrote in between. Throws what SQLite throws.
 */
export function writeTransaction<Result extends Done | RowsDone | NotDone>(
  database: Writable,
  work: () => Result,
): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec(isSomething(result) ? 'COMMIT' : 'ROLLBACK');
    return result;
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled it back by itself; why is in the first error.
    }
    throw error;
  }
}

function isSomething(result: Done | RowsDone | NotDone): boolean {
  return result.kind === 'done' && !('changed' in result && result.changed === 0);
}
