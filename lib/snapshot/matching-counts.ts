import { asksForArguments } from '../model/filter/column-filter.js';
import { filterAt, type JobFilter, statusesIn } from '../model/filter.js';
import { jobStatuses, type SeenRow, unfinished } from '../model/job.js';
import { type JobCounts, noCounts } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import { bothForms } from '../schema/id-lists.js';
import type { SqlParameters } from './attempt/query-memory.js';
import type { ReadDatabase } from './live-database.js';
import type { SqlRow } from './port.js';
import type { QueueSource } from './queries/jobs/queue-source.js';
import { readRows } from './queries/read-marks.js';
import { foreign } from './queries/read-picture.js';
import { numberOf } from './tables/column-value.js';
import { readShape } from './tables/database-shape.js';

/**
 * Which failures count: all, those since an instant (ms), or all except these runs, as returned by `readFailedRuns`.
 */
export type FailuresThatCount =
  | { readonly kind: 'all' }
  | { readonly kind: 'since'; readonly at: number }
  | { readonly kind: 'new'; readonly known: ReadonlySet<string> };

/** The counts of the jobs that pass a filter at one instant, and how many of the failed ones count. */
export interface MatchingCounts {
  readonly kind: 'counts';
  readonly counts: JobCounts;
  readonly failuresThatCount: number;
}

interface Trouble {
  readonly kind: 'problem';
  readonly problem: Problem;
}

/** The counts, or why they are unknown now. */
export type CountsResult = MatchingCounts | Trouble;

/** The counts, without those of the others while some of the jobs are still to be done. */
export type RestResult =
  | CountsResult
  | { readonly kind: 'unfinished'; readonly queued: number; readonly running: number };

/** Runs in which jobs failed, one for each time that a job did; or why they aren't known now. */
export type FailedRunsResult = { readonly kind: 'runs'; readonly runs: ReadonlySet<string> } | Trouble;

/** Reads the counts of one database's jobs, in this thread or another one. One read at a time; none rejects. */
export interface MatchingCountsReader {
  /** See {@link readRest}. */
  rest(filter: JobFilter, failures: FailuresThatCount): Promise<RestResult>;
  /** See {@link readMatchingCounts}. */
  counts(filter: JobFilter, failures: FailuresThatCount): Promise<CountsResult>;
  /** See {@link readFailedRuns}. */
  failedRuns(filter: JobFilter): Promise<FailedRunsResult>;
  /** See `SnapshotReader.look`. */
  look(): Promise<string>;
  /** Frees everything; a read under way ends with a problem. */
  close(): Promise<void>;
}

const allFailures: FailuresThatCount = { kind: 'all' };

/** Counts the jobs that pass the filter by status. Never rejects. */
export async function readMatchingCounts(
  database: ReadDatabase,
  filter: JobFilter,
  failures = allFailures,
): Promise<CountsResult> {
  return read(database, filter, (source, timed) => matchingCounts(source, timed, failures));
}

/**
 * Checks whether any of the jobs that pass the filter is queued or running, which is cheap if the queue has its
 * indexes, and counts them all only if none is: both at one instant. Never rejects.
 */
export async function readRest(
  database: ReadDatabase,
  filter: JobFilter,
  failures = allFailures,
): Promise<RestResult> {
  const statuses = unfinished.filter((status) => filter.statuses?.includes(status) ?? true);
  return read<RestResult>(database, filter, (source, timed) => {
    const { queued, running } = countsOf(source, { ...timed, statuses });
    if (queued + running > 0) return { kind: 'unfinished', queued, running };
    return matchingCounts(source, timed, failures);
  });
}

/** The runs in which jobs that pass the filter failed. Never rejects. */
export async function readFailedRuns(database: ReadDatabase, filter: JobFilter): Promise<FailedRunsResult> {
  return read(database, filter, (source, timed) => ({ kind: 'runs', runs: runsIn(source, timed) }));
}

/**
 * The failed jobs that pass the filter, for a write to compare their rows with; or why they aren't known now. Never
 * rejects.
 */
export async function readFailedRows(
  database: ReadDatabase,
  filter: JobFilter,
): Promise<readonly SeenRow[] | Problem> {
  if (filter.statuses?.includes('failed') === false) return [];
  const result = await read(database, filter, (source, timed) => ({
    kind: 'rows' as const,
    rows: readRows(source, { ...timed, statuses: ['failed'] }, new Map()),
  }));
  return result.kind === 'problem' ? result.problem : result.rows;
}

/** The reader of a database's counts, which closes the database. */
export function matchingCountsOf(database: ReadDatabase): MatchingCountsReader {
  return {
    rest: (filter, failures) => readRest(database, filter, failures),
    counts: (filter, failures) => readMatchingCounts(database, filter, failures),
    failedRuns: (filter) => readFailedRuns(database, filter),
    look: () => database.look(),
    close: () => database.close(),
  };
}

/** Failed jobs are queried in portions of this many. */
const portion = 10_000;

/** `filter` is as of the time of the read. */
type Counting<T> = (source: QueueSource, filter: JobFilter) => T;

async function read<T>(database: ReadDatabase, filter: JobFilter, count: Counting<T>): Promise<T | Trouble> {
  const timed = filterAt(filter, Date.now() + (database.aheadMs ?? 0));
  const result = await database.read((tables, walkQueue) => {
    const shape = readShape(tables);
    const columns = shape.tables.get('cf_processing_queue');
    if (columns?.has('id')) return count({ database: tables, shape, queue: walkQueue(shape).queue() }, timed);
    return { kind: 'problem', problem: foreign(database.path, columns !== undefined) } as const;
  }, asksForArguments(filter));
  return result.kind === 'problem' ? result : result.value;
}

function matchingCounts(source: QueueSource, filter: JobFilter, failures: FailuresThatCount): MatchingCounts {
  const counts = countsOf(source, filter);
  return { kind: 'counts', counts, failuresThatCount: failuresIn(source, filter, failures, counts) };
}

function failuresIn(
  source: QueueSource,
  filter: JobFilter,
  failures: FailuresThatCount,
  { failed }: JobCounts,
): number {
  if (failed === 0 || failures.kind === 'all') return failed;
  if (failures.kind === 'new') {
    const { known } = failures;
    return [...runsIn(source, filter)].filter((run) => !known.has(run)).length;
  }
  // Most workers write whole seconds only.
  const since = Math.floor(failures.at / 1000) * 1000;
  let counting = 0;
  for (const row of failedRows(source, filter, 'failed_since', { ':since': since })) {
    counting += numberOf(row, 'failed') ?? 0;
  }
  return counting;
}

function runsIn(source: QueueSource, filter: JobFilter): ReadonlySet<string> {
  return new Set([...failedRows(source, filter, 'failed_runs', {})].map(({ run }) => String(run)));
}

/** A query's rows for the failed jobs that pass the filter, by id. */
function* failedRows(
  source: QueueSource,
  filter: JobFilter,
  query: string,
  parameters: SqlParameters,
): Generator<SqlRow> {
  const { database, shape } = source;
  const list = source.queue.list({ ...filter, statuses: ['failed'] });
  const { matching } = list.size();
  for (let from = 0; from < matching; from += portion) {
    const ids = bothForms(list.ids(from, from + portion));
    yield* database.all(shape.statement(query), { ...parameters, ':ids': ids });
  }
}

/**
 * How many of the jobs that pass a filter have each status. If it has a cause, this applies to the failed jobs only.
 */
function countsOf(source: QueueSource, filter: JobFilter): JobCounts {
  const { cause, ...rest } = filter;
  if (cause !== undefined) {
    const statuses = statusesIn(filter) ?? jobStatuses;
    const others = countsOf(source, { ...rest, statuses: statuses.filter((each) => each !== 'failed') });
    if (!statuses.includes('failed')) return others;
    return { ...others, failed: source.queue.list({ ...filter, statuses: ['failed'] }).size().matching };
  }
  const counts = { ...noCounts };
  for (const status of statusesIn(filter) ?? jobStatuses)
    counts[status] = source.queue.list({ ...filter, statuses: [status] }).size().matching;
  return counts;
}
