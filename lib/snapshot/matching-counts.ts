import type { JobFilter } from '../model/filter.js';
import type { JobStatus } from '../model/job.js';
import type { JobCounts } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import { numberOf } from './column-value.js';
import { type DatabaseShape, readShape } from './database-shape.js';
import { FilteredList } from './filtered-list.js';
import { jobStatuses } from './job-row.js';
import type { LiveDatabase } from './live-database.js';
import type { Queryable } from './port.js';
import { foreign } from './read-picture.js';

/** Which failures count: all, those since a moment (ms), or all but these runs of `readFailedRuns`. */
export type FailuresThatCount =
  | { readonly kind: 'all' }
  | { readonly kind: 'since'; readonly at: number }
  | { readonly kind: 'new'; readonly known: ReadonlySet<string> };

/** How the jobs that pass a filter stand at one instant, and how many of the failed ones count. */
export interface Standing {
  readonly kind: 'counts';
  readonly counts: JobCounts;
  readonly failuresThatCount: number;
}

interface Trouble {
  readonly kind: 'problem';
  readonly problem: Problem;
}

/** The same, or why it can't be told now. */
export type CountsResult = Standing | Trouble;

/** The same, but that the rest isn't counted while some of them are still to be done. */
export type RestResult =
  | CountsResult
  | { readonly kind: 'unfinished'; readonly queued: number; readonly running: number };

/** Runs in which jobs failed, one of a job for each time that it did; or why they can't be told now. */
export type FailedRunsResult = { readonly kind: 'runs'; readonly runs: ReadonlySet<string> } | Trouble;

/** Says how the jobs of one database stand, wherever that is read. One read at a time; none rejects. */
export interface StandingReader {
  /** See {@link readRest}. */
  rest(filter: JobFilter, failures: FailuresThatCount): Promise<RestResult>;
  /** See {@link readMatchingCounts}. */
  counts(filter: JobFilter, failures: FailuresThatCount): Promise<CountsResult>;
  /** See {@link readFailedRuns}. */
  failedRuns(filter: JobFilter): Promise<FailedRunsResult>;
  /** See `SnapshotReader.look`. */
  look(): Promise<string>;
  /** Frees everything, whatever is being read: that comes to a problem. */
  close(): Promise<void>;
}

const allFailures: FailuresThatCount = { kind: 'all' };

/** Counts the jobs that pass the filter, by where they stand. Never rejects. */
export async function readMatchingCounts(
  database: LiveDatabase,
  filter: JobFilter,
  failures = allFailures,
): Promise<CountsResult> {
  return read(database, (tables, shape) => standing(tables, shape, filter, failures));
}

/**
 * Looks whether any of the jobs that pass the filter is queued or running, which costs little where the queue has its
 * indexes, and counts them all only where none is: both at one instant. Never rejects.
 */
export async function readRest(
  database: LiveDatabase,
  filter: JobFilter,
  failures = allFailures,
): Promise<RestResult> {
  const statuses = unfinished.filter((status) => filter.statuses?.includes(status) ?? true);
  return read<RestResult>(database, (tables, shape) => {
    const { queued, running } = countsOf(tables, shape, { ...filter, statuses });
    if (queued + running > 0) return { kind: 'unfinished', queued, running };
    return standing(tables, shape, filter, failures);
  });
}

/** The runs in which jobs that pass the filter failed. Never rejects. */
export async function readFailedRuns(database: LiveDatabase, filter: JobFilter): Promise<FailedRunsResult> {
  return read(database, (tables, shape) => ({ kind: 'runs', runs: runsIn(tables, shape, filter) }));
}

const unfinished: readonly JobStatus[] = ['queued', 'running'];

type Counting<T> = (tables: Queryable, shape: DatabaseShape) => T;

async function read<T>(database: LiveDatabase, count: Counting<T>): Promise<T | Trouble> {
  const reading = await database.read((tables) => {
    const shape = readShape(tables);
    const columns = shape.tables.get('cf_processing_queue');
    if (columns?.has('id')) return count(tables, shape);
    return { kind: 'problem', problem: foreign(database.path, columns !== undefined) } as const;
  });
  return reading.kind === 'problem' ? reading : reading.value;
}

function standing(
  database: Queryable,
  shape: DatabaseShape,
  filter: JobFilter,
  failures: FailuresThatCount,
): Standing {
  const counts = countsOf(database, shape, filter);
  return { kind: 'counts', counts, failuresThatCount: failuresIn(database, shape, filter, failures, counts) };
}

function failuresIn(
  database: Queryable,
  shape: DatabaseShape,
  filter: JobFilter,
  failures: FailuresThatCount,
  { failed }: JobCounts,
): number {
  if (failed === 0 || failures.kind === 'all') return failed;
  if (failures.kind === 'new') {
    const { known } = failures;
    return [...runsIn(database, shape, filter)].filter((run) => !known.has(run)).length;
  }
  // Most workers write whole seconds only.
  const since = Math.floor(failures.at / 1000) * 1000;
  const [row = {}] = new FilteredList(database, shape, filter).rows('failed_since', { ':since': since });
  return numberOf(row, 'failed') ?? 0;
}

function runsIn(database: Queryable, shape: DatabaseShape, filter: JobFilter): ReadonlySet<string> {
  return new Set(new FilteredList(database, shape, filter).rows('failed_runs').map(({ run }) => String(run)));
}

function countsOf(database: Queryable, shape: DatabaseShape, filter: JobFilter): JobCounts {
  const counts = { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };
  for (const row of new FilteredList(database, shape, filter).rows('matching_counts')) {
    const status = jobStatuses.find((known) => known === row.status) ?? 'other';
    counts[status] += numberOf(row, 'jobs') ?? 0;
  }
  return counts;
}
