import { type JobFilter, jobsOfWorker } from '../../../model/filter.js';
import type { JobId } from '../../../model/job.js';
import { periodBegin } from '../../../model/monitoring/ends.js';
import {
  type HeardWorkers,
  type ListedWorkers,
  type WorkerList,
  type WorkersRequest,
  type WorkerTally,
  workerNameOf,
  workerRows,
  workerWanted,
} from '../../../model/worker.js';
import type { FilteredList } from '../../lists/filtered-list.js';
import type { Queryable } from '../../port.js';
import { numberOf, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import type { Queue } from '../jobs/queue-source.js';
import { readJobs } from '../jobs/read-jobs.js';
import { endsIn } from '../read-pace.js';
import type { PictureSource } from './read-workers.js';

/** At most this many workers are returned; others are only counted. */
const mostWorkers = 1000;

/**
 * Workers that run jobs or gave a sign in the period before the picture (`periodMs` null: in all time), and jobs of the
 * worker named `of`, else of the first one.
 */
export function readWorkers(source: PictureSource, asked: WorkersRequest): WorkerList {
  const { database, shape, queue, records, troubles, asOf, request } = source;
  const { periodMs, of, jobs: most } = asked;
  const from = periodMs === null ? Number.NEGATIVE_INFINITY : periodBegin(periodMs, asOf) - 1;
  const heard = queue.workerTallies(from);
  const alive = processesIn(database, shape);
  const tallies = merged([...heard.tallies, ...alive]);
  const rows = workerRows(tallies, records, troubles, periodMs, asOf);
  const chosen = rows.find(({ name }) => name === of) ?? rows[0];
  return {
    periodMs,
    rows: rows.slice(0, mostWorkers),
    total: rows.length,
    others: Math.max(0, heard.names + unheard(alive, heard, queue) - rows.length),
    jobs: chosen === undefined ? null : { of: chosen.name, jobs: jobsOf(chosen.name) },
    ...endsIn(source, asked, chosen && { kind: 'worker', name: chosen.name }, { kind: 'queue' }),
  };

  function jobsOf(worker: string) {
    const all = jobsOfWorker(worker, request.filter.cleared);
    const running = idsOf({ ...all, statuses: ['running'] }, most);
    const statuses = all.statuses?.filter((status) => status !== 'running') ?? null;
    const ended = idsOf({ ...all, statuses }, most - running.length);
    return readJobs(database, shape, [...running, ...ended], 1, asOf);
  }

  function idsOf(filter: JobFilter, count: number): readonly JobId[] {
    return count > 0 ? queue.list(filter).ids(0, count) : [];
  }
}

/** The processes that another program's queue says it has, as workers without jobs. */
function processesIn(database: Queryable, shape: DatabaseShape): readonly WorkerTally[] {
  if (!shape.tables.has('cf_worker_processes')) return [];
  return database.all(shape.statement('worker_processes')).flatMap((row): readonly WorkerTally[] => {
    const name = workerNameOf(textOf(row, 'host'), numberOf(row, 'pid'));
    const lastAt = numberOf(row, 'heartbeat_at');
    const nothing = { running: 0, longest: null, done: 0, failed: 0, firstAt: null };
    return name === null ? [] : [{ name, ...nothing, lastAt }];
  });
}

/** How many of these have no job that the queue has. */
function unheard(alive: readonly WorkerTally[], { tallies }: HeardWorkers, queue: Queue): number {
  const heard = new Set(tallies.map(({ name }) => name));
  return alive.filter(({ name }) => !heard.has(name) && !queue.hasWorker(name)).length;
}

/** Adds up tallies whose names are the same once they are decoded. */
export function merged(tallies: readonly WorkerTally[]): readonly WorkerTally[] {
  const byName = new Map<string, WorkerTally>();
  for (const tally of tallies) {
    const known = byName.get(tally.name);
    byName.set(tally.name, known === undefined ? tally : sumOf(known, tally));
  }
  return [...byName.values()];
}

function sumOf(one: WorkerTally, other: WorkerTally): WorkerTally {
  return {
    name: one.name,
    running: one.running + other.running,
    longest: longerOf(one.longest, other.longest),
    done: one.done + other.done,
    failed: one.failed + other.failed,
    firstAt: outermost(Math.min, one.firstAt, other.firstAt),
    lastAt: outermost(Math.max, one.lastAt, other.lastAt),
  };
}

function longerOf(one: WorkerTally['longest'], other: WorkerTally['longest']): WorkerTally['longest'] {
  if (one === null || other === null) return one ?? other;
  const latest = Number.POSITIVE_INFINITY;
  const by = (one.startedAt ?? latest) - (other.startedAt ?? latest);
  const isOther = by === 0 || Number.isNaN(by) ? Number(other.id) < Number(one.id) : by > 0;
  return isOther ? other : one;
}

function outermost(
  choose: (...times: number[]) => number,
  one: number | null,
  other: number | null,
): number | null {
  return one === null || other === null ? (one ?? other) : choose(one, other);
}

/**
 * Which workers a list's filter has found: empty unless it filters by a part of their
 * names.
 */
export function readListedWorkers(
  list: FilteredList,
  queue: Queue,
): { readonly listedWorkers?: ListedWorkers } {
  const { worker } = list.filter;
  if (worker === undefined || workerWanted(worker).kind === 'name') return {};
  return { listedWorkers: queue.workersOf(list) };
}
