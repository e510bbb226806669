import { accessSync, constants, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ActionProblem, actionProblem } from './action-problem.js';
import { thrownProblem } from './thrown-problem.js';

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
