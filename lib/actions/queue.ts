import type { JobFilter } from '../model/filter.js';
import type { JobStatus } from '../model/job.js';
import { filterParameters } from '../schema/filter-parameters.js';
import { statement, type TableColumns, tableColumns, tablesParameters } from '../schema/statement.js';
import type { SeenJob } from './action.js';
import type { BatchStep, Values, Writable } from './driver/driver.js';

/** Parameters by name, with or without the colon. */
export type Parameters = Values;

type Row = Readonly<Record<string, unknown>>;

const noTables: TableColumns = new Map();

/** The statements of `schema/actions/`, fitted to one database. */
export class Queue {
  /** Whether failures of an earlier attempt can be told apart from those of the last one. */
  readonly keepsFailures: boolean;
  /** Whether jobs are handed out under a lease. */
  readonly givesLeases: boolean;
  readonly #database: Writable;
  readonly #fit: (name: string) => string;
  readonly #version: number;
  readonly #texts = new Map<string, string>();

  private constructor(
    database: Writable,
    version: number,
    tables: TableColumns,
    fit: (name: string) => string,
  ) {
    this.#database = database;
    this.#version = version;
    this.#fit = fit;
    this.givesLeases = tables.get('cf_processing_queue')?.has('lease_token') ?? false;
    this.keepsFailures = tables.get('cf_job_failures')?.has('earlier_attempt') ?? false;
  }

  /** The queue of a database; null where it has no table for it, or one that can't be written. */
  static of(database: Writable): Queue | null {
    const all = (name: string, parameters: Parameters = {}): Row[] =>
      database.prepare<Row>(statement(name, noTables)).all(bound(parameters));
    // Read before anything about the tables, so that no later change of them goes unnoticed.
    const version = schemaVersion(database);
    const settable = new Set(all('actions/queue_columns').map((row) => String(row.name)));
    if (!settable.has('id') || !settable.has('status')) return null;
    const tables = tableColumns(all('queries/tables', tablesParameters));
    return new Queue(database, version, tables, (name) => statement(`actions/${name}`, tables, settable));
  }

  /** Ends everything, with nothing changed, unless the tables are still those that the statements were fitted to. */
  get isCurrent(): readonly BatchStep[] {
    return [{ sql: readVersion, tries: [{}], stop: 'row', expects: { schema_version: this.#version } }];
  }

  /** The text of a statement, fitted to this database. */
  text(name: string): string {
    const text = this.#texts.get(name) ?? this.#fit(name);
    this.#texts.set(name, text);
    return text;
  }

  /** All rows that a statement returns. Throws what SQLite throws. */
  all(name: string, parameters: Parameters = {}): readonly Row[] {
    return this.#database.prepare<Row>(this.text(name)).all(bound(parameters));
  }
}

const readVersion = 'PRAGMA schema_version';

function schemaVersion(database: Writable): number {
  return Number(database.prepare<Row>(readVersion).all()[0]?.schema_version);
}

/** Drivers want names without their colon. */
export function bound(parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name.replace(/^:/, ''), value]),
  );
}

/** The jobs with one of these statuses that pass a filter, as they are now. Throws what SQLite throws. */
export function chosenJobs(queue: Queue, filter: JobFilter, only: readonly JobStatus[]): SeenJob[] {
  const statuses = only.filter((status) => filter.statuses?.includes(status) ?? true);
  if (statuses.length === 0) return [];
  return queue.all('chosen_jobs', filterParameters({ ...filter, statuses })).map(chosenJob);
}

/** A row of `actions/chosen_jobs`. */
export function chosenJob({ id, status_text, retries }: Row): SeenJob {
  return { id: String(id), statusText: String(status_text), retryCount: Number(retries) };
}
