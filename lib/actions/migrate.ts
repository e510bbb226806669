import type { ActionOrder, ActionResult, NotDone, RequestOf } from './action.js';
import { actionProblem } from './action-problem.js';
import type { Driver, Writable } from './driver/driver.js';
import { migratedSentence } from './migrated-sentence.js';
import { addWhatIsLacking, removeLeftovers } from './migration.js';
import { withDatabase } from './with-database.js';
import { writeTransaction } from './write-transaction.js';

/**
 * Upgrades a database of any version in place, in one transaction: whole or not at all. Adds only what is missing,
 * and nothing that runs when workers write to the queue; removes anything of that kind that an earlier version of
 * this program added. Changes no row and no journal mode. Workers wait while it runs. Throws what SQLite throws.
 */
export function migrate(order: ActionOrder<RequestOf<'migrate'>>, driver: Driver): ActionResult<'migrate'> {
  const { path } = order.request;
  return withDatabase(order, driver, (database) =>
    writeTransaction(database, () => {
      const unfit = whyUnfit(database, path);
      if (unfit !== null) return unfit;
      const changes = [...removeLeftovers(database), ...addWhatIsLacking(database)];
      return { kind: 'done', sentence: migratedSentence(changes, path), changes };
    }),
  );
}

/** Why the queue can't be migrated: it must be a table, and have row numbers, as every version's has. */
function whyUnfit(database: Writable, path: string): NotDone | null {
  const [queue] = database
    .prepare<{ type: string; wr: number }>(
      `SELECT type, wr FROM pragma_table_list WHERE schema = 'main' AND name = 'cf_processing_queue' COLLATE NOCASE`,
    )
    .all();
  if (queue?.type !== 'table') return { kind: 'problem', problem: actionProblem('foreign', path) };
  if (queue.wr === 0) return null;
  const advice = 'Recreate the table without WITHOUT ROWID, then try again. Nothing was changed.';
  const why = "Its table cf_processing_queue is WITHOUT ROWID and can't be migrated.";
  return { kind: 'problem', problem: actionProblem('foreign', path, { sentence: why, advice }) };
}
