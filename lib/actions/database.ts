import { accessSync, constants, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ActionOrder, ActionResult, NotDone, RequestOf } from './action.js';
import { type ActionProblem, actionProblem, thrownProblem } from './action-problem.js';
import { type Driver, type DriverFiles, openDatabase, type Writable } from './driver/driver.js';

/** What the file system says about a path before SQLite opens it. */
export type DatabaseFile =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly bytes: number }
  | { readonly kind: 'problem'; readonly problem: ActionProblem };

/** The file system of this host. */
const filesHere: DriverFiles = {
  find: (path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined
      ? null
      : { isFile: found.isFile(), bytes: found.size, real: realpathSync(path) };
  },
  demand: (files) => {
    for (const { path, rights, mayLack } of files)
      try {
        accessSync(path, rights);
      } catch (error) {
        if (!mayLack || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
  },
};

/**
 * Checks a path without opening it: SQLite would block on a pipe, report a directory as unopenable, and open a file for
 * writing that can't be written.
 */
export function databaseFile(path: string, files: DriverFiles = filesHere): DatabaseFile {
  try {
    const found = files.find(path);
    if (found === null) return { kind: 'absent' };
    if (!found.isFile) return { kind: 'problem', problem: actionProblem('not-a-file', path) };
    // SQLite puts its own files beside the file itself, not beside a link to it. A worker's journal comes and goes.
    const beside = ['-wal', '-shm', '-journal'].map((ending) => `${found.real}${ending}`);
    const rights = constants.R_OK | constants.W_OK;
    files.demand([
      { path, rights, mayLack: false },
      folderOf(found.real),
      ...beside.map((each) => ({ path: each, rights, mayLack: true })),
    ]);
    return { kind: 'file', bytes: found.bytes };
  } catch (error) {
    return { kind: 'problem', problem: thrownProblem(error, path) };
  }
}

/**
 * Makes the folders that lead to a path; returns the first that had to be made. Throws what the file system says.
 */
export function makeFolders(path: string): string | undefined {
  const made = mkdirSync(dirname(path), { recursive: true });
  filesHere.demand([folderOf(path)]);
  return made;
}

/** SQLite makes its journal, or -wal and -shm, beside the database. */
function folderOf(path: string) {
  return { path: dirname(path), rights: constants.W_OK | constants.X_OK, mayLack: false };
}

/**
 * Runs the work in one `BEGIN IMMEDIATE` transaction: committed when it has a result, rolled back when it is a
 * problem, throws, or has changed no row. IMMEDIATE, because a transaction that reads before it writes fails at
 * once when a worker wrote in between. Throws what SQLite throws.
 */
export function writeTransaction<Result extends { readonly kind: string; readonly changed?: number }>(
  database: Writable,
  work: () => Result,
): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec(result.kind === 'done' && result.changed !== 0 ? 'COMMIT' : 'ROLLBACK');
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

/**
 * Opens the database of an order while some work is done. If it doesn't exist or can't be written, the result is a
 * problem. Throws what SQLite throws.
 */
export function withDatabase<T>(
  { request: { path }, busyTimeoutMs }: ActionOrder,
  driver: Driver,
  work: (database: Writable) => T,
): T | NotDone {
  const file = databaseFile(path, driver.files);
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
  driver: Driver,
): ActionResult<'probe'> {
  const file = databaseFile(path, driver.files);
  if (file.kind === 'problem') return file;
  if (file.kind === 'absent') return { kind: 'problem', problem: actionProblem('missing', path) };
  if (file.bytes === 0) return { kind: 'problem', problem: actionProblem('empty', path) };
  return { kind: 'done', sentence: `SQLite ${driver.version} (${driver.name}) writes here.`, changes: [] };
}
