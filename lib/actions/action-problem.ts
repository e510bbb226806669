import { startFailure } from '../model/problem.js';

/** Why an action wasn't done. */
export type ActionProblemCode =
  /** There is no file at the path. */
  | 'missing'
  /** The file holds nothing. */
  | 'empty'
  /** The path names a directory or something else that isn't a file. */
  | 'not-a-file'
  /** The bytes aren't SQLite's, or they are encrypted. */
  | 'not-a-database'
  /** SQLite's, but damaged. */
  | 'damaged'
  /** A sound database without the queue's table, or with a queue that can't be migrated. */
  | 'foreign'
  /** A new database was asked for where something already exists. */
  | 'exists'
  /** This user, or this file system, doesn't allow writing. */
  | 'read-only'
  /** A worker kept the write lock for longer than an action waits. */
  | 'locked'
  /** No space is left on the device. */
  | 'no-space'
  /** Node brings no SQLite (before 22.13), and better-sqlite3 isn't installed, or can't be loaded. */
  | 'no-driver'
  /** It took too long and was ended. */
  | 'timeout'
  /** The process that started it ended it. */
  | 'stopped'
  /** Its process was ended from outside, or ended without an answer: its outcome isn't known. */
  | 'cut-short'
  /** Anything else; `detail` says what. */
  | 'failed';

/** An error as a value, in the shape of the model's `Problem`. */
export interface ActionProblem {
  readonly code: ActionProblemCode;
  readonly sentence: string;
  /** The file that the problem is about. */
  readonly file: string;
  /** What the operator can do. */
  readonly advice: string;
  /** The system's own message. Untrusted text. */
  readonly detail?: string;
}

interface Wording {
  readonly sentence: string;
  readonly advice: string;
}

/** After an interruption it isn't known whether the transaction was committed. */
const outcomeUnknown = 'It may have been done, whole or not at all. Look before you try again.';

/** The sentences speak of "the file"; its path is shown beside them. */
const wording: Readonly<Record<ActionProblemCode, Wording>> = {
  missing: {
    sentence: 'There is no database here.',
    advice: 'Check the path, or make one with: jobs-view init PATH',
  },
  empty: {
    sentence: 'This file is empty.',
    advice: 'Make a new database in it with: jobs-view init PATH',
  },
  'not-a-file': {
    sentence: 'This is not a regular file.',
    advice: 'Give the path of the database itself.',
  },
  'not-a-database': {
    sentence: 'This file is not a SQLite database, or it is encrypted.',
    advice: 'Check the path. Nothing was changed.',
  },
  damaged: {
    sentence: 'This SQLite database is damaged.',
    advice:
      'Restore it from a backup, or try the .recover command of the sqlite3 shell. Nothing was changed.',
  },
  foreign: {
    sentence: 'This database has no table cf_processing_queue.',
    advice: 'Check the path. Nothing was changed.',
  },
  exists: {
    sentence: 'This file exists and is not empty.',
    advice: 'Give another path, or upgrade this database with: jobs-view migrate PATH',
  },
  'read-only': {
    sentence: 'You have no permission to write to this database.',
    advice: 'Run it as the user who owns the database and its folder. Nothing was changed.',
  },
  locked: {
    sentence: 'Another process holds the write lock.',
    advice: 'Nothing was changed. Try again.',
  },
  'no-space': {
    sentence: 'There is no space left on the device.',
    advice: 'Free some space and try again. Nothing was changed.',
  },
  'no-driver': {
    sentence: 'Writing needs better-sqlite3, which does not work here.',
    advice:
      'Run it with Node 22.13 or later, or: npm install --global better-sqlite3@12. Viewing databases works without it.',
  },
  timeout: {
    sentence: 'Writing took too long and was ended.',
    advice: outcomeUnknown,
  },
  stopped: {
    sentence: 'Writing was stopped.',
    advice: outcomeUnknown,
  },
  'cut-short': {
    sentence: 'Writing ended without an answer.',
    advice: outcomeUnknown,
  },
  failed: {
    sentence: 'Writing failed.',
    advice: 'Nothing was changed. Try again.',
  },
};

/** The problem for a code, with its usual words; `more` overrides or adds fields. */
export function actionProblem(
  code: ActionProblemCode,
  file: string,
  more: Partial<Pick<ActionProblem, 'sentence' | 'advice' | 'detail'>> = {},
): ActionProblem {
  const { sentence, advice } = wording[code];
  return { code, sentence, file, advice, ...more };
}

/** Why nothing was done: the process or the thread for it could not be started; `detail` is the system's message. */
export function notStarted(file: string, detail: string): ActionProblem {
  const failure = startFailure('Writing', detail);
  const words = failure && { ...failure, advice: `Nothing was changed. ${failure.advice}` };
  return actionProblem('failed', file, { ...words, detail });
}

/** Why nothing is done to a database that its host serves for watching alone. */
export function servedReadOnly(file: string): ActionProblem {
  return actionProblem('read-only', file, {
    sentence: 'The host serves this database read-only.',
    advice: 'Do it on the host itself, or with a key that its authorized_keys lets write.',
  });
}

/** The code of what is thrown where a transaction was begun and nobody can tell how it ended. */
export const unknownOutcome = 'OUTCOME';

/**
 * Primary codes of SQLite (https://sqlite.org/rescode.html) and of the system that we have a code of our own for.
 */
const meanings: ReadonlyMap<string, ActionProblemCode> = new Map([
  [unknownOutcome, 'cut-short'],
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
