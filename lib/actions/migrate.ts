import type { ActionOrder, ActionResult, NotDone, RequestOf } from './action.js';
import { actionProblem } from './action-problem.js';
import type { Driver, Writable } from './driver.js';
import { addWhatIsLacking } from './migration.js';
import { withDatabase } from './with-database.js';
import { writeTransaction } from './write-transaction.js';

/**
 * Upgrades a database of any version in place, in one transaction: whole or not at all. Adds only what is
 * lacking, changes no row and no journal mode. Workers wait while it runs: on a queue of a million jobs, for as
 * long as its indexes take. Throws what SQLite throws.
 */
export function migrate(order: ActionOrder<RequestOf<'migrate'>>, driver: Driver): ActionResult<'migrate'> {
  const { path } = order.request;
  return withDatabase(order, driver, (database) =>
    writeTransaction(database, () => {
      const unfit = whyUnfit(database, path);
      if (unfit !== null) return unfit;
      const changes = addWhatIsLacking(database);
      return { kind: 'done', sentence: sentence(changes.length, path), changes };
    }),
  );
}

/** The queue must be a table, and one with row ids, by which the triggers find the row that changed. */
function whyUnfit(database: Writable, path: string): NotDone | null {
  const queue = database
    .prepare<[], { type: string; wr: number }>(
      `SELECT type, wr FROM pragma_table_list WHERE schema = 'main' AND name = 'cf_processing_queue' COLLATE NOCASE`,
    )
    .get();
  if (queue?.type !== 'table') return { kind: 'problem', problem: actionProblem('foreign', path) };
  if (queue.wr === 0) return null;
  const advice = 'Make the table anew without WITHOUT ROWID, then try again. Nothing was changed.';
  const why = `The table cf_processing_queue of ${path} is WITHOUT ROWID and can't be migrated.`;
  return { kind: 'problem', problem: actionProblem('foreign', path, { sentence: why, advice }) };
}

function sentence(added: number, path: string): string {
  if (added === 0) return `${path} has everything already: nothing to add.`;
  return `Added ${added === 1 ? 'one thing' : `${added} things`} to ${path}.`;
}
