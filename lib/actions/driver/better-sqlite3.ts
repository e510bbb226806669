import type Database from 'better-sqlite3';
import type { Driver, OpenOptions, Statement, Values, Writable } from './driver.js';

/**
 * better-sqlite3, for versions of Node without SQLite of their own. Rejects where it isn't installed, or can't be
 * loaded. The compiled addon is loaded by the first `new`, not by the import, so one is tried.
 */
export async function betterSqlite3(): Promise<Driver> {
  const { default: Connection } = await import('better-sqlite3');
  const tried = new Connection(':memory:');
  const [row] = tried.prepare<[], { version: string }>('SELECT sqlite_version() AS version').all();
  tried.close();
  return {
    name: 'better-sqlite3',
    version: row?.version ?? '',
    open: (path, { busyTimeoutMs, mayMake }: OpenOptions) =>
      writable(new Connection(path, { timeout: busyTimeoutMs, fileMustExist: !mayMake })),
  };
}

/** The port over an open connection. */
export function writable(database: Database.Database): Writable {
  return {
    exec: (sql) => {
      database.exec(sql);
    },
    prepare: <Row>(sql: string) => statement(database.prepare<Values, Row>(sql)),
    close: () => {
      database.close();
    },
  };
}

/** Its own `all` refuses a statement that returns no rows. */
function statement<Row>(prepared: Database.Statement<Values, Row>): Statement<Row> {
  return {
    all: (values = {}) => {
      if (prepared.reader) return prepared.all(values);
      prepared.run(values);
      return [];
    },
    run: (values = {}) => prepared.run(values).changes,
  };
}
