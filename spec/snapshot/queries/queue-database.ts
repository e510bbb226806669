import { deepStrictEqual } from 'node:assert';
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import type { Job } from '../../../lib/model/job.js';
import type { JobDetail } from '../../../lib/model/job-detail.js';
import {
  type CountedPicture,
  isCounted,
  type Picture,
  type PictureRequest,
} from '../../../lib/model/picture.js';
import { queryIndexes } from '../../../lib/schema/indexes.js';
import {
  statement,
  type TableColumns,
  tableColumns,
  tablesParameters,
} from '../../../lib/schema/statement.js';
import type { SqlParameters } from '../../../lib/snapshot/attempt/query-memory.js';
import type { Search } from '../../../lib/snapshot/index/sieve/search-text.js';
import type { Queryable, SqlRow } from '../../../lib/snapshot/port.js';
import { nobody, type Workers } from '../../../lib/snapshot/queries/panels/read-workers.js';
import { PreparedQuery } from '../../../lib/snapshot/sqlite/sqlite-session.js';
import {
  type Additions,
  catalogue,
  type DatabaseVersion,
  databaseVersions,
  tablesOf,
} from '../../support/database-versions.js';
import { countedPicture, pictureBySql } from './counted-picture.js';

export const versions = databaseVersions;
export const extents: readonly Additions[] = ['none', 'some', 'all'];
/** Every version with each extent of additions. */
export const everyMake = versions.flatMap((version) => extents.map((extent) => [version, extent] as const));

/** What newer queues know of their files. */
const scout = [
  'CREATE TABLE scout_sources (id TEXT PRIMARY KEY, path TEXT)',
  'CREATE TABLE IF NOT EXISTS scout_files (id INTEGER PRIMARY KEY, source_id TEXT, path TEXT, rel_path TEXT)',
];

/** The instant of every picture, ms. */
export const asOf = 1_768_300_000_000;

/** A value as a spec writes it into a row. */
export type Value = string | number | bigint | Uint8Array | null;

/** A row of a table, as far as a spec says it. */
export type Row = Readonly<Record<string, Value>>;

let sql: SqlJsStatic | undefined;

/**
 * Nobody else has the database, and it needn't survive a failure: sql.js's files needn't be asked about that each time.
 */
export const alone = 'PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE';

/** Queues as they were made, by version and additions: to make one takes much longer than to copy it. */
const made = new Map<string, Uint8Array>();

/**
 * A queue's database in memory, with the port that the queries take. Its memory goes with that of the spec file: only who
 * makes hundreds of them closes each.
 */
export class QueueDatabase implements Queryable {
  /** What {@link tables} has found, until tables are changed. */
  #known: TableColumns | null = null;
  /** Its bytes, until something is written. */
  #exported: Uint8Array | null = null;
  /** Compiled queries: to compile one takes longer than to run it. */
  readonly #statements = new Map<string, PreparedQuery>();

  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async empty(): Promise<QueueDatabase> {
    sql ??= await initSqlJs();
    return new QueueDatabase(new sql.Database());
  }

  /** The database in these bytes, which may be written to. */
  static async holding(bytes: Uint8Array): Promise<QueueDatabase> {
    sql ??= await initSqlJs();
    return new QueueDatabase(new sql.Database(bytes));
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

  /**
   * A queue of a version with rows, which have the `defaults` where they don't say otherwise; with all the additions it
   * has every table and index that the queries know.
   */
  static async of(
    version: DatabaseVersion,
    additions: Additions,
    rows: readonly Row[] = [],
    defaults: Row = {},
  ): Promise<QueueDatabase> {
    const key = `${version} ${additions}`;
    const bytes = made.get(key) ?? (await makeQueue(version, additions));
    made.set(key, bytes);
    // SQLite writes into the bytes that it is given.
    const database = await QueueDatabase.holding(bytes.slice());
    // Words beyond those of version C's CHECK are read wherever they come from.
    database.run(`PRAGMA ignore_check_constraints = 1; ${alone}`);
    for (const row of rows) database.add({ ...defaults, ...row });
    return database;
  }

  all(text: string, parameters: SqlParameters = {}): SqlRow[] {
    const prepared = this.#statements.get(text) ?? new PreparedQuery(this.#database, text);
    this.#statements.set(text, prepared);
    return prepared.rows(parameters);
  }

  run(text: string): void {
    if (/\b(?:CREATE|ALTER|DROP|VACUUM|PRAGMA)\b/i.test(text)) this.#forgetTables();
    this.#exported = null;
    this.#database.run(text);
  }

  tables(): TableColumns {
    this.#known ??= tableColumns(this.all(statement('queries/tables', new Map()), tablesParameters));
    return this.#known;
  }

  addIndexes(): void {
    for (const index of queryIndexes(this.tables())) this.run(index.sql);
  }

  /** Adds a row; columns that the table lacks are left out. */
  add(row: Row, table = 'cf_processing_queue'): void {
    const present = this.tables().get(table);
    const columns = Object.keys(row).filter((column) => present?.has(column));
    const values = columns.map((column) => literal(row[column] ?? null));
    this.#exported = null;
    this.#database.exec(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`);
  }

  /** The picture of the whole list, unless the request says otherwise. */
  picture(request: Partial<PictureRequest> = {}, workers: Workers = nobody): CountedPicture {
    const whole = { ...wholeList, ...request };
    const picture = this.bySql(whole, workers);
    if (!isCounted(picture)) throw new Error('not counted');
    // What walks the table page by page must find the same as SQLite.
    deepStrictEqual(this.byIndex(whole, workers), picture);
    return picture;
  }

  /** The first job of the whole list. */
  job(): Job {
    const [job] = this.picture().window.jobs;
    if (job === undefined) throw new Error('no job');
    return job;
  }

  /** The job in detail, with a run of its failures. */
  detail(id: string, failuresFrom = 0, failures = 10): JobDetail {
    const { detail } = this.picture({ detail: { id, failuresFrom, failures } });
    if (!detail) throw new Error(`no job ${id}`);
    return detail;
  }

  /** In how many jobs a search finds the text. */
  matches(text: string): number | undefined {
    return this.picture({ anchor: searchFor(text) }).found?.matches;
  }

  /** The picture with the queue's table walked page by page. */
  byIndex(request: PictureRequest, workers: Workers = nobody): Picture {
    return countedPicture(this.#stored(), request, asOf, workers);
  }

  /** The picture by SQL alone. */
  bySql(request: PictureRequest, workers: Workers = nobody): Picture {
    return pictureBySql(this.#stored(), request, asOf, workers);
  }

  /** A copy of its bytes. */
  bytes(): Uint8Array {
    return this.#stored().slice();
  }

  #stored(): Uint8Array {
    if (this.#exported !== null) return this.#exported;
    this.#exported = this.#database.export();
    return this.#exported;
  }

  #forgetTables(): void {
    this.#known = null;
    for (const query of this.#statements.values()) query.free();
    this.#statements.clear();
  }

  close(): void {
    this.#database.close();
  }
}

async function makeQueue(version: DatabaseVersion, additions: Additions): Promise<Uint8Array> {
  const database = await QueueDatabase.empty();
  try {
    database.run(tablesOf(version, additions).join(';\n'));
    if (additions === 'all') {
      database.run([...catalogue, ...scout].join(';\n'));
      database.addIndexes();
    }
    return database.bytes();
  } finally {
    database.close();
  }
}

export const wholeList: PictureRequest = {
  filter: { statuses: null, types: null, name: '', cleared: null },
  anchor: { kind: 'index', index: 0 },
  before: 0,
  after: Number.MAX_SAFE_INTEGER,
  failures: 3,
};

/** A search from the first job on, unless it is said otherwise. */
export function searchFor(text: string, given: Partial<Search> = {}): Search {
  return {
    ...{ kind: 'match', text, from: { id: null, index: 0 }, direction: 'forward', inclusive: true },
    ...given,
  };
}

/** A value as SQL text, exact for integers of any size. */
export function literal(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string' && /^[ -~]*$/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'string') return `CAST(x'${Buffer.from(value).toString('hex')}' AS TEXT)`;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return 'NULL';
    if (!Number.isFinite(value)) return value > 0 ? '9e999' : '-9e999';
    return Number.isInteger(value) && Math.abs(value) < 2 ** 53 ? String(value) : value.toExponential();
  }
  return `x'${Buffer.from(value).toString('hex')}'`;
}
