import { type Additions, catalogue, type DatabaseVersion, tablesOf } from './database-versions.js';
import type { NativeRow } from './native-protocol.js';
import { NativeWriter } from './native-writer.js';

/** What {@link createDatabase} makes; every field has a default. */
export interface DatabaseOptions {
  /** Which of the queue's schemas; default: A. */
  readonly version?: DatabaseVersion;
  /** How much of behaviour 9.2 and of the migration the database already has; default: none. */
  readonly migrated?: Additions;
  /** Rows of cf_processing_queue; columns that a row leaves out get their default. */
  readonly rows?: readonly NativeRow[];
  /** Rows of other tables, by table. The catalogue's tables are made if one of them is named. */
  readonly tables?: Readonly<Record<string, readonly NativeRow[]>>;
  /** Default: wal. */
  readonly journalMode?: 'wal' | 'delete' | 'truncate' | 'persist' | 'memory' | 'off';
  /** Default: 4096. */
  readonly pageSize?: 512 | 1024 | 2048 | 4096 | 8192 | 16384 | 32768 | 65536;
  /** Statements to run last, such as more indexes or a million rows by a recursive query. */
  readonly sql?: readonly string[];
}

/** A time as a version's workers write it. */
export function written(version: DatabaseVersion, at: number): string | number {
  if (version === 'A') return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  return version === 'B' ? new Date(at).toISOString() : at;
}

const catalogueTables = /^(cf_source_root|cf_file_location|cf_file_version|cf_plugin_manifest)$/;

/**
 * Makes a database with native SQLite in a child process; resolves when that process has ended and the file is
 * complete. Rejects if SQLite refuses something.
 */
export async function createDatabase(path: string, options: DatabaseOptions = {}): Promise<void> {
  const { version = 'A', migrated = 'none', rows = [], tables = {}, sql = [] } = options;
  await withNative(path, async (native) => {
    const needsCatalogue = Object.keys(tables).some((table) => catalogueTables.test(table));
    // Nothing else uses it yet, so it doesn't have to survive a power failure until it is complete.
    await native.exec(
      [
        `PRAGMA page_size = ${options.pageSize ?? 4096}`,
        'PRAGMA synchronous = OFF',
        `PRAGMA journal_mode = ${options.journalMode ?? 'wal'}`,
        'BEGIN IMMEDIATE',
        ...tablesOf(version, migrated),
        ...(needsCatalogue ? catalogue : []),
      ].join(';\n'),
    );
    await insert(native, 'cf_processing_queue', rows);
    for (const [table, others] of Object.entries(tables)) await insert(native, table, others);
    await native.commit();
    for (const statement of sql) await native.exec(statement);
  });
}

/** Inserts rows, each with its own columns, within the open transaction, if any. */
export async function insert(native: NativeWriter, table: string, rows: readonly NativeRow[]): Promise<void> {
  await Promise.all(
    rows.map((row) => {
      const names = Object.keys(row);
      const columns = names.map((name) => `"${name}"`).join(', ');
      const values = names.map(() => '?').join(', ');
      return native.run(`INSERT INTO "${table}" (${columns}) VALUES (${values})`, Object.values(row));
    }),
  );
}

/** Runs statements on a database, each on its own, in a child process that has ended when this resolves. */
export function runSql(path: string, statements: readonly string[]): Promise<void> {
  return withNative(path, async (native) => {
    for (const statement of statements) await native.exec(statement);
  });
}

/** The rows that native SQLite reads, in a child process that has ended when this resolves. */
export function readSql(path: string, sql: string): Promise<readonly NativeRow[]> {
  return withNative(path, (native) => native.all(sql));
}

async function withNative<T>(path: string, work: (native: NativeWriter) => Promise<T>): Promise<T> {
  const native = await NativeWriter.start(path);
  try {
    return await work(native);
  } finally {
    await native.close();
  }
}

/** The statement for a queue that is an endless view: no read of it ever ends, or lets go of its thread. */
export const unendingQueue = `CREATE VIEW cf_processing_queue AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
  SELECT i AS id, 1 AS file_version_id, 'p' AS plugin_name, 'RUNNING' AS status, 0 AS priority, i AS claim_time FROM n`;
