import type { ActionOrder, ActionResult, NotDone, RequestOf } from './action.js';
import { actionProblem } from './action-problem.js';
import type { Driver, Writable } from './driver.js';
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
      return { kind: 'done', sentence: sentence(changes, path), changes };
    }),
  );
}

/** Why the queue can't be migrated: it must be a table, and have row numbers, as every version's has. */
function whyUnfit(database: Writable, path: string): NotDone | null {
  const queue = database
    .prepare<[], { type: string; wr: number }>(
      `SELECT type, wr FROM pragma_table_list WHERE schema = 'main' AND name = 'cf_processing_queue' COLLATE NOCASE`,
    )
    .get();
  if (queue?.type !== 'table') return { kind: 'problem', problem: actionProblem('foreign', path) };
  if (queue.wr === 0) return null;
  const advice = 'Recreate the table without WITHOUT ROWID, then try again. Nothing was changed.';
  const why = "Its table cf_processing_queue is WITHOUT ROWID and can't be migrated.";
  return { kind: 'problem', problem: actionProblem('foreign', path, { sentence: why, advice }) };
}

/** `Added 18 columns, 4 tables and 1 index to PATH. Removed 2 indexes and 2 triggers, which slowed workers down.` */
function sentence(changes: readonly string[], path: string): string {
  const [added, removed] = [counted(changes, ''), counted(changes, 'removed ')];
  if (added === null && removed === null) return `${path} is up to date: nothing to add.`;
  const slowed = removed && `Removed ${removed}, which slowed workers down`;
  if (added === null) return `${slowed}, from ${path}.`;
  return `Added ${added} to ${path}.${slowed === null ? '' : ` ${slowed}.`}`;
}

/** `18 columns, 4 tables and 1 index`: the changes that begin with these words; null where there are none. */
function counted(changes: readonly string[], words: string): string | null {
  const parts = kinds.flatMap(([one, several]) => {
    const count = changes.filter((change) => change.startsWith(`${words}${one} `)).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
  });
  const last = parts.pop();
  if (last === undefined) return null;
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

const kinds = [
  ['column', 'columns'],
  ['table', 'tables'],
  ['index', 'indexes'],
  ['trigger', 'triggers'],
] as const;
