import { jobStatuses, jobTypes } from '../../model/job.js';
import type { WorkerTally } from '../../model/workers.js';
import { beforeAllTimes, type JobColumns, type NameTable } from './job-columns.js';
import { type WorkerTable, workerAt } from './worker-table.js';

const queued = jobStatuses.indexOf('queued');
const running = jobStatuses.indexOf('running');
const complete = jobStatuses.indexOf('complete');
const failed = jobStatuses.indexOf('failed');
const noSlot = -1;

/** Jobs as the queue's index has them. */
export interface TalliedJobs {
  readonly columns: JobColumns;
  readonly names: NameTable;
  readonly workers: WorkerTable;
  /** Another number whenever any of them changed. */
  readonly revision: number;
  /** Where they stand. */
  lastFirst(): Iterable<{ readonly from: number; readonly count: number }>;
}

/** What one pass over all jobs found, by the workers' codes. */
class Sums {
  readonly jobs: Uint32Array;
  readonly running: Uint32Array;
  readonly done: Uint32Array;
  readonly failed: Uint32Array;
  /** Slots of the jobs that have run longest. */
  readonly longest: Int32Array;
  /** NaN: none. */
  readonly first: Float64Array;
  readonly last: Float64Array;

  constructor(workers: number) {
    this.jobs = new Uint32Array(workers);
    this.running = new Uint32Array(workers);
    this.done = new Uint32Array(workers);
    this.failed = new Uint32Array(workers);
    this.longest = new Int32Array(workers).fill(noSlot);
    this.first = new Float64Array(workers).fill(Number.NaN);
    this.last = new Float64Array(workers).fill(Number.NaN);
  }
}

/** What the workers of a queue do and did, kept while it can't have changed: the same jobs, of which none left the window. */
export class WorkerTallies {
  #revision = -1;
  #from = 0;
  /** When the first of the jobs in the period ended: until the period begins later, they are the same. */
  #goodTo = 0;
  #tallies: readonly WorkerTally[] = [];

  /**
   * Of jobs that ended after `from`, ms, of all where it is minus infinity; `schema/queries/worker_tallies.sql` is the
   * reference. `shown`: names of jobs by their codes.
   */
  read(index: TalliedJobs, from: number, shown: () => readonly string[]): readonly WorkerTally[] {
    const isSame = this.#revision === index.revision && from >= this.#from && from < this.#goodTo;
    if (isSame || (this.#revision === index.revision && from === this.#from)) return this.#tallies;
    const sums = new Sums(index.workers.size);
    this.#goodTo = sumUp(index, from, sums);
    this.#from = from;
    this.#revision = index.revision;
    this.#tallies = talliesOf(index, sums, shown());
    return this.#tallies;
  }
}

/** Returns when the first job in the period ended, ms. */
function sumUp(index: TalliedJobs, from: number, sums: Sums): number {
  const { columns } = index;
  const { kinds, starts, ends } = columns;
  const isAll = from === Number.NEGATIVE_INFINITY;
  let earliest = Number.POSITIVE_INFINITY;
  for (const leaf of index.lastFirst()) {
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
      const worker = workerAt(columns, slot);
      const status = Math.floor((kinds[slot] ?? 0) / jobTypes.length);
      if (worker === 0 || status === queued) continue;
      sums.jobs[worker] = (sums.jobs[worker] ?? 0) + 1;
      const start = starts[slot] ?? Number.NaN;
      if (status === running) {
        sums.running[worker] = (sums.running[worker] ?? 0) + 1;
        keepLatest(sums.last, worker, start);
        if (isLonger(columns, slot, sums.longest[worker] ?? noSlot)) sums.longest[worker] = slot;
        continue;
      }
      const end = ends[slot] ?? Number.NaN;
      const isKnown = end > beforeAllTimes;
      if (isKnown) keepLatest(sums.last, worker, end);
      if ((status !== complete && status !== failed) || !(isAll || end > from)) continue;
      if (end < earliest && isKnown) earliest = end;
      const counts = status === complete ? sums.done : sums.failed;
      counts[worker] = (counts[worker] ?? 0) + 1;
      const begun = start <= end || !isKnown ? start : end;
      if (!((sums.first[worker] ?? Number.NaN) <= begun) && !Number.isNaN(begun)) sums.first[worker] = begun;
    }
  }
  return earliest;
}

function keepLatest(last: Float64Array, worker: number, time: number): void {
  if (!((last[worker] ?? Number.NaN) >= time) && !Number.isNaN(time)) last[worker] = time;
}

/** Whether the job in a slot has run longer than the one in another; of two that began at once the one with the lower id. */
function isLonger({ starts, ids }: JobColumns, slot: number, other: number): boolean {
  if (other === noSlot) return true;
  const [start, otherStart] = [startOr(starts[slot]), startOr(starts[other])];
  return start < otherStart || (start === otherStart && (ids[slot] ?? 0) < (ids[other] ?? 0));
}

const startOr = (start = Number.NaN) => (Number.isNaN(start) ? Number.POSITIVE_INFINITY : start);

function talliesOf(
  { columns, workers, names }: TalliedJobs,
  sums: Sums,
  shown: readonly string[],
): readonly WorkerTally[] {
  const tallies: WorkerTally[] = [];
  for (let code = 1; code < sums.jobs.length; code += 1) {
    const name = workers.name(code);
    if (sums.jobs[code] === 0 || name === null) continue;
    const slot = sums.longest[code] ?? noSlot;
    const nameCode = columns.names[slot] ?? 0;
    tallies.push({
      name,
      running: sums.running[code] ?? 0,
      longest:
        slot === noSlot
          ? null
          : {
              id: String(columns.ids[slot] ?? 0),
              name: shown[nameCode] ?? names.plugin(nameCode),
              startedAt: timeOf(columns.starts[slot]),
            },
      done: sums.done[code] ?? 0,
      failed: sums.failed[code] ?? 0,
      firstAt: timeOf(sums.first[code]),
      lastAt: timeOf(sums.last[code]),
    });
  }
  return tallies;
}

const timeOf = (time = Number.NaN) => (Number.isNaN(time) ? null : time);
