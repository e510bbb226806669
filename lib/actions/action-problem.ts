/** Why an action was not done. */
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
  /** A sound database without the queue's table, or with one that can't be migrated. */
  | 'foreign'
  /** A new database was asked for where something is already. */
  | 'exists'
  /** This user, or this file system, doesn't allow writing. */
  | 'read-only'
  /** A worker kept the write lock for longer than an action waits. */
  | 'locked'
  /** No space is left on the device. */
  | 'no-space'
  /** better-sqlite3 isn't installed, or can't be loaded. */
  | 'no-driver'
  /** It took too long and was ended. */
  | 'timeout'
  /** Its owner ended it. */
  | 'stopped'
  /** Anything else; `detail` says what. */
  | 'failed';

/** An error as a value, in the shape of the model's `Problem`. */
export interface ActionProblem {
  readonly code: ActionProblemCode;
  readonly sentence: string;
  /** The file at fault. */
  readonly file: string;
  /** What the operator can do. */
  readonly advice: string;
  /** What the system itself said. Untrusted text. */
  readonly detail?: string;
}

type Wording = { readonly sentence: (file: string) => string; readonly advice: string };

const wording: Readonly<Record<ActionProblemCode, Wording>> = {
  missing: {
    sentence: (file) => `There is no database at ${file}.`,
    advice: 'Check the path, or make a new database with: jobs-view init PATH',
  },
  empty: {
    sentence: (file) => `${file} is empty.`,
    advice: 'Make a new database in it with: jobs-view init PATH',
  },
  'not-a-file': {
    sentence: (file) => `${file} is not a file.`,
    advice: 'Give the path of the database itself.',
  },
  'not-a-database': {
    sentence: (file) => `${file} is not a SQLite database, or it is encrypted.`,
    advice: 'Check the path. Nothing was changed.',
  },
  damaged: {
    sentence: (file) => `${file} is a damaged SQLite database.`,
    advice:
      'Restore it from a backup, or try the .recover command of the sqlite3 shell. Nothing was changed.',
  },
  foreign: {
    sentence: (file) => `${file} is a SQLite database without the table cf_processing_queue.`,
    advice: 'Check the path. Nothing was changed.',
  },
  exists: {
    sentence: (file) => `${file} exists already and is not empty.`,
    advice: 'Give a path where nothing is, or upgrade what is there with: jobs-view migrate PATH',
  },
  'read-only': {
    sentence: (file) => `This user may not write to ${file}.`,
    advice: 'Run it as the user that owns the database and its folder. Nothing was changed.',
  },
  locked: {
    sentence: (file) => `Another process keeps the write lock of ${file}.`,
    advice: 'Nothing was changed. Try again.',
  },
  'no-space': {
    sentence: (file) => `No space is left for ${file}.`,
    advice: 'Make room and try again. Nothing was changed.',
  },
  'no-driver': {
    sentence: () => 'Writing needs better-sqlite3, which is not installed or does not work here.',
    advice: 'Install it with: npm install better-sqlite3. Looking at databases works without it.',
  },
  timeout: {
    sentence: (file) => `Changing ${file} took too long and was ended.`,
    advice: 'It was done whole or not at all. Look, and try again if it was not.',
  },
  stopped: {
    sentence: (file) => `Changing ${file} was stopped.`,
    advice: 'It was done whole or not at all. Look, and try again if it was not.',
  },
  failed: {
    sentence: (file) => `Changing ${file} failed.`,
    advice: 'Nothing was changed. Try again.',
  },
};

/** The problem of a code with its usual words; `more` replaces or adds parts. */
export function actionProblem(
  code: ActionProblemCode,
  file: string,
  more: Partial<Pick<ActionProblem, 'sentence' | 'advice' | 'detail'>> = {},
): ActionProblem {
  const { sentence, advice } = wording[code];
  return { code, sentence: sentence(file), file, advice, ...more };
}
