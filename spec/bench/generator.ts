import Database from 'better-sqlite3';
import { writable } from '../../lib/actions/driver/better-sqlite3.js';
import { createTables } from '../../lib/actions/migration.js';
import { Random } from '../../lib/demo/random.js';
import { tablesOf } from '../support/database-versions.js';
import { type RandomJob, RandomJobs } from './random-job.js';

/** What {@link generate} makes. */
export interface DatabasePlan {
  readonly jobs: number;
  /** What the file holds at least, in bytes; tables beside the queue fill it up. */
  readonly bytes: number;
  /** With all that the migration adds; else as workers of the version made it, without an index on times. */
  readonly migrated: boolean;
  /** Whose workers made it where it isn't migrated: the oldest ones (A), or the newest (D). */
  readonly version?: 'A' | 'D';
  readonly seed: number;
  /** The instant of the queue, ms since the epoch: what runs was claimed shortly before it. */
  readonly now: number;
}

/** The other tables grow with the queue, so that its pages lie among theirs as they do in the field. */
const batch = 5_000;
/** One job in this many has a log, and a record of what it wrote. */
const logEvery = 50;

const columns = {
  old: 'id file_version_id plugin_name config_overrides status priority worker_host worker_pid claim_time end_time error_message retry_count'.split(
    ' ',
  ),
  added:
    'job_type progress_pct items_processed items_total items_failed backtest_data updated_at plugin_version output_path output_size_bytes'.split(
      ' ',
    ),
};

/** Makes a database in WAL mode, without a WAL file beside it. Equal plans make equal databases. */
export function generate(path: string, plan: DatabasePlan): void {
  const database = new Database(path);
  try {
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    database.pragma('cache_size = -400000');
    if (plan.migrated) createTables(writable(database));
    else for (const sql of tablesOf(plan.version ?? 'A', 'none')) database.exec(sql);
    database.exec('CREATE TABLE worker_events (id INTEGER PRIMARY KEY, job_id INTEGER, payload BLOB)');
    const restore = setAside(database);
    database.exec('BEGIN');
    const filling = new Filling(database, plan);
    filling.fill();
    for (const sql of restore) database.exec(sql);
    filling.complete();
    database.exec('COMMIT');
    database.pragma('journal_mode = WAL');
  } finally {
    database.close();
  }
}

/** Drops indexes and triggers, which are made much faster afterwards; returns what makes them. */
function setAside(database: Database.Database): string[] {
  const found = database
    .prepare<[], { type: string; name: string; sql: string }>(
      `SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL`,
    )
    .all();
  for (const { type, name } of found) database.exec(`DROP ${type} "${name}"`);
  return found.map(({ sql }) => sql);
}

/** The rows, batch by batch, each followed by as much of the other tables as its part of the file wants. */
class Filling {
  readonly #jobs: RandomJobs;
  readonly #random: Random;
  readonly #bytes = new Uint8Array(100_000);

  readonly #database: Database.Database;
  readonly #plan: DatabasePlan;

  constructor(database: Database.Database, plan: DatabasePlan) {
    this.#database = database;
    this.#plan = plan;

    this.#jobs = new RandomJobs(plan.jobs, plan.seed, plan.now);
    this.#random = new Random(plan.seed + 1);
    for (let index = 0; index < this.#bytes.length; index += 1)
      this.#bytes[index] = 97 + this.#random.whole(0, 25);
  }

  fill(): void {
    const plan = this.#plan;
    const insertJob = this.#jobInserter();
    // Indexes are made at the end and take a part of the room.
    const room = plan.bytes * (plan.migrated ? 0.75 : 0.95);
    for (let id = 1; id <= plan.jobs; id += 1) {
      const job = this.#jobs.next(id);
      insertJob(job);
      if (plan.migrated) this.#besides(id, job);
      if (plan.version === 'D') this.#artifact(id, job);
      if (id % batch === 0) this.#grow((room * id) / plan.jobs, id);
    }
  }

  /** Fills the file up to the size that the plan asks for. */
  complete(): void {
    this.#grow(this.#plan.bytes, this.#plan.jobs);
  }

  #jobInserter(): (job: RandomJob) => void {
    const isNewest = this.#plan.version === 'D';
    const names = [...columns.old, ...(this.#plan.migrated ? columns.added : [])].filter(
      (name) => !isNewest || name !== 'file_version_id',
    );
    const statement = this.#database.prepare(
      `INSERT INTO cf_processing_queue (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    );
    const cellOf = (row: RandomJob['row'], name: string) =>
      isNewest && name.endsWith('_time') ? inMs(row[name]) : (row[name] ?? null);
    return ({ row }) => void statement.run(names.map((name) => cellOf(row, name)));
  }

  /** Where the newest workers say what a job wrote. */
  #artifact(id: number, { row }: RandomJob): void {
    if (row.status !== 'COMPLETED') return;
    this.#run(
      `INSERT INTO cf_job_artifacts (job_id, kind, name, uri, rows, created_at) VALUES (?, 'output', ?, ?, ?, ?)`,
      [id, row.plugin_name, `parquet:///data/output/${id}.parquet`, row.items_total, inMs(row.end_time)],
    );
  }

  /** Failures, sinks and logs, in a database that has tables for them. */
  #besides(id: number, { row, failures }: RandomJob): void {
    for (const [index, error] of failures.entries())
      this.#run(
        'INSERT INTO cf_job_failures (job_id, error_type, error_message, line_number, file_path) VALUES (?, ?, ?, ?, ?)',
        [id, error.split(':')[0] ?? null, error, index * 10 + 1, `/data/incoming/${id}/part-${index}.log`],
      );
    if (id % logEvery !== 0) return;
    this.#run(
      'INSERT INTO cf_sink_stats (sink_uri, total_rows, total_bytes, write_latency_ms, output_name, recorded_at) VALUES (?, ?, ?, ?, ?, ?)',
      [
        `parquet:///data/output/${id % 3}/`,
        id * 100,
        id * 9_000,
        this.#random.whole(1, 40),
        `${row.plugin_name}`,
        row.updated_at ?? null,
      ],
    );
    this.#run('INSERT INTO cf_job_logs (job_id, log_text, created_at) VALUES (?, ?, ?)', [
      id,
      this.#piece(2_000, 20_000),
      row.updated_at ?? null,
    ]);
  }

  #grow(bytes: number, id: number): void {
    const size = () => this.#number('page_count') * this.#number('page_size');
    while (size() < bytes)
      for (let count = 0; count < 20; count += 1)
        this.#run('INSERT INTO worker_events (job_id, payload) VALUES (?, ?)', [id, this.#piece(500, 9_000)]);
  }

  #piece(least: number, most: number): Uint8Array {
    const length = this.#random.whole(least, most);
    const start = this.#random.whole(0, this.#bytes.length - length);
    return this.#bytes.subarray(start, start + length);
  }

  readonly #prepared = new Map<string, Database.Statement>();

  #run(sql: string, values: readonly unknown[]): void {
    const statement = this.#prepared.get(sql) ?? this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    statement.run(values);
  }

  #number(pragma: string): number {
    return Number(this.#database.pragma(pragma, { simple: true }));
  }
}

/** A time as the oldest workers write it, in ms since the epoch as the newest do. */
function inMs(text: string | number | null | undefined): number | null {
  return typeof text === 'string' ? Date.parse(`${text.replace(' ', 'T')}Z`) : null;
}
