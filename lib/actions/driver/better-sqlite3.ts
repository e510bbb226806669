import { createRequire } from 'node:module';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Driver, OpenOptions, Statement, Values, Writable } from './driver.js';

type Connect = typeof Database;

/** Where npm installs globally, from where Node stands, and as Debian has it. */
const globalFolders = [join(process.execPath, '../../lib/node_modules'), '/usr/local/lib/node_modules'];

/** Whether it works. The compiled addon is loaded by the first `new`, not by the import, so one is tried. */
function tried(Connection: Connect): { readonly Connection: Connect; readonly version: string } {
  const one = new Connection(':memory:');
  const [row] = one.prepare<[], { version: string }>('SELECT sqlite_version() AS version').all();
  one.close();
  return { Connection, version: row?.version ?? '' };
}

/** One that is installed globally, which a clone, the one file and a program that was sent don't find by themselves. */
function installedGlobally(): ReturnType<typeof tried> | null {
  for (const folder of globalFolders) {
    try {
      return tried(createRequire(join(folder, 'jobs-view'))('better-sqlite3'));
    } catch {
      // The error of the import says what to do.
    }
  }
  return null;
}

/**
 * better-sqlite3, for versions of Node without SQLite of their own. Rejects where it isn't installed, or can't be
 * loaded.
 */
export async function betterSqlite3(): Promise<Driver> {
  const { Connection, version } = await import('better-sqlite3')
    .then(({ default: Connection }) => tried(Connection))
    .catch((error: unknown) => {
      const other = installedGlobally();
      if (other === null) throw error;
      return other;
    });
  return {
    name: 'better-sqlite3',
    version,
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
