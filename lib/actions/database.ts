import { accessSync, constants, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ActionOrder, ActionResult, NotDone, RequestOf } from './action.js';
import { type ActionProblem, actionProblem, thrownProblem } from './action-problem.js';
import {
  type BatchResult,
  type BatchStep,
  type Driver,
  type DriverFiles,
  openDatabase,
  type Row,
  type StepOutcome,
  stops,
  type Values,
  type Writable,
} from './driver/driver.js';

/** What the file system says about a path before SQLite opens it. */
type DatabaseFile =
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

/** Why a path isn't a database that can be written, see {@link databaseFile}; null: it may be one. */
function unusableFile(path: string, files: DriverFiles | undefined): NotDone | null {
  const file = databaseFile(path, files);
  if (file.kind === 'problem') return file;
  if (file.kind === 'absent') return { kind: 'problem', problem: actionProblem('missing', path) };
  return file.bytes === 0 ? { kind: 'problem', problem: actionProblem('empty', path) } : null;
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
  const unusable = unusableFile(path, driver.files);
  if (unusable !== null) return unusable;
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
  const unusable = unusableFile(path, driver.files);
  if (unusable !== null) return unusable;
  return { kind: 'done', sentence: `SQLite ${driver.version} (${driver.name}) writes here.`, changes: [] };
}

/**
 * Runs the steps of some jobs, job by job, in one `BEGIN IMMEDIATE` transaction, which needs no answer from here while it
 * lasts: committed if one of the jobs got to its end and every expectation was met, else rolled back. What was done for a
 * job that stopped is undone. Throws what SQLite throws; then nothing was changed.
 */
export function runBatch(database: Writable, jobs: readonly (readonly BatchStep[])[]): BatchResult {
  if (database.batch !== undefined) return database.batch(jobs);
  // Ahead of the transaction, which makes workers wait.
  const prepared = new Map([...new Set(jobs.flat().map(({ sql }) => sql))].map((sql) => [sql, rowsOf(sql)]));
  const changes = database.prepare<{ count: number }>('SELECT changes() AS count');
  return writeTransaction(database, (): BatchResult & { readonly changed: number } => {
    const outcomes: StepOutcome[][] = [];
    let changed = 0;
    for (const steps of jobs) {
      const seen: StepOutcome[] = [];
      outcomes.push(seen);
      database.exec('SAVEPOINT one_job');
      let carried: Values = {};
      let isStopped = false;
      for (const step of steps) {
        const rows = firstAccepted(step, carried, prepared.get(step.sql) ?? rowsOf(step.sql));
        const outcome = { rows, changed: changes.all()[0]?.count ?? 0 };
        seen.push(outcome);
        const [row] = rows;
        isStopped = stops(step, outcome);
        if (!(isStopped && step.stop === 'unchanged') && !isMet(step, row))
          return { kind: 'unmet', outcomes, changed };
        if (isStopped) break;
        if (step.stop === 'no-row') carried = { ...carried, ...row };
      }
      if (isStopped) database.exec('ROLLBACK TO one_job');
      else changed += 1;
      database.exec('RELEASE one_job');
    }
    return { kind: 'done', outcomes, changed };
  });

  function rowsOf(sql: string): (values: Values) => readonly Row[] {
    const statement = database.prepare<Row>(sql);
    return (values) => statement.all(values);
  }
}

function isMet({ expects = {} }: BatchStep, row: Row | undefined): boolean {
  return Object.entries(expects).every(([name, value]) => row?.[name] === value);
}

/** Tries the values in turn, until they pass the CHECK constraints. */
function firstAccepted(
  { tries }: BatchStep,
  carried: Values,
  run: (values: Values) => readonly Row[],
): readonly Row[] {
  let refusal: unknown;
  for (const values of tries) {
    try {
      return run({ ...carried, ...tries[0], ...values });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'SQLITE_CONSTRAINT_CHECK') throw error;
      refusal = error;
    }
  }
  throw refusal;
}
