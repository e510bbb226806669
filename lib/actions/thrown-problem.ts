import { type ActionProblem, type ActionProblemCode, actionProblem } from './action-problem.js';

/**
 * Primary codes of SQLite (https://sqlite.org/rescode.html) and of the system that we have a code of our own for.
 */
const meanings: ReadonlyMap<string, ActionProblemCode> = new Map([
  ['SQLITE_BUSY', 'locked'],
  ['SQLITE_LOCKED', 'locked'],
  ['SQLITE_NOTADB', 'not-a-database'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_READONLY', 'read-only'],
  ['SQLITE_PERM', 'read-only'],
  ['SQLITE_AUTH', 'read-only'],
  ['SQLITE_FULL', 'no-space'],
  ['EACCES', 'read-only'],
  ['EPERM', 'read-only'],
  ['EROFS', 'read-only'],
  ['ENOSPC', 'no-space'],
  ['EDQUOT', 'no-space'],
  ['ENOENT', 'missing'],
  ['ENOTDIR', 'missing'],
  ['EISDIR', 'not-a-file'],
]);

/**
 * What SQLite or the file system threw, as a value. Extended codes such as `SQLITE_BUSY_RECOVERY` mean what
 * their primary code means.
 */
export function thrownProblem(error: unknown, file: string): ActionProblem {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const detail = `${String(code ?? 'error')}: ${String(message ?? error)}`;
  const primary = /^(SQLITE_[A-Z]+|[A-Z0-9]+)/.exec(String(code ?? ''))?.[1] ?? '';
  const meaning = meanings.get(primary);
  if (meaning !== undefined) return actionProblem(meaning, file, { detail });
  return actionProblem('failed', file, { sentence: `Writing failed (${String(message)}).`, detail });
}
