import { pathToFileURL } from 'node:url';
import type { Driver, OpenOptions, Statement, Values, Writable } from './driver.js';

/** What is used of `node:sqlite` (https://nodejs.org/api/sqlite.html), which the types of Node 20 don't know. */
interface NodeSqlite {
  readonly DatabaseSync: new (path: string | URL) => Connection;
}

interface Connection {
  exec(sql: string): void;
  prepare(sql: string): Prepared;
  close(): void;
}

interface Prepared {
  setReadBigInts(enabled: boolean): void;
  all(values: Values): Record<string, unknown>[];
  run(values: Values): { readonly changes: number | bigint };
}

/** Node's own SQLite; null where Node has none, or only with a flag (before 22.13). */
export function nodeSqlite(): Driver | null {
  const sqlite = process.getBuiltinModule('node:sqlite' as string) as unknown as NodeSqlite | undefined;
  const { sqlite: version } = process.versions;
  if (sqlite === undefined || version === undefined) return null;
  return {
    name: 'node:sqlite',
    version,
    open: (path, { busyTimeoutMs, mayMake }: OpenOptions) => {
      const database = naming(() => connect(sqlite, path, mayMake));
      // Its option for this is newer than itself.
      database.exec(`PRAGMA busy_timeout = ${Math.floor(busyTimeoutMs)}`);
      return writable(database);
    },
  };
}

/**
 * Only a URI can say that a missing file isn't to be made. Node before 22.15 takes none, and no URL: there, a file that
 * was deleted at this very moment becomes an empty one.
 */
function connect({ DatabaseSync }: NodeSqlite, path: string, mayMake: boolean): Connection {
  if (mayMake) return new DatabaseSync(path);
  const url = pathToFileURL(path);
  url.searchParams.set('mode', 'rw');
  try {
    return new DatabaseSync(url);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_INVALID_ARG_TYPE') throw error;
    return new DatabaseSync(path);
  }
}

function writable(database: Connection): Writable {
  return {
    exec: (sql) => naming(() => database.exec(sql)),
    prepare: <Row>(sql: string) => naming(() => statement<Row>(database.prepare(sql), sql)),
    close: () => naming(() => database.close()),
  };
}

function statement<Row>(prepared: Prepared, sql: string): Statement<Row> {
  const names = new Set(sql.replace(/--.*/g, '').match(/(?<=:)\w+/g));
  // It refuses a value that the statement doesn't name.
  const named = (values: Values): Values =>
    Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
  // As numbers it refuses those that a number can't hold exactly.
  prepared.setReadBigInts(true);
  return {
    all: (values = {}) => naming(() => prepared.all(named(values)).map((row) => withNumbers(row) as Row)),
    run: (values = {}) => naming(() => Number(prepared.run(named(values)).changes)),
  };
}

function withNumbers(row: Record<string, unknown>): Record<string, unknown> {
  const numbered = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'bigint' ? Number(value) : value,
  ]);
  return Object.fromEntries(numbered) as Record<string, unknown>;
}

/** SQLite's primary result codes, from 1 on (https://sqlite.org/rescode.html). */
const primaryCodes = [
  ...['ERROR', 'INTERNAL', 'PERM', 'ABORT', 'BUSY', 'LOCKED', 'NOMEM', 'READONLY', 'INTERRUPT', 'IOERR'],
  ...['CORRUPT', 'NOTFOUND', 'FULL', 'CANTOPEN', 'PROTOCOL', 'EMPTY', 'SCHEMA', 'TOOBIG', 'CONSTRAINT'],
  ...['MISMATCH', 'MISUSE', 'NOLFS', 'AUTH', 'FORMAT', 'RANGE', 'NOTADB', 'NOTICE', 'WARNING'],
];

/** SQLITE_CONSTRAINT_CHECK: the one extended code that an action asks for. */
const failedCheck = 275;

/** Runs a call of `node:sqlite`, whose errors have SQLite's result code as a number, and names the code. */
function naming<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    const { errcode } = error as { errcode?: unknown };
    if (!(error instanceof Error) || typeof errcode !== 'number') throw error;
    const primary = primaryCodes[(errcode & 0xff) - 1] ?? 'ERROR';
    const code = `SQLITE_${errcode === failedCheck ? 'CONSTRAINT_CHECK' : primary}`;
    throw Object.assign(error, { code });
  }
}
