import type { Cause } from '../../../lib/causes/cause.js';
import { everyJob, type JobFilter, statusesIn } from '../../../lib/model/filter.js';
import { type JobId, type JobStatus, jobStatuses } from '../../../lib/model/job.js';
import { leastRuns, type RunTimes, wholePercents } from '../../../lib/model/job-detail.js';
import type { EndSteps, EndsOf } from '../../../lib/model/monitoring/ends.js';
import { percentileOf } from '../../../lib/model/monitoring/sinks.js';
import type { ParserTally } from '../../../lib/model/panels/parsers.js';
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
import { withRowsBySql } from '../../../lib/snapshot/index/rows/rows-walk.js';
import { type FoundPlace, idsHolding } from '../../../lib/snapshot/index/search/search-list.js';
import type { Search } from '../../../lib/snapshot/index/sieve/search-text.js';
import type { EndTally } from '../../../lib/snapshot/index/tallies/end-tallies.js';
import type { ParserName } from '../../../lib/snapshot/index/tallies/parser-tallies.js';
import {
  type FilteredList,
  type PlainList,
  plainSorting,
  type Sorting,
} from '../../../lib/snapshot/lists/filtered-list.js';
import type { Queryable, SqlRow } from '../../../lib/snapshot/port.js';
import type { Queue } from '../../../lib/snapshot/queries/jobs/queue-source.js';
import type { Counting } from '../../../lib/snapshot/queries/read-picture.js';
import { numberOf, textOf } from '../../../lib/snapshot/tables/column-value.js';
import type { DatabaseShape } from '../../../lib/snapshot/tables/database-shape.js';
import { CauseSums } from './cause-sums.js';
import { failedByCause, filteredList } from './failed-by-cause.js';
import { bySql, type ListBySql, nextNew, searchList, sqlList } from './list-by-sql.js';

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
    const complete = this.#runs().filter(({ status }) => status === 'complete');
    return greatest(complete.map(({ endedAt }) => endedAt ?? longAgo));
  }

  lastParse(): JobId | null {
    const orders = ({ status, endedAt }: Run) =>
      endedAt ?? (status === 'complete' ? longAgo : Number.NEGATIVE_INFINITY);
    const ended = this.#runs().filter(({ status }) => status !== 'queued' && status !== 'running');
    return lastBy(ended.filter(isParse), orders)?.id ?? null;
  }

  holding(text: string, ids: readonly JobId[]): readonly JobId[] {
    const parts = { database: this.#database, shape: this.#shape };
    const holding = idsHolding(parts, text, { ...everyJob, statuses: ['running'] });
    return ids.filter((id) => holding.includes(id));
  }

  listCounts(filter: JobFilter, _sorting?: Sorting): ListCounts {
    const counts = Object.fromEntries(jobStatuses.map((status) => [status, 0])) as Record<JobStatus, number>;
    for (const { status } of this.#list(filter).jobs())
      counts[jobStatuses.find((known) => known === status) ?? 'other'] += 1;
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
    for (const { status, endedAt } of this.#runs()) {
      const kind = endedStatuses.find((ended) => ended === status);
      if (kind !== undefined && endedAt !== null && endedAt >= at && endedAt <= until) counts[kind] += 1;
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
    return nextNew(this.#list(filter, pinned.ids, sorting), anchor, until);
  }

  workersOf({ filter, pinned, sorting }: FilteredList): ListedWorkers {
    const jobs = this.#list(filter, pinned.ids, sorting).jobs();
    return listedWorkersOf(jobs.flatMap(({ worker }) => worker ?? []));
  }

  workerTallies(from: number): HeardWorkers {
    const heard = this.#runs().filter(({ worker, status }) => worker !== null && status !== 'queued');
    const tallies = [...groupedBy(heard, ({ worker }) => worker ?? '')].map(([name, runs]): WorkerTally => {
      const running = runs.filter(({ status }) => status === 'running');
      const ended = endedAfter(runs, from);
      const starts = running.map(({ startedAt }) => startedAt ?? Number.POSITIVE_INFINITY);
      const longest = running[starts.indexOf(Math.min(...starts))];
      return {
        ...{ name, running: running.length, ...countsOf(ended) },
        longest: longest ? { id: longest.id, name: longest.name, startedAt: longest.startedAt } : null,
        firstAt: least(ended.flatMap(({ startedAt, endedAt }) => least([startedAt, endedAt]) ?? [])),
        lastAt: greatest(
          runs.map(({ status, startedAt, endedAt }) => (status === 'running' ? startedAt : endedAt)),
        ),
      };
    });
    return { tallies, names: tallies.length };
  }

  hasWorker(): boolean {
    return false;
  }

  parserTallies(from: number, served: string): readonly ParserTally[] {
    const all = this.#runs(served).filter(isParse).filter(isDoneOrFailed);
    const tallies = [...groupedBy(all, ({ name, version }) => JSON.stringify([name, version]))].map(
      ([, runs]): ParserTally => {
        const [{ name, version } = { name: '', version: null }] = runs;
        const ended = endedAfter(runs, from);
        const failed = ended.filter(({ status }) => status === 'failed');
        const last = lastBy(failed, ({ endedAt }) => endedAt ?? Number.NEGATIVE_INFINITY);
        const durations = countedIn(ended.flatMap(durationOf));
        return {
          ...{ name, version, ...countsOf(ended), rows: null, jobsWithRows: 0 },
          ...{ p50: percentileOf(durations, 50), p95: percentileOf(durations, 95) },
          lastFailure: last ? { id: last.id, at: last.endedAt } : null,
          everFailed: countsOf(runs).failed,
        };
      },
    );
    return withRowsBySql(tallies, this.#database, this.#shape, from, served);
  }

  endTally({ stepMs, first, count, until }: EndSteps, of: EndsOf, served: string): EndTally {
    const isOf = ({ type, name, version, worker }: Run) => {
      if (of.kind === 'queue') return true;
      if (of.kind === 'worker') return worker === of.name;
      return type === 'parse' && (of.kind === 'parse-jobs' || (name === of.name && version === of.version));
    };
    const ended = endedBy(this.#runs(served), until);
    const tallied = (wanted: JobStatus) => {
      const steps = ended
        .filter((run) => run.status === wanted && isOf(run))
        .map(({ endedAt }) => endedAt ?? 0);
      const counts = countedIn(steps.map((at) => Math.floor(at / stepMs)));
      return Array.from({ length: count }, (_, step) => counts.get(first + step) ?? 0);
    };
    const done = ended.filter(({ status }) => status === 'complete');
    const recordedFrom = least(done.map(({ endedAt }) => endedAt));
    return { done: tallied('complete'), failed: tallied('failed'), recordedFrom };
  }

  runTimes({ name, version }: ParserName, served: string): RunTimes | null {
    const complete = this.#runs(served).filter((run) => isParse(run) && run.status === 'complete');
    const times = complete
      .filter((run) => run.name === name && run.version === version)
      .flatMap(durationOf)
      .sort((one, other) => one - other);
    if (times.length < leastRuns) return null;
    const rankOf = (percent: number) => Math.max(1, Math.ceil((percent * times.length) / 100));
    return {
      runs: times.length,
      percentiles: wholePercents.map((percent) => times[rankOf(percent) - 1] ?? 0),
    };
  }

  pace(at: number, until: number, paused: readonly string[]): PaceSums {
    const runs = this.#runs();
    const ends = endedBy(runs.filter(isDoneOrFailed), until).map(({ endedAt }) => endedAt ?? 0);
    const minutes = countedIn(ends.map((end) => Math.floor(end / minuteMs)));
    const isHeld = ({ dueAt, plugin }: Run) =>
      (dueAt ?? 0) > at || (plugin !== null && paused.includes(plugin));
    const queued = runs.filter(({ status }) => status === 'queued');
    const waits = queued
      .filter((run) => !isHeld(run))
      .flatMap(({ startedAt, dueAt }) => (startedAt === null ? [] : Math.max(startedAt, dueAt ?? 0)));
    return {
      lastEnd: greatest(ends),
      endedIn: (minute) => minutes.get(minute) ?? 0,
      oldestWaitingAt: least(waits),
      heldBack: queued.filter(isHeld).length,
    };
  }

  #runs(served = '{}'): readonly Run[] {
    const rows = this.#database.all(this.#shape.statement(bySql('runs')), { ':served': served });
    return rows.map((row) => ({
      ...{ id: textOf(row, 'id') ?? '', type: row.type, status: row.status, name: textOf(row, 'name') ?? '' },
      ...{ version: textOf(row, 'version'), plugin: textOf(row, 'plugin'), worker: textOf(row, 'worker') },
      ...{ startedAt: numberOf(row, 'started_at'), endedAt: numberOf(row, 'ended_at') },
      dueAt: numberOf(row, 'due_at'),
    }));
  }

  #list(filter: JobFilter, pinned: readonly JobId[] = [], sorting = plainSorting): ListBySql {
    return filteredList(this.#database, this.#shape, filter, { ids: pinned, areRunning: true }, sorting);
  }
}

/** What a job's row says of its run; times in ms, null if unknown. */
interface Run {
  readonly id: JobId;
  readonly type: unknown;
  readonly status: unknown;
  readonly name: string;
  readonly version: string | null;
  readonly plugin: string | null;
  readonly worker: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly dueAt: number | null;
}

/** Before all times that are recorded, ms. */
const longAgo = -8_640_000_000_000_000;

const isParse = ({ type }: Run) => type === 'parse';
const isDoneOrFailed = ({ status }: Run) => status === 'complete' || status === 'failed';

/** Those that completed or failed after an instant, ms; all if it is before all times. */
function endedAfter(runs: readonly Run[], from: number): readonly Run[] {
  const isLater = ({ endedAt }: Run) => from === Number.NEGATIVE_INFINITY || (endedAt ?? from) > from;
  return runs.filter((run) => isDoneOrFailed(run) && isLater(run));
}

/** Those that ended since 1970, up to an instant, ms: other times are wrong. */
function endedBy(runs: readonly Run[], until: number): readonly Run[] {
  return runs.filter(({ endedAt }) => endedAt !== null && endedAt >= 0 && endedAt <= until);
}

function countsOf(runs: readonly Run[]): { readonly done: number; readonly failed: number } {
  const failed = runs.filter(({ status }) => status === 'failed').length;
  return { done: runs.length - failed, failed };
}

/** How long it took, ms, in a list; an empty one if that is unknown. */
function durationOf({ startedAt, endedAt }: Run): readonly number[] {
  return startedAt !== null && endedAt !== null && endedAt > startedAt ? [endedAt - startedAt] : [];
}

/** The last of those with the greatest key. */
function lastBy(runs: readonly Run[], keyOf: (run: Run) => number): Run | undefined {
  const most = greatest(runs.map(keyOf));
  return runs.findLast((run) => keyOf(run) === most);
}

function greatest(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null);
  return known.length === 0 ? null : known.reduce((one, other) => Math.max(one, other));
}

function least(numbers: readonly (number | null)[]): number | null {
  const most = greatest(numbers.map((number) => (number === null ? null : -number)));
  return most === null ? null : -most;
}

function countedIn(numbers: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}

function groupedBy(runs: readonly Run[], keyOf: (run: Run) => string): ReadonlyMap<string, readonly Run[]> {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const group = groups.get(keyOf(run)) ?? [];
    groups.set(keyOf(run), group);
    group.push(run);
  }
  return groups;
}
