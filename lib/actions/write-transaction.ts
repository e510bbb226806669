import type { ActionResult } from './action.js';
import type { Writable } from './driver.js';

/**
 * Runs the work in one `BEGIN IMMEDIATE` transaction: committed when it came to something, rolled back when it
 * is a problem or throws. IMMEDIATE, because a transaction that reads first and writes then fails at once when a
 * worker wrote in between. Throws what SQLite throws.
 */
export function writeTransaction(database: Writable, work: () => ActionResult): ActionResult {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec(result.kind === 'done' ? 'COMMIT' : 'ROLLBACK');
    return result;
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK');
  }
}
