import { accessSync, constants, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ActionOrder, ActionResult, Done, NotDone, RequestOf, RowsDone } from './action.js';
import { type ActionProblem, actionProblem, thrownProblem } from './action-problem.js';
import { type Driver, openDatabase, type Writable } from './driver/driver.js';

/** What the file system says about a path before SQLite opens it. */
export type DatabaseFile =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly bytes: number }
  | { readonly kind: 'problem'; readonly problem: ActionProblem };

/**
 * Checks a path without opening it: SQLite would block on a pipe, report a directory as unopenable, and open a file for
 * writing that can't be written.
 */
export function databaseFile(path: string): DatabaseFile {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return { kind: 'absent' };
    if (!stat.isFile()) return { kind: 'problem', problem: actionProblem('not-a-file', path) };
    accessSync(path, constants.R_OK | constants.W_OK);
    // SQLite puts its own files beside the file itself, not beside a link to it.
    const real = realpathSync(path);
    checkFolder(real);
    for (const beside of ['-wal', '-shm', '-journal'].map((ending) => `${real}${ending}`))
      checkBeside(beside);
    return { kind: 'file', bytes: stat.size };
  } catch (error) {
    return { kind: 'problem', problem: thrownProblem(error, path) };
  }
}

/**
 * Makes the folders that lead to a path; returns the first that had to be made. Throws what the file system says.
 */
export function makeFolders(path: string): string | undefined {
  const made = mkdirSync(dirname(path), { recursive: true });
  checkFolder(path);
  return made;
}

/** Throws if a file may not be read and written. A missing file is fine: a worker's journal comes and goes. */
function checkBeside(path: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** SQLite makes its journal, or -wal and -shm, beside the database. Throws if this user may not. */
function checkFolder(path: string): void {
  accessSync(dirname(path), constants.W_OK | constants.X_OK);
}

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

/**
 * Checks whether the file, and the files that SQLite puts beside it, can be written, by asking the file system
 * alone. Its sentence names the SQLite that would write.
 */
export function probe(
  { request: { path } }: ActionOrder<RequestOf<'probe'>>,
  { name, version }: Driver,
): ActionResult<'probe'> {
  const file = databaseFile(path);
  if (file.kind === 'problem') return file;
  if (file.kind === 'absent') return { kind: 'problem', problem: actionProblem('missing', path) };
  if (file.bytes === 0) return { kind: 'problem', problem: actionProblem('empty', path) };
  return { kind: 'done', sentence: `SQLite ${version} (${name}) writes here.`, changes: [] };
}
