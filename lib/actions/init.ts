import { sqlNames } from '../schema/sql-files.js';
import { sqlText } from '../schema/statement.js';
import type { ActionOrder, ActionResult, RequestOf } from './action.js';
import { actionProblem } from './action-problem.js';
import { databaseFile, makeFolders } from './database-file.js';
import { type Driver, openDatabase, type Writable } from './driver/driver.js';
import { addWhatIsLacking } from './migration.js';
import { writeTransaction } from './write-transaction.js';

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
  return [...names.map((name) => `table ${name.slice('tables/'.length)}`), ...addWhatIsLacking(database)];
}

function isBare(database: Writable): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').all().length === 0;
}
