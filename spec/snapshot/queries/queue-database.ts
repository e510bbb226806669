import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import type { Picture, PictureRequest } from '../../../lib/model/picture.js';
import { queryIndexes } from '../../../lib/schema/indexes.js';
import { statement, type TableColumns } from '../../../lib/schema/statement.js';
import { tableColumns, tablesParameters } from '../../../lib/schema/table-columns.js';
import type { Queryable, SqlRow, SqlValue } from '../../../lib/snapshot/port.js';
import { readPicture } from '../../../lib/snapshot/read-picture.js';

/** The queue's table as each version of the product makes it. */
export const queueTables = {
  A: `CREATE TABLE cf_processing_queue (
    id INTEGER PRIMARY KEY AUTOINCREMENT, file_version_id INTEGER, plugin_name TEXT, config_overrides TEXT,
    status TEXT NOT NULL DEFAULT 'PENDING', priority INTEGER DEFAULT 0, worker_host TEXT, worker_pid INTEGER,
    claim_time TEXT, end_time TEXT, result_summary TEXT, error_message TEXT, retry_count INTEGER DEFAULT 0);
    CREATE INDEX ix_queue_pop ON cf_processing_queue(status, priority, id);`,
  B: `CREATE TABLE cf_processing_queue (
    id INTEGER PRIMARY KEY, file_version_id INTEGER, plugin_name TEXT, status TEXT, priority INTEGER,
    retry_count INTEGER, error_message TEXT, worker_id TEXT, claim_time TEXT, heartbeat_time TEXT,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP, completed_at TEXT, output_path TEXT);`,
  C: `CREATE TABLE cf_processing_queue (
    id INTEGER PRIMARY KEY AUTOINCREMENT, file_id BIGINT, pipeline_run_id TEXT, plugin_name TEXT, input_file TEXT,
    config_overrides TEXT, parser_version TEXT, parser_fingerprint TEXT, sink_config_json TEXT,
    status TEXT NOT NULL DEFAULT 'QUEUED' CHECK (upper(status) IN
      ('PENDING','QUEUED','DISPATCHING','RUNNING','STAGED','COMPLETED','FAILED','SKIPPED','ABORTED')),
    completion_status TEXT CHECK (completion_status IS NULL OR upper(completion_status) IN
      ('SUCCESS','PARTIAL_SUCCESS','FAILED','ABORTED','COMPLETED_WITH_WARNINGS')),
    priority INTEGER DEFAULT 0, worker_host TEXT, worker_pid INTEGER, claim_time INTEGER, scheduled_at INTEGER,
    end_time INTEGER, result_summary TEXT, error_message TEXT, retry_count INTEGER DEFAULT 0,
    quarantine_rows INTEGER);`,
} as const;

export type Version = keyof typeof queueTables;
export const versions: readonly Version[] = ['A', 'B', 'C'];

const additions: Readonly<Record<string, string>> = {
  job_type: "TEXT DEFAULT 'PARSE'",
  progress_pct: 'INTEGER DEFAULT 0',
  items_processed: 'INTEGER DEFAULT 0',
  items_total: 'INTEGER DEFAULT 0',
  backtest_data: 'TEXT',
  updated_at: 'TEXT',
  plugin_version: 'TEXT',
  output_path: 'TEXT',
  output_size_bytes: 'INTEGER',
  items_failed: 'INTEGER',
};

/** How much of what comes beside the base table a database has. */
export type Extent = 'none' | 'some' | 'all';
export const extents: readonly Extent[] = ['none', 'some', 'all'];

const sideTables = `
  CREATE TABLE cf_job_failures (id INTEGER PRIMARY KEY, job_id INTEGER NOT NULL, error_type TEXT,
    error_message TEXT, stack_trace TEXT, line_number INTEGER, context TEXT, file_path TEXT);
  CREATE TABLE cf_plugin_manifest (id INTEGER PRIMARY KEY, plugin_name TEXT, version TEXT, source_code TEXT,
    status TEXT, created_at TEXT, deployed_at TEXT);
  CREATE TABLE cf_source_root (id INTEGER PRIMARY KEY, path TEXT);
  CREATE TABLE cf_file_location (id INTEGER PRIMARY KEY, source_root_id INTEGER, rel_path TEXT);
  CREATE TABLE cf_file_version (id INTEGER PRIMARY KEY, location_id INTEGER);
  CREATE TABLE scout_sources (id TEXT PRIMARY KEY, path TEXT);
  CREATE TABLE scout_files (id INTEGER PRIMARY KEY, source_id TEXT, path TEXT, rel_path TEXT);`;

/** A value as a spec writes it into a row. */
export type Value = string | number | bigint | Uint8Array | null;

let sql: SqlJsStatic | undefined;

/** A queue's database in memory, with the port that the queries take. */
export class QueueDatabase implements Queryable {
  private constructor(private readonly database: Database) {}

  static async empty(): Promise<QueueDatabase> {
    sql ??= await initSqlJs();
    return new QueueDatabase(new sql.Database());
  }

  /** A database whose pages are asked for one at a time, in the way of the live database. */
  static async paged(bytes: Uint8Array, onPage: () => void): Promise<QueueDatabase> {
    sql ??= await initSqlJs();
    const source = {
      length: bytes.length,
      slice() {
        return this;
      },
      subarray(from: number, to: number) {
        onPage();
        return bytes.subarray(from, to);
      },
    };
    // sql.js asks nothing more of a file than this.
    return new QueueDatabase(new sql.Database(source as unknown as Uint8Array));
  }

  static async of(version: Version, extent: Extent): Promise<QueueDatabase> {
    const database = await QueueDatabase.empty();
    database.run(queueTables[version]);
    database.run('PRAGMA ignore_check_constraints = 1');
    if (extent === 'none') return database;
    const present = database.tables().get('cf_processing_queue');
    const wanted = Object.entries(additions).filter(([name]) => !present?.has(name));
    for (const [name, type] of extent === 'some' ? wanted.slice(0, 6) : wanted) {
      database.run(`ALTER TABLE cf_processing_queue ADD COLUMN ${name} ${type}`);
    }
    if (extent === 'all') {
      database.run(sideTables);
      database.addIndexes();
    }
    return database;
  }

  all(text: string, parameters: Readonly<Record<string, SqlValue>> = {}): SqlRow[] {
    const prepared = this.database.prepare(text);
    try {
      prepared.bind(parameters);
      const rows: SqlRow[] = [];
      while (prepared.step()) rows.push(prepared.getAsObject());
      return rows;
    } finally {
      prepared.free();
    }
  }

  run(text: string): void {
    this.database.exec(text);
  }

  tables(): TableColumns {
    return tableColumns(this.all(statement('queries/tables', new Map()), tablesParameters));
  }

  addIndexes(): void {
    for (const index of queryIndexes(this.tables())) this.run(index.sql);
  }

  /** Adds a row; columns that the table lacks are left out. */
  add(row: Readonly<Record<string, Value>>, table = 'cf_processing_queue'): void {
    const present = this.tables().get(table);
    const columns = Object.keys(row).filter((column) => present?.has(column));
    const values = columns.map((column) => literal(row[column] ?? null));
    this.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`);
  }

  /** The picture of the whole list, unless the request says otherwise. */
  picture(request: Partial<PictureRequest> = {}): Picture {
    const read = readPicture(this, { ...wholeList, ...request }, 1_768_300_000_000, '/queue.sqlite3');
    if (read.kind === 'problem') throw new Error(read.problem.sentence);
    return read.picture;
  }

  bytes(): Uint8Array {
    return this.database.export();
  }

  close(): void {
    this.database.close();
  }
}

export const wholeList: PictureRequest = {
  filter: { statuses: null, types: null, name: '' },
  anchor: { kind: 'index', index: 0 },
  before: 0,
  after: Number.MAX_SAFE_INTEGER,
  failures: 3,
};

/** A value as SQL text, exact for integers of any size. */
export function literal(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `CAST(x'${Buffer.from(value).toString('hex')}' AS TEXT)`;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return 'NULL';
    if (!Number.isFinite(value)) return value > 0 ? '9e999' : '-9e999';
    return Number.isInteger(value) && Math.abs(value) < 2 ** 53 ? String(value) : value.toExponential();
  }
  return `x'${Buffer.from(value).toString('hex')}'`;
}
