import { wordList } from '../model/text.js';
import { queryIndexes } from '../schema/indexes.js';
import { sqlNames } from '../schema/sql-files.js';
import { sqlText } from '../schema/statement.js';
import type { ActionOrder, ActionResult, NotDone, RequestOf } from './action.js';
import { actionProblem } from './action-problem.js';
import { databaseFile, makeFolders, withDatabase, writeTransaction } from './database.js';
import { type Driver, openDatabase, type Writable } from './driver/driver.js';
import { additionsIn, isOutdated, isPresent, leftoversIn, presentSchema } from './present-schema.js';

/**
 * Adds to a database what it lacks of schema/migrations/ and schema/indexes/, within the open transaction. Returns
 * what was added, a line each, such as `column cf_processing_queue.job_type`. Throws what SQLite throws.
 */
function addMissing(database: Writable): string[] {
  return [
    ...apply(database, sqlNames('migrations').map(sqlText)),
    // After the columns: an index is adapted to those that exist.
    ...apply(
      database,
      queryIndexes(presentSchema(database).columns).map(({ sql }) => sql),
    ),
  ];
}

/** Removes the leftovers of earlier versions. Returns a line each, such as `removed trigger NAME`. */
function removeLeftovers(database: Writable): string[] {
  return leftoversIn(presentSchema(database)).map(({ kind, name }) => {
    database.exec(`DROP ${kind} ${name}`);
    return `removed ${kind} ${name}`;
  });
}

function apply(database: Writable, texts: readonly string[]): string[] {
  const present = presentSchema(database);
  const changes: string[] = [];
  for (const addition of texts.flatMap(additionsIn)) {
    const outdated = isOutdated(addition, present);
    if (isPresent(addition, present) && !outdated) continue;
    if (outdated) database.exec(`DROP ${addition.kind} ${addition.name}`);
    database.exec(addition.sql);
    changes.push(`${addition.kind} ${addition.name}${outdated ? ' (rebuilt)' : ''}`);
  }
  return changes;
}

/** `Added 18 columns, 4 tables and 1 index to PATH. Removed 2 indexes and 2 triggers, which slowed workers down.` */
export function migratedSentence(changes: readonly string[], path: string): string {
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
  return parts.length === 0 ? null : wordList(parts, 'and');
}

const kinds = [
  ['column', 'columns'],
  ['table', 'tables'],
  ['index', 'indexes'],
  ['trigger', 'triggers'],
] as const;

/**
 * Upgrades a database of any version in place, in one transaction: whole or not at all. Adds only what is missing,
 * and nothing that runs when workers write to the queue; removes anything of that kind that an earlier version of
 * this program added. Changes no row and no journal mode. Workers wait while it runs. Throws what SQLite throws.
 */
export function migrate(order: ActionOrder<RequestOf<'migrate'>>, driver: Driver): ActionResult<'migrate'> {
  const { path } = order.request;
  return withDatabase(order, driver, (database) =>
    writeTransaction(database, () => {
      const refused = whyRefused(database, path);
      if (refused !== null) return refused;
      const changes = [...removeLeftovers(database), ...addMissing(database)];
      return { kind: 'done', sentence: migratedSentence(changes, path), changes };
    }),
  );
}

/** Why the queue can't be migrated: it must be a table, and have row numbers, as every version's has. */
function whyRefused(database: Writable, path: string): NotDone | null {
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

/**
 * Makes a new database in WAL mode, and the folders that lead to it. An existing file is refused, unless it is
 * empty or a SQLite database without any table. Throws what SQLite and the file system throw.
 */
export function init(
  { request, busyTimeoutMs }: ActionOrder<RequestOf<'init'>>,
  driver: Driver,
): ActionResult<'init'> {
  const { path } = request;
  const file = databaseFile(path);
  if (file.kind === 'problem') return file;
  const changes: string[] = [];
  if (file.kind === 'absent') {
    const made = makeFolders(path);
    if (made !== undefined) changes.push(`folder ${made}`);
  }
  const database = openDatabase(driver, path, { busyTimeoutMs, mayMake: true });
  try {
    if (!isBare(database)) return { kind: 'problem', problem: actionProblem('exists', path) };
    // SQLite can't do this inside a transaction. A WAL database without tables is all that a crash here leaves behind.
    database.exec('PRAGMA journal_mode = WAL');
    return writeTransaction(database, () => {
      // Another process may have been quicker.
      if (!isBare(database)) return { kind: 'problem', problem: actionProblem('exists', path) };
      changes.push(...createTables(database));
      return { kind: 'done', sentence: `Made a new database at ${path}.`, changes };
    });
  } finally {
    database.close();
  }
}

/** Makes the whole schema in an empty database; returns what was made. Within the open transaction, if any. */
export function createTables(database: Writable): string[] {
  const names = sqlNames('tables');
  for (const name of names) database.exec(sqlText(name));
  return [...names.map((name) => `table ${name.slice('tables/'.length)}`), ...addMissing(database)];
}

function isBare(database: Writable): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').all().length === 0;
}
