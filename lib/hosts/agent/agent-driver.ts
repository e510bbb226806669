import { actionProblem, unknownOutcome } from '../../actions/action-problem.js';
import type { BatchResult, DriverFiles, Row, Values, Writable } from '../../actions/driver/driver.js';
import type { LoadedDriver } from '../../actions/driver/load-driver.js';
import { listIn, Misread, numberIn, textOf } from './agent-answers.js';
import type { Access, Performed } from './agent-channel.js';

/** The oldest SQLite that knows all that our statements use of it. */
const oldestSqlite = '3.37.0';

/** What Python's sqlite3 throws, where Python before 3.11 doesn't name the code, by SQLite's own words. */
const words: readonly (readonly [RegExp, string])[] = [
  [/^database (?:table|schema) is locked/, 'SQLITE_LOCKED'],
  [/^database is locked/, 'SQLITE_BUSY'],
  [/readonly database/, 'SQLITE_READONLY'],
  [/^file is (?:not a database|encrypted)/, 'SQLITE_NOTADB'],
  [/malformed/, 'SQLITE_CORRUPT'],
  [/is full$/, 'SQLITE_FULL'],
  [/^not authorized|prohibited$/, 'SQLITE_AUTH'],
  [/^CHECK constraint failed/, 'SQLITE_CONSTRAINT_CHECK'],
];

/**
 * SQLite as Python brings it on another host, in a process of its own there; `perform` has accesses performed in it and
 * waits for that. A problem where Python has none, or one that is too old. `seconds`: how long that process lasts.
 */
export function loadAgentDriver(
  perform: (accesses: readonly Access[]) => Performed,
  seconds: number,
  file: string,
): LoadedDriver {
  const one = (name: string, ...values: readonly unknown[]): unknown =>
    resultIn(perform([[name, ...values]]).results[0]);
  const [version] = perform([['connect', null, 0, seconds, 'rw']]).results;
  if (typeof version !== 'string' || !/^\d{1,3}(?:\.\d{1,4}){1,3}$/.test(version))
    return noDriver(file, 'Python on the host brings no SQLite.');
  if (numberOf(version) < numberOf(oldestSqlite))
    return noDriver(
      file,
      `Python on the host brings SQLite ${version}; changing jobs needs ${oldestSqlite} or later.`,
    );
  return {
    kind: 'driver',
    driver: {
      ...{ name: 'python3', version, files: filesThere(perform) },
      open: (path, { busyTimeoutMs, mayMake }) => {
        one('connect', path, busyTimeoutMs / 1000, seconds, mayMake ? 'rwc' : 'rw');
        return writable(perform, one);
      },
    },
  };
}

function noDriver(file: string, sentence: string): LoadedDriver {
  const advice = 'Install Node 22.13 or later there. Viewing the database works without it.';
  return { kind: 'problem', problem: actionProblem('no-driver', file, { sentence, advice }) };
}

function numberOf(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return major * 1_000_000 + minor * 1000 + patch;
}

function filesThere(perform: (accesses: readonly Access[]) => Performed): DriverFiles {
  return {
    find: (path) => {
      const { results } = perform([
        ['stat', path],
        ['real', path],
      ]);
      const status = resultIn(results[0]);
      if (status === null) return null;
      const [, , bytes, , , kind] = listIn(status, 6);
      return { isFile: kind === 'file', bytes: Number(textOf(bytes)), real: textOf(resultIn(results[1])) };
    },
    demand: (files) => {
      const { results } = perform(files.map(({ path, rights }) => ['demand', path, rights]));
      for (const [index, { mayLack }] of files.entries()) {
        const error = errorIn(results[index]);
        if (error !== null && !(mayLack && error.code === 'ENOENT')) throw error;
      }
    },
  };
}

function writable(
  perform: (accesses: readonly Access[]) => Performed,
  one: (name: string, ...values: readonly unknown[]) => unknown,
): Writable {
  const run = (sql: string, values: Values) => {
    const [rows, changed] = listIn(one('run', sql, values), 2);
    return { rows: rowsIn(rows), changed: numberIn(changed) };
  };
  return {
    exec: (sql) => void run(sql, {}),
    prepare: <R>(sql: string) => ({
      all: (values: Values = {}) => run(sql, values).rows as R[],
      run: (values: Values = {}) => run(sql, values).changed,
    }),
    batch: (jobs) => {
      const texts = [...new Set(jobs.flat().map(({ sql }) => sql))];
      const steps = jobs.map((job) =>
        job.map(({ sql, tries, stop, expects = {} }) => [texts.indexOf(sql), tries, stop, expects]),
      );
      const [result] = orUnknown(() => perform([['batch', texts, steps]]).results);
      const error = errorIn(result);
      if (error !== null) throw error;
      return orUnknown(() => batchResultIn(result));
    },
    close: () => {
      try {
        perform([['disconnect']]);
      } catch {
        // What was committed is; the process there ends anyway.
      }
    },
  };
}

/** Without an answer that is understood, nobody here can tell what became of a transaction. */
function orUnknown<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw Object.assign(new Error(String(error)), { code: unknownOutcome });
  }
}

function batchResultIn(value: unknown): BatchResult {
  const [kind, jobs] = listIn(value, 2);
  const outcomes = arrayIn(jobs).map((steps) =>
    arrayIn(steps).map((outcome) => {
      const [rows, changed] = listIn(outcome, 2);
      return { rows: rowsIn(rows), changed: numberIn(changed) };
    }),
  );
  return { kind: kind === 'done' ? 'done' : 'unmet', outcomes };
}

function rowsIn(value: unknown): readonly Row[] {
  return arrayIn(value).filter((row): row is Row => typeof row === 'object' && row !== null);
}

function arrayIn(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Misread();
  return value;
}

/** The result of an access. Throws what it failed with. */
function resultIn(result: unknown): unknown {
  const error = errorIn(result);
  if (error !== null) throw error;
  return result;
}

function errorIn(result: unknown): (Error & { readonly code: string }) | null {
  if (typeof result !== 'object' || result === null || !('error' in result)) return null;
  const { error, words: raw = '' } = result as { readonly error: unknown; readonly words?: unknown };
  const message = String(raw);
  const named = /^(?:E[A-Z0-9]{1,20}|SQLITE_[A-Z_]{1,40})$/.test(String(error)) ? String(error) : 'EIO';
  const code = named === 'EIO' ? (words.find(([pattern]) => pattern.test(message))?.[1] ?? named) : named;
  return Object.assign(new Error(message), { code });
}
