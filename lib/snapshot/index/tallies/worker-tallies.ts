import { jobStatuses, jobTypes } from '../../../model/job.js';
import type { HeardWorkers, WorkerTally } from '../../../model/worker.js';
import { beforeAllTimes, type JobColumns, type NameTable } from '../columns/job-columns.js';
import type { JobsInLeaves } from '../columns/slot-room.js';
import { Scratch } from '../columns/word-sort.js';
import { noProcess, type WorkerTable, workerAt } from '../columns/worker-table.js';

const [running, complete, failed] = (['running', 'complete', 'failed'] as const).map((status) =>
  jobStatuses.indexOf(status),
);
const queued = jobStatuses.indexOf('queued');
/** By kind of job: its status. Looked up, because it is used in a loop over all jobs. */
const statuses = Uint8Array.from(jobStatuses.flatMap((_, status) => jobTypes.map(() => status)));

/** What is known of a worker, see `Work`. */
const [noJobs, hasJobs, isTallied] = [0, 1, 2];

/** Jobs as the queue's index has them, with the names that they refer to. */
export interface TalliedJobs extends JobsInLeaves {
  readonly names: NameTable;
  readonly workers: WorkerTable;
  /** A number that changes whenever any of the jobs does. */
  readonly revision: number;
}

/** What the queue's workers did and are doing: a pass over all jobs, unless nothing has changed since the last one. */
export class WorkerTallies {
  #sameNamed = new SameNamedWorkers();
  #known: {
    readonly revision: number;
    readonly from: number;
    /** Periods that begin before this, but not before `from`, have the same jobs. */
    readonly before: number;
  } | null = null;
  #heard: HeardWorkers = { tallies: [], names: 0 };

  /**
   * Workers that run a job or gave a sign after `from`, ms, with their jobs that ended after it; all workers and jobs
   * if it is minus infinity. `shown`: jobs' names as the list shows them, by code.
   */
  read(jobs: TalliedJobs, from: number, shown: () => readonly string[]): HeardWorkers {
    const { revision } = jobs;
    const known = this.#known;
    if (known?.revision === revision && (from === known.from || (from > known.from && from < known.before)))
      return this.#heard;
    this.#sameNamed.extend(jobs.workers);
    const work = new Work(jobs, from, this.#sameNamed.all());
    const isWorking = (worker: number) => work.isWorking(worker);
    const heard = work.heard();
    const codes = new Set([...heard, ...this.#sameNamed.of(heard).filter(isWorking)]);
    const names = shown();
    this.#heard = {
      tallies: [...codes].sort((one, other) => one - other).map((code) => work.tally(jobs, code, names)),
      names: work.workers - this.#sameNamed.countPairs(isWorking),
    };
    this.#known = { revision, from, before: work.firstTime };
    work.free();
    return this.#heard;
  }

  clear(): void {
    this.#sameNamed = new SameNamedWorkers();
    this.#known = null;
    this.#heard = { tallies: [], names: 0 };
  }
}

/** What a pass over all jobs finds of each worker's, by its code. */
class Work {
  /** How many workers have jobs that aren't queued. */
  workers = 0;
  /** The first time in the period that a job's worker gave a sign, ms; minus infinity if the period is all time. */
  firstTime: number;
  readonly #from: number;
  readonly #isAll: boolean;
  readonly #scratch = new Scratch();
  /** Whether a worker has jobs that aren't queued: {@link hasJobs}, or {@link isTallied} if it is tallied as well. */
  readonly #states: Uint8Array;
  /** Jobs that run, completed in the period, failed in it. Untouched memory is never allocated. */
  readonly #running: Uint32Array;
  readonly #done: Uint32Array;
  readonly #failed: Uint32Array;
  /** The slot of the job that has run longest. */
  readonly #longest: Uint32Array;
  /** When the first of the jobs in the period started, and when a job last started or ended, ms; NaN: never. */
  readonly #first: Float64Array;
  readonly #last: Float64Array;

  /**
   * For jobs that ended after `from`, ms; for all jobs if it is minus infinity. Of workers that gave no sign since then,
   * only those that run a job and these `others` are tallied.
   */
  constructor(jobs: TalliedJobs, from: number, others: Iterable<number>) {
    const { size } = jobs.workers;
    const scratch = this.#scratch;
    this.#from = from;
    this.#isAll = from === Number.NEGATIVE_INFINITY;
    this.firstTime = this.#isAll ? from : Number.POSITIVE_INFINITY;
    this.#states = new Uint8Array(size);
    this.#running = scratch.numbers(size);
    this.#done = scratch.numbers(size);
    this.#failed = scratch.numbers(size);
    this.#longest = scratch.numbers(size);
    this.#first = scratch.reals(size);
    this.#last = scratch.reals(size);
    const isTalliedAnyway = new Uint8Array(size);
    for (const worker of others) isTalliedAnyway[worker] = 1;
    this.#markRunning(jobs, isTalliedAnyway);
    this.#count(jobs, isTalliedAnyway);
  }

  /** Whether a worker has jobs that aren't queued. */
  isWorking(worker: number): boolean {
    return this.#states[worker] !== noJobs;
  }

  /** Workers that run a job or gave a sign in the period; all that are working if that is all time. */
  heard(): readonly number[] {
    const heard: number[] = [];
    for (let worker = 1; worker < this.#states.length; worker += 1) {
      if (this.#states[worker] !== isTallied) continue;
      if (this.#isAll || this.#running[worker] !== 0 || (this.#last[worker] ?? 0) > this.#from)
        heard.push(worker);
    }
    return heard;
  }

  /** What was found of one worker; `shown`: jobs' names by code. */
  tally(
    { columns, ids, names, workers }: TalliedJobs,
    worker: number,
    shown: readonly string[],
  ): WorkerTally {
    const running = this.#running[worker] ?? 0;
    const slot = this.#longest[worker] ?? 0;
    const name = columns.names[slot] ?? 0;
    const longest = {
      id: ids?.of(columns.ids[slot] ?? 0) ?? String(columns.ids[slot] ?? 0),
      name: shown[name] ?? names.plugin(name),
      startedAt: timeOf(columns.starts[slot]),
    };
    return {
      name: workers.name(worker) ?? '',
      running,
      longest: running === 0 ? null : longest,
      done: this.#done[worker] ?? 0,
      failed: this.#failed[worker] ?? 0,
      firstAt: timeOf(this.#first[worker]),
      lastAt: timeOf(this.#last[worker]),
    };
  }

  /** Frees its memory. */
  free(): void {
    this.#scratch.free();
  }

  #markRunning(jobs: TalliedJobs, isMarked: Uint8Array): void {
    const { columns } = jobs;
    const { kinds } = columns;
    for (const { from, count } of jobs.lastFirst())
      for (let slot = from; slot < from + count; slot += 1)
        if (statuses[kinds[slot] ?? 0] === running) isMarked[workerAt(columns, slot)] = 1;
  }

  #count(jobs: TalliedJobs, isTalliedAnyway: Uint8Array): void {
    const { columns } = jobs;
    const { kinds, starts, ends } = columns;
    const [isAll, from, states] = [this.#isAll, this.#from, this.#states];
    let [workers, firstTime] = [0, this.firstTime];
    for (const leaf of jobs.lastFirst()) {
      for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
        const status = statuses[kinds[slot] ?? 0] ?? queued;
        const worker = workerAt(columns, slot);
        if (worker === 0 || status === queued) continue;
        if (states[worker] === noJobs) {
          states[worker] = hasJobs;
          workers += 1;
        }
        const end = ends[slot] ?? Number.NaN;
        const isIn = isAll || end > from;
        if (!isIn && status !== running && isTalliedAnyway[worker] === 0) continue;
        // The last sign of a worker: its job started, or has ended.
        const sign =
          status === running ? (starts[slot] ?? Number.NaN) : end > beforeAllTimes ? end : Number.NaN;
        if (sign > from && sign < firstTime) firstTime = sign;
        this.#add(columns, slot, worker, status, sign, isIn);
      }
    }
    this.workers = workers;
    this.firstTime = firstTime;
  }

  /** Adds a job; `isIn`: whether it ended in the period. */
  #add(columns: JobColumns, slot: number, worker: number, status: number, sign: number, isIn: boolean): void {
    if (this.#states[worker] !== isTallied) {
      this.#states[worker] = isTallied;
      this.#first[worker] = Number.NaN;
      this.#last[worker] = Number.NaN;
    }
    if (isAfter(sign, this.#last[worker])) this.#last[worker] = sign;
    if (status === running) {
      const count = this.#running[worker] ?? 0;
      this.#running[worker] = count + 1;
      if (count === 0 || isLonger(columns, slot, this.#longest[worker] ?? 0)) this.#longest[worker] = slot;
    }
    if (!isIn || (status !== complete && status !== failed)) return;
    const counts = status === complete ? this.#done : this.#failed;
    counts[worker] = (counts[worker] ?? 0) + 1;
    const [own, end] = [columns.starts[slot] ?? Number.NaN, columns.ends[slot] ?? Number.NaN];
    // No run started after it ended.
    const start = own <= end || !(end > beforeAllTimes) ? own : end;
    if (isAfter(-start, -(this.#first[worker] ?? Number.NaN))) this.#first[worker] = start;
  }
}

/** Whether a time is later than another one; NaN is earlier than all. */
function isAfter(time: number, other = Number.NaN): boolean {
  return !Number.isNaN(time) && !(time <= other);
}

/**
 * Whether the job in a slot has run longer than the one in another; if they started at the same time, whether its id is
 * lower.
 */
function isLonger({ starts, ids }: JobColumns, slot: number, other: number): boolean {
  const [start, otherStart] = [startOr(starts[slot]), startOr(starts[other])];
  return start < otherStart || (start === otherStart && (ids[slot] ?? 0) < (ids[other] ?? 0));
}

const startOr = (start = Number.NaN) => (Number.isNaN(start) ? Number.POSITIVE_INFINITY : start);
const timeOf = (time = Number.NaN) => (Number.isNaN(time) ? null : time);

/** A worker's name that may also be made of another one's name and process: `vm:30534`, `pid 30534`. */
const joined = /^(?:(.*):|pid )(0|[1-9]\d{0,15})$/s;

/** The codes of the workers with a name: without a process, and with one that the name ends with. */
export function codesNamed(workers: WorkerTable, name: string): readonly number[] {
  const [, worker = '', digits] = joined.exec(name) ?? [];
  return [
    workers.find(name, noProcess),
    digits === undefined ? null : workers.find(worker, Number(digits)),
  ].filter((code): code is number => code !== null && workers.name(code) === name);
}

/** Workers of different codes that have the same name. */
class SameNamedWorkers {
  /** Codes of workers without a process, by names that may be others' too. */
  readonly #joined = new Map<string, number>();
  readonly #pairs = new Map<number, number>();
  /** How many codes have been added. */
  #seen = 1;

  /** Adds the workers that are new in the table. */
  extend(workers: WorkerTable): void {
    for (; this.#seen < workers.size; this.#seen += 1) {
      const code = this.#seen;
      const { worker, process } = workers.parts(code);
      if (process !== noProcess) {
        const other = this.#joined.size === 0 ? undefined : this.#joined.get(workers.name(code) ?? '');
        if (other !== undefined) this.#pairs.set(code, other);
        continue;
      }
      if (!joined.test(worker)) continue;
      this.#joined.set(worker, code);
      const other = codesNamed(workers, worker).find((each) => each < code);
      if (other !== undefined) this.#pairs.set(other, code);
    }
  }

  /** All of them. */
  *all(): Generator<number> {
    for (const pair of this.#pairs) yield* pair;
  }

  /** The workers that have the same names as these. */
  of(codes: readonly number[]): readonly number[] {
    if (this.#pairs.size === 0) return [];
    const all = new Set(codes);
    return [...this.#pairs].flatMap(([one, other]) => [
      ...(all.has(one) ? [other] : []),
      ...(all.has(other) ? [one] : []),
    ]);
  }

  /** How many pairs there are of which both satisfy `isSuch`. */
  countPairs(isSuch: (code: number) => boolean): number {
    let count = 0;
    for (const [one, other] of this.#pairs) if (isSuch(one) && isSuch(other)) count += 1;
    return count;
  }
}
