/** Values by name, without the colon that stands before it in the statement; others than it names are ignored. */
export type Values = Readonly<Record<string, string | number | null>>;

/** A prepared statement. Throws what SQLite throws, see {@link Driver}. */
export interface Statement<Row = unknown> {
  /** All rows that it returns, integers beyond 2^53 rounded to a number; none if it returns no rows. */
  all(values?: Values): Row[];
  /** Runs it for what it changes; returns how many rows it changed. */
  run(values?: Values): number;
}

/** A row, by column. */
export type Row = Readonly<Record<string, string | number | null>>;

/** A statement among those that are run for a job. */
export interface BatchStep {
  readonly sql: string;
  /** Values for it; then others in place of some, each for a database whose CHECK constraints refuse those before. */
  readonly tries: readonly Values[];
  /**
   * When the job's steps end here, and are undone: where it returned a row, or none, or where the last change changed
   * nothing. Where it doesn't end with `no-row`, the row's columns are values for what follows.
   */
  readonly stop: 'never' | 'row' | 'no-row' | 'unchanged';
  /** What its first row must hold, unless nothing was changed: otherwise everything is rolled back. */
  readonly expects?: Values;
}

/** What a step led to: its rows, and how many rows the last change changed. */
export interface StepOutcome {
  readonly rows: readonly Row[];
  readonly changed: number;
}

/** Whether a job's steps end with this one. */
export function stops({ stop }: BatchStep, { rows, changed }: StepOutcome): boolean {
  if (stop === 'unchanged') return changed === 0;
  return stop === 'row' ? rows.length > 0 : stop === 'no-row' && rows.length === 0;
}

/** What the steps of some jobs led to, as far as each got; `unmet`: they ended at an expectation, with nothing changed. */
export interface BatchResult {
  readonly kind: 'done' | 'unmet';
  readonly outcomes: readonly (readonly StepOutcome[])[];
}

/** A database that is open for writing. Throws what SQLite throws, see {@link Driver}. */
export interface Writable {
  /** Runs any number of statements, and ignores the rows that they return. */
  exec(sql: string): void;
  prepare<Row = unknown>(sql: string): Statement<Row>;
  /** Runs the steps of some jobs where the database is, see `runBatch`; absent: it is in this process. */
  batch?(jobs: readonly (readonly BatchStep[])[]): BatchResult;
  close(): void;
}

/** How a database is opened. */
export interface OpenOptions {
  /** How long a statement waits for the lock of another process, ms. */
  readonly busyTimeoutMs: number;
  /** Whether a database that isn't there is made; else that is an error. */
  readonly mayMake: boolean;
}

/** What is asked of a file system before SQLite opens a file. Throws what it says, with its code. */
export interface DriverFiles {
  /** What is at a path, and that path without symbolic links; null if nothing is there. */
  find(path: string): { readonly isFile: boolean; readonly bytes: number; readonly real: string } | null;
  /** Throws unless this user has these rights, as in `fs.constants`, to each; what is missing is fine where it `mayLack`. */
  demand(
    files: readonly { readonly path: string; readonly rights: number; readonly mayLack: boolean }[],
  ): void;
}

/**
 * Native SQLite. What SQLite throws has the name of its result code in `code`, such as `SQLITE_BUSY`, extended
 * ones such as `SQLITE_CONSTRAINT_CHECK` where one of them is told apart (https://sqlite.org/rescode.html).
 */
export interface Driver {
  readonly name: 'node:sqlite' | 'better-sqlite3' | 'python3';
  /** SQLite's own version, such as `3.53.4`. */
  readonly version: string;
  /** What the file system says on the host that it writes on; absent: on this one. */
  readonly files?: DriverFiles;
  /** Opens the file at an absolute path, which is never taken for a URI. Opened by {@link openDatabase}. */
  open(path: string, options: OpenOptions): Writable;
}

/**
 * What each connection begins with. It never checkpoints while others have the database open: SQLite before 3.51.3 can
 * lose commits when one connection checkpoints a second time while another one restarts the WAL, and those who work
 * in the queue checkpoint anyway. When the last connection closes, SQLite checkpoints under an exclusive lock, where
 * there is no other. Triggers don't fire themselves, as any worker's SQLite has it: a driver can be compiled otherwise,
 * and then a trigger that updates its own row would call itself until SQLite refuses the write.
 */
const settings = ['PRAGMA wal_autocheckpoint = 0', 'PRAGMA recursive_triggers = OFF'];

/** Opens a database for writing. Throws what SQLite throws. */
export function openDatabase(driver: Driver, path: string, options: OpenOptions): Writable {
  const database = driver.open(path, options);
  for (const setting of settings) database.exec(setting);
  return database;
}

/** Whether a version of SQLite, such as `3.47.2`, may checkpoint beside other connections: from 3.51.3 on. */
export function maySafelyCheckpoint(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return major * 1_000_000 + minor * 1000 + patch >= 3_051_003;
}
