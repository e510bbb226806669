import type { ActionOrder, NotDone } from './action.js';
import { actionProblem } from './action-problem.js';
import { databaseFile } from './database-file.js';
import { type Driver, openDatabase, type Writable } from './driver/driver.js';

/**
 * Opens the database of an order while some work is done. If it doesn't exist or can't be written, the result is a
 * problem. Throws what SQLite throws.
 */
export function withDatabase<T>(
  { request: { path }, busyTimeoutMs }: ActionOrder,
  driver: Driver,
  work: (database: Writable) => T,
): T | NotDone {
  const file = databaseFile(path);
  if (file.kind === 'problem') return file;
  if (file.kind === 'absent') return { kind: 'problem', problem: actionProblem('missing', path) };
  if (file.bytes === 0) return { kind: 'problem', problem: actionProblem('empty', path) };
  const database = openDatabase(driver, path, { busyTimeoutMs, mayMake: false });
  try {
    return work(database);
  } finally {
    database.close();
  }
}
