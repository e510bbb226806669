import type { ActionOrder, NotDone } from './action.js';
import { actionProblem } from './action-problem.js';
import { databaseFile } from './database-file.js';
import type { Driver, Writable } from './driver.js';

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
  const database = new driver(path, { timeout: busyTimeoutMs, fileMustExist: true });
  try {
    // As any worker's SQLite has it. A driver can be compiled to have it on, and then a trigger that updates its own
    // row, as workers' databases have them, would call itself until SQLite refuses the write.
    database.pragma('recursive_triggers = OFF');
    return work(database);
  } finally {
    database.close();
  }
}
