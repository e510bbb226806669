import type { Cause } from '../../../lib/model/cause/cause.js';
import { everyJob, type JobFilter, statusesIn } from '../../../lib/model/filter.js';
import { paceMinutes } from '../../../lib/model/forecast/pace.js';
import { type JobId, type JobStatus, jobStatuses } from '../../../lib/model/job.js';
import { leastRuns, type RunTimes, wholePercents } from '../../../lib/model/job-detail.js';
import type { EndSteps, EndsOf } from '../../../lib/model/monitoring/ends.js';
import { percentileOf } from '../../../lib/model/monitoring/sinks.js';
import type { ParserTally } from '../../../lib/model/parsers.js';
import { endedStatuses, newCausesOf, type Since, type SinceRequest } from '../../../lib/model/picture.js';
import {
  type HeardWorkers,
  type ListedWorkers,
  listedWorkersOf,
  type WorkerTally,
} from '../../../lib/model/worker.js';
import { bothForms } from '../../../lib/schema/id-lists.js';
import type { CauseSum } from '../../../lib/snapshot/index/causes/sum-causes.js';
import type { NewAnchor } from '../../../lib/snapshot/index/list/ended-jobs.js';
import type { ListCounts } from '../../../lib/snapshot/index/order/ordered-jobs.js';
import type { PaceSums } from '../../../lib/snapshot/index/queue/index-pace.js';
import type { Walk } from '../../../lib/snapshot/index/queue-walk.js';
import { withRowsBySql } from '../../../lib/snapshot/index/rows/rows-by-sql.js';
import { type FoundPlace, idsHolding } from '../../../lib/snapshot/index/search/search-list.js';
import type { Search } from '../../../lib/snapshot/index/sieve/search-text.js';
import type { EndTally } from '../../../lib/snapshot/index/tallies/end-tallies.js';
import type { ParserName } from '../../../lib/snapshot/index/tallies/parser-tallies.js';
import type { FilteredList, PlainList } from '../../../lib/snapshot/lists/filtered-list.js';
import { plainSorting, type Sorting } from '../../../lib/snapshot/lists/sorting.js';
import type { Queryable, SqlRow } from '../../../lib/snapshot/port.js';
import type { Queue } from '../../../lib/snapshot/queries/jobs/queue-source.js';
import { merged } from '../../../lib/snapshot/queries/panels/worker-list.js';
import type { Counting } from '../../../lib/snapshot/queries/read-picture.js';
import { numberOf, textOf } from '../../../lib/snapshot/tables/column-value.js';
import type { DatabaseShape } from '../../../lib/snapshot/tables/database-shape.js';
import { CauseSums } from './cause-sums.js';
import { failedByCause, filteredList } from './failed-by-cause.js';
import { bySql, type ListBySql, sqlList } from './list-by-sql.js';
import { nextNewBySql, searchList } from './search-by-sql.js';

const minuteMs = 60_000;

/** Reads a database by SQL alone, in passes over its tables: the reference for what is read by the index. */
export const walksBySql =
  (database: Queryable) =>
  (shape: DatabaseShape): Walk<Queue> => ({
    isQuick: () => true,
    queue: () => new QueueBySql(database, shape),
  });

/** How a picture is read by SQL alone. */
export const countingBySql = (database: Queryable): Counting => ({
  walkQueue: walksBySql(database),
  mayComeLater: false,
});

/** What is asked about a queue, answered by SQL. */
class QueueBySql implements Queue {
  readonly #database: Queryable;
  readonly #shape: DatabaseShape;

  constructor(database: Queryable, shape: DatabaseShape) {
    this.#database = database;
    this.#shape = shape;
  }

  get jobs(): number {
    return this.list(everyJob).size().matching;
  }

  table(): null {
    return null;
  }

  placesInLine(): null {
    return null;
  }

  parserSums(): null {
    return null;
  }

  prepare(): void {}

  list(filter: JobFilter, pinned: readonly JobId[] = [], sorting = plainSorting): PlainList {
    return sqlList(this.#list(filter, pinned, sorting));
  }

  search({ filter, pinned, sorting }: FilteredList, search: Search): FoundPlace {
    return searchList(this.#list(filter, pinned.ids, sorting), search);
  }

  rowsBy(sql: string, ids: readonly JobId[]): ReadonlyMap<JobId, SqlRow> {
    const rows = this.#database.all(sql, { ':ids': bothForms(ids) });
    return new Map(rows.map((row) => [textOf(row, 'id') ?? '', row]));
  }

  latestEnd(): number | null {
    return numberOf(this.#rows('latest_end')[0] ?? {}, 'ended_at');
  }

  lastParse(): JobId | null {
    return this.#rows('last_parse').map((row) => textOf(row, 'id'))[0] ?? null;
  }

  holding(text: string, ids: readonly JobId[]): readonly JobId[] {
    const parts = { database: this.#database, shape: this.#shape };
    const holding = idsHolding(parts, text, { ...everyJob, statuses: ['running'] });
    return ids.filter((id) => holding.includes(id));
  }

  listCounts(filter: JobFilter, _sorting?: Sorting): ListCounts {
    const counts = Object.fromEntries(jobStatuses.map((status) => [status, 0])) as Record<JobStatus, number>;
    for (const row of this.#list(filter).rows('matching_counts'))
      counts[statusOf(row)] += numberOf(row, 'jobs') ?? 0;
    const types = (['backtest'] as const).filter((type) => filter.types?.includes(type) ?? true);
    const statuses = (['running'] as const).filter((status) => statusesIn(filter)?.includes(status) ?? true);
    return { counts, backtests: this.list({ ...filter, statuses, types }).size().matching };
  }

  sumCauses(filter: JobFilter): { sums: readonly CauseSum[]; failed: number; unread: number } {
    const sums = new CauseSums();
    let failed = 0;
    for (const { job, cause, endedAt } of failedByCause(this.#database, this.#shape, filter)) {
      sums.add(cause ?? { key: '', text: '' }, job.id, endedAt, job.name);
      failed += 1;
    }
    return { sums: sums.all, failed, unread: 0 };
  }

  endedSince(request: SinceRequest, until: number): Since {
    const [database, shape] = [this.#database, this.#shape];
    const { at, knownCauses } = request;
    const counts = { complete: 0, failed: 0, cancelled: 0 };
    for (const row of database.all(shape.statement(bySql('ended_since')), { ':from': at, ':until': until })) {
      const status = endedStatuses.find((ended) => ended === row.status);
      if (status !== undefined) counts[status] = numberOf(row, 'jobs') ?? 0;
    }
    const known = new Set(knownCauses);
    const found = new Map<string, Cause & { count: number }>();
    const old = new Set<string>();
    // New causes take reading all failed jobs, so they are looked for only if some failed since.
    const failed = counts.failed === 0 ? [] : failedByCause(database, shape, everyJob);
    for (const { cause, endedAt } of failed) {
      const { key, text } = cause ?? { key: '', text: '' };
      if (endedAt === null || endedAt > until) continue;
      if (endedAt < at) {
        old.add(key);
        continue;
      }
      if (known.has(key)) continue;
      found.set(key, { key, text, count: (found.get(key)?.count ?? 0) + 1 });
    }
    for (const key of old) found.delete(key);
    return { at, counts, ...newCausesOf(found), unread: 0 };
  }

  nextNew({ filter, pinned, sorting }: FilteredList, anchor: NewAnchor, until: number): FoundPlace {
    return nextNewBySql(this.#list(filter, pinned.ids, sorting), anchor, until);
  }

  workersOf({ filter, pinned, sorting }: FilteredList): ListedWorkers {
    const rows = this.#list(filter, pinned.ids, sorting).rows('workers_listed');
    return listedWorkersOf(rows.flatMap((row) => textOf(row, 'name') ?? []));
  }

  workerTallies(from: number): HeardWorkers {
    return heardBySql(this.#database, this.#shape, from);
  }

  hasWorker(): boolean {
    return false;
  }

  parserTallies(from: number, served: string): readonly ParserTally[] {
    return parserTalliesBySql(this.#database, this.#shape, from, served);
  }

  endTally(steps: EndSteps, of: EndsOf, served: string): EndTally {
    return endTallyBySql(this.#database, this.#shape, steps, of, served);
  }

  runTimes({ name, version }: ParserName, served: string): RunTimes | null {
    const [database, shape] = [this.#database, this.#shape];
    const parameters = { ':name': name, ':version': version, ':served': served };
    const durations = database
      .all(shape.statement(bySql('run_durations')), parameters)
      .map((row) => ({ duration: numberOf(row, 'duration') ?? 0, jobs: numberOf(row, 'jobs') ?? 0 }))
      .sort((one, other) => one.duration - other.duration);
    const runs = durations.reduce((sum, { jobs }) => sum + jobs, 0);
    if (runs < leastRuns) return null;
    let [at, passed] = [0, durations[0]?.jobs ?? 0];
    const percentiles = wholePercents.map((percent) => {
      for (const rank = Math.ceil((percent * runs) / 100); passed < rank; ) {
        at += 1;
        passed += durations[at]?.jobs ?? runs;
      }
      return durations[at]?.duration ?? 0;
    });
    return { runs, percentiles };
  }

  pace(at: number, until: number, paused: readonly string[]): PaceSums {
    return sumsBySql(this.#database, this.#shape, at, until, paused);
  }

  #rows(query: string): readonly SqlRow[] {
    return this.#database.all(this.#shape.statement(bySql(query)));
  }

  #list(filter: JobFilter, pinned: readonly JobId[] = [], sorting = plainSorting): ListBySql {
    return filteredList(this.#database, this.#shape, filter, { ids: pinned, areRunning: true }, sorting);
  }
}

function statusOf(row: SqlRow): JobStatus {
  return jobStatuses.find((known) => known === row.status) ?? 'other';
}

function sumsBySql(
  database: Queryable,
  shape: DatabaseShape,
  at: number,
  until: number,
  paused: readonly string[],
): PaceSums {
  const whole = { ':now': at, ':until': until, ':paused': JSON.stringify(paused) };
  const [row = {}] = database.all(shape.statement(bySql('pace')), whole);
  const lastEnd = numberOf(row, 'last_end');
  const from = (Math.floor(Math.min(at, lastEnd ?? at) / minuteMs) - paceMinutes) * minuteMs;
  const times = { ':from': from, ':until': until };
  const rows = lastEnd === null ? [] : database.all(shape.statement(bySql('pace_ends')), times);
  const counts = new Map(rows.map((each) => [numberOf(each, 'minute'), numberOf(each, 'jobs') ?? 0]));
  return {
    lastEnd,
    endedIn: (minute) => counts.get(minute) ?? 0,
    oldestWaitingAt: numberOf(row, 'oldest'),
    heldBack: numberOf(row, 'held_back') ?? 0,
  };
}

function endTallyBySql(
  database: Queryable,
  shape: DatabaseShape,
  { stepMs, first, count, until }: EndSteps,
  of: EndsOf,
  served: string,
): EndTally {
  const [done, failed] = [new Array<number>(count).fill(0), new Array<number>(count).fill(0)];
  let earliest = Number.POSITIVE_INFINITY;
  for (const row of database.all(shape.statement(bySql('ends')), {
    ':step': stepMs,
    ':from': first * stepMs,
    ':until': until,
    ':worker': of.kind === 'worker' ? of.name : null,
    ':runs': Number(of.kind === 'parsers' || of.kind === 'parser'),
    ':parser': of.kind === 'parser' ? of.name : null,
    ':version': of.kind === 'parser' ? of.version : null,
    ':served': served,
  })) {
    const isDone = row.status === 'complete';
    if (isDone) earliest = Math.min(earliest, numberOf(row, 'first') ?? earliest);
    const step = numberOf(row, 'step');
    if (step !== null) (isDone ? done : failed)[step - first] = numberOf(row, 'jobs') ?? 0;
  }
  return { done, failed, recordedFrom: Number.isFinite(earliest) ? earliest : null };
}

function heardBySql(database: Queryable, shape: DatabaseShape, from: number): HeardWorkers {
  const tallies = merged(workerTalliesBySql(database, shape, from));
  return { tallies, names: tallies.length };
}

function workerTalliesBySql(database: Queryable, shape: DatabaseShape, from: number): readonly WorkerTally[] {
  const running = new Map(
    database.all(shape.statement(bySql('worker_running'))).map((row) => [textOf(row, 'worker') ?? '', row]),
  );
  const since = from === Number.NEGATIVE_INFINITY ? null : from;
  return database
    .all(shape.statement(bySql('worker_tallies')), { ':from': since })
    .map((row): WorkerTally => {
      const name = textOf(row, 'worker') ?? '';
      return {
        name,
        running: numberOf(row, 'running') ?? 0,
        longest: longestIn(running.get(name)),
        done: numberOf(row, 'done') ?? 0,
        failed: numberOf(row, 'failed') ?? 0,
        firstAt: numberOf(row, 'first_at'),
        lastAt: numberOf(row, 'last_at'),
      };
    });
}

function longestIn(row: SqlRow | undefined): WorkerTally['longest'] {
  if (row === undefined) return null;
  return {
    id: textOf(row, 'id') ?? '',
    name: textOf(row, 'name') ?? '',
    startedAt: numberOf(row, 'started_at'),
  };
}

function parserTalliesBySql(
  database: Queryable,
  shape: DatabaseShape,
  from: number,
  served: string,
): readonly ParserTally[] {
  const parameters = { ':from': from === Number.NEGATIVE_INFINITY ? null : from, ':served': served };
  const tallies = new Map<string, Sum>();
  for (const row of database.all(shape.statement(bySql('parser_runs')), parameters)) {
    const sum = sumIn(tallies, textOf(row, 'name') ?? '', textOf(row, 'version'));
    const jobs = numberOf(row, 'jobs') ?? 0;
    const isFailed = row.status === 'failed';
    if (isFailed) sum.everFailed += jobs;
    if (row.counts !== 1) continue;
    if (isFailed) sum.failed += jobs;
    else sum.done += jobs;
    const duration = numberOf(row, 'duration');
    if (duration !== null) sum.durations.set(duration, (sum.durations.get(duration) ?? 0) + jobs);
  }
  for (const row of database.all(shape.statement(bySql('parser_failures')), parameters)) {
    const sum = sumIn(tallies, textOf(row, 'name') ?? '', textOf(row, 'version'));
    sum.lastFailure ??= { id: textOf(row, 'id') ?? '', at: numberOf(row, 'ended_at') };
  }
  const all = [...tallies.values()].map(({ durations, ...sum }) => ({
    ...sum,
    p50: percentileOf(durations, 50),
    p95: percentileOf(durations, 95),
    rows: null,
    jobsWithRows: 0,
  }));
  return withRowsBySql(all, database, shape, from, served);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Sum = Mutable<Omit<ParserTally, 'p50' | 'p95' | 'rows' | 'jobsWithRows'>> & {
  readonly durations: Map<number, number>;
};

function sumIn(sums: Map<string, Sum>, name: string, version: string | null): Sum {
  const key = JSON.stringify([name, version]);
  const known = sums.get(key);
  if (known !== undefined) return known;
  const nothing = { done: 0, failed: 0, lastFailure: null, everFailed: 0 };
  const sum: Sum = { name, version, ...nothing, durations: new Map() };
  sums.set(key, sum);
  return sum;
}
