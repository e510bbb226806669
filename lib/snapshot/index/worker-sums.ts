import { jobStatuses, jobTypes } from '../../model/job.js';
import { beforeAllTimes, type JobColumns } from './job-columns.js';
import type { JobFigures } from './kept-tallies.js';
import { type Block, LeafTimes, longer } from './leaf-times.js';
import { workerAt } from './worker-table.js';
import { isLonger, running, runStart, signOf } from './worker-times.js';

// Local copies, because they are used in loops over all jobs.
const { floor } = Math;
const queued = jobStatuses.indexOf('queued');
const complete = jobStatuses.indexOf('complete');
const failed = jobStatuses.indexOf('failed');

/** Lost first jobs are looked for in this much of the period first, ms, then in four times as much, and so on. */
const firstStepMs = 60_000;
const mostSteps = 8;

/** Jobs as the queue's index has them. */
export interface WorkedJobs {
  readonly columns: JobColumns;
  /** Their slots, starting with the greatest ids. */
  lastFirst(): Iterable<Block>;
}

/** The jobs that a worker runs. */
export interface RunningOf {
  count: number;
  /** The slot of the one that has run longest. */
  longest: number;
}

/**
 * Counts and times of each worker's jobs, by its code. They are brought up to date from one picture to the next, as
 * leaves change, and as the beginning of the period moves on.
 */
export class WorkerSums implements JobFigures {
  /** Jobs that aren't queued; those that completed in the period; those that failed in it. */
  jobs = new Uint32Array(256);
  done = new Uint32Array(256);
  failed = new Uint32Array(256);
  /** When the first of the jobs in the period started, and when a job last started or ended, ms; NaN: never. */
  first = new Float64Array(256).fill(Number.NaN);
  last = new Float64Array(256).fill(Number.NaN);
  /** How many workers have jobs that aren't queued. */
  working = 0;
  /** How many jobs started or ended at the `last` time. */
  #lastTimes = new Uint32Array(256);
  /** Workers whose first job, or whose last one, is gone. */
  readonly #firstLost = new Set<number>();
  readonly #lastLost = new Set<number>();
  /** Workers whose last sign came before the period: their `last` is when a period began, not that sign. */
  readonly #lastOld = new Set<number>();
  /** Contains all workers that gave a sign in the period, unless the period is all time. */
  readonly #recent = new Set<number>();
  /** By leaf: when the first of its jobs in the period ended, and when the first started; 0 if any are running. */
  readonly #ends = new LeafTimes();
  readonly #starts = new LeafTimes();
  readonly #running = new LeafTimes();
  /** By leaf: the last sign that its jobs give of their workers. */
  readonly #signs = new LeafTimes();
  #goodTo = Number.POSITIVE_INFINITY;
  #from: number;
  readonly #isAll: boolean;

  /** For jobs that ended after `from`, ms; for all jobs if it is minus infinity. */
  constructor(index: WorkedJobs, from: number) {
    this.#from = from;
    this.#isAll = from === Number.NEGATIVE_INFINITY;
    for (const leaf of index.lastFirst()) this.enter(index.columns, leaf);
  }

  /** See `JobFigures`. */
  enter(columns: JobColumns, leaf: Block): void {
    const { kinds, ends } = columns;
    let [hasRunning, lastSign] = [false, Number.NEGATIVE_INFINITY];
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
      const worker = workerAt(columns, slot);
      const status = floor((kinds[slot] ?? 0) / jobTypes.length);
      if (worker === 0 || status === queued) continue;
      if (worker >= this.jobs.length) this.#grow(worker + 1);
      const jobs = (this.jobs[worker] ?? 0) + 1;
      this.jobs[worker] = jobs;
      if (jobs === 1) this.working += 1;
      hasRunning ||= status === running;
      const sign = signOf(columns, slot, status);
      if (sign > lastSign) lastSign = sign;
      this.#hear(worker, sign);
      if (!this.#counts(status, ends[slot])) continue;
      const counts = status === complete ? this.done : this.failed;
      counts[worker] = (counts[worker] ?? 0) + 1;
      const start = runStart(columns, slot);
      if (Number.isNaN(start) || (this.first[worker] ?? Number.NaN) < start) continue;
      this.first[worker] = start;
      this.#firstLost.delete(worker);
    }
    this.#note(columns, leaf);
    this.#running.set(leaf, hasRunning ? 0 : Number.POSITIVE_INFINITY);
    this.#signs.set(leaf, Number.isFinite(lastSign) ? lastSign : Number.POSITIVE_INFINITY);
  }

  /** See `JobFigures`. */
  leave(columns: JobColumns, leaf: Block): void {
    const { kinds, ends } = columns;
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
      const worker = workerAt(columns, slot);
      const status = floor((kinds[slot] ?? 0) / jobTypes.length);
      if (worker === 0 || status === queued) continue;
      const jobs = (this.jobs[worker] ?? 0) - 1;
      this.jobs[worker] = jobs;
      if (jobs === 0) this.working -= 1;
      this.#unhear(worker, signOf(columns, slot, status));
      if (this.#counts(status, ends[slot])) this.#takeRun(columns, slot, worker, status);
    }
    for (const times of [this.#ends, this.#starts, this.#running, this.#signs]) times.drop(leaf);
  }

  /** See `JobFigures`: only to a later time. */
  moveTo(columns: JobColumns, from: number): boolean {
    if (from === this.#from) return true;
    if (this.#isAll || from < this.#from) return false;
    const isGood = from < this.#goodTo;
    const leaves = isGood ? [] : this.#ends.between(Number.NEGATIVE_INFINITY, from);
    for (const leaf of leaves) this.#takeUpTo(columns, leaf, from);
    this.#from = from;
    for (const leaf of leaves) this.#note(columns, leaf);
    if (!isGood) this.#goodTo = this.#ends.first();
    return true;
  }

  /**
   * Finds first and last times again whose jobs are gone. Signs from before the period are looked for only if workers
   * that lack a later one are listed all the same.
   */
  correct(index: WorkedJobs, isListed: (worker: number) => boolean): void {
    if (this.#firstLost.size > 0) this.#findFirst(index.columns);
    if (this.#lastLost.size + this.#lastOld.size > 0) this.#findLast(index, isListed);
  }

  /** Workers that gave a sign in the period; all codes if that is all time. */
  *heard(): Generator<number> {
    if (this.#isAll) yield* this.jobs.keys();
    for (const worker of this.#recent) {
      if ((this.last[worker] ?? Number.NaN) > this.#from) yield worker;
      else this.#recent.delete(worker);
    }
  }

  /** The running jobs of each worker who has some. */
  running({ columns }: WorkedJobs): ReadonlyMap<number, RunningOf> {
    const found = new Map<number, RunningOf>();
    for (const leaf of this.#running.between(-1, 0)) {
      for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
        const worker = workerAt(columns, slot);
        if (worker === 0 || floor((columns.kinds[slot] ?? 0) / jobTypes.length) !== running) continue;
        const known = found.get(worker);
        if (known === undefined) found.set(worker, { count: 1, longest: slot });
        else {
          known.count += 1;
          if (isLonger(columns, slot, known.longest)) known.longest = slot;
        }
      }
    }
    return found;
  }

  #counts(status: number, end = Number.NaN): boolean {
    return (status === complete || status === failed) && (this.#isAll || end > this.#from);
  }

  #hear(worker: number, time: number): void {
    if (Number.isNaN(time)) return;
    const last = this.last[worker] ?? Number.NaN;
    if (time < last) return;
    if (time === last) this.#lastTimes[worker] = (this.#lastTimes[worker] ?? 0) + 1;
    else {
      this.last[worker] = time;
      this.#lastTimes[worker] = 1;
      if (time > this.#from && !this.#isAll) this.#recent.add(worker);
    }
    this.#lastLost.delete(worker);
    this.#lastOld.delete(worker);
  }

  #unhear(worker: number, time: number): void {
    const times = this.#lastTimes[worker] ?? 0;
    if (time !== this.last[worker] || times === 0) return;
    this.#lastTimes[worker] = times - 1;
    if (times === 1) this.#lastLost.add(worker);
  }

  /** Takes away a job that ended in the period. */
  #takeRun(columns: JobColumns, slot: number, worker: number, status: number): void {
    const counts = status === complete ? this.done : this.failed;
    counts[worker] = (counts[worker] ?? 0) - 1;
    if (runStart(columns, slot) === this.first[worker]) this.#firstLost.add(worker);
  }

  /** Takes away those jobs of a leaf that ended no later than `to`. */
  #takeUpTo(columns: JobColumns, leaf: Block, to: number): void {
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
      const worker = workerAt(columns, slot);
      const status = floor((columns.kinds[slot] ?? 0) / jobTypes.length);
      const end = columns.ends[slot] ?? Number.NaN;
      if (worker !== 0 && this.#counts(status, end) && end <= to)
        this.#takeRun(columns, slot, worker, status);
    }
  }

  /** Sets when the first of a leaf's jobs in the period ended, and when the first started. */
  #note(columns: JobColumns, leaf: Block): void {
    let [ended, start] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
      const status = floor((columns.kinds[slot] ?? 0) / jobTypes.length);
      const end = columns.ends[slot] ?? Number.NaN;
      if (!this.#counts(status, end) || workerAt(columns, slot) === 0) continue;
      if (end < ended && end > beforeAllTimes) ended = end;
      const own = runStart(columns, slot);
      if (own < start) start = own;
    }
    this.#ends.set(leaf, ended);
    this.#starts.set(leaf, start);
    if (ended < this.#goodTo) this.#goodTo = ended;
  }

  /** Finds the first jobs of workers that lost them: leaves with the earliest starts first, as many as are needed. */
  #findFirst(columns: JobColumns): void {
    const sought = new Set<number>();
    for (const worker of this.#firstLost) {
      this.first[worker] = Number.NaN;
      if ((this.done[worker] ?? 0) + (this.failed[worker] ?? 0) > 0) sought.add(worker);
    }
    this.#firstLost.clear();
    let after = Number.NEGATIVE_INFINITY;
    for (let step = 0; sought.size > 0 && after < Number.POSITIVE_INFINITY; step += 1) {
      const to =
        step === mostSteps ? Number.POSITIVE_INFINITY : this.#starts.first() + firstStepMs * 4 ** step;
      for (const leaf of this.#starts.between(after, to)) this.#beginWith(columns, leaf, sought);
      for (const worker of sought) if ((this.first[worker] ?? Number.NaN) <= to) sought.delete(worker);
      after = to;
    }
  }

  #beginWith(columns: JobColumns, leaf: Block, sought: ReadonlySet<number>): void {
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
      const worker = workerAt(columns, slot);
      const status = floor((columns.kinds[slot] ?? 0) / jobTypes.length);
      if (!sought.has(worker) || !this.#counts(status, columns.ends[slot])) continue;
      const start = runStart(columns, slot);
      if (!((this.first[worker] ?? Number.NaN) <= start) && !Number.isNaN(start)) this.first[worker] = start;
    }
  }

  #findLast(index: WorkedJobs, isListed: (worker: number) => boolean): void {
    const { columns } = index;
    const listed = [...this.#lastLost, ...this.#lastOld].filter(isListed);
    const sought = new Set([...this.#lastLost, ...listed]);
    for (const worker of sought) {
      this.last[worker] = Number.NaN;
      this.#lastOld.delete(worker);
      if (this.jobs[worker] === 0) sought.delete(worker);
    }
    this.#lastLost.clear();
    if (sought.size === 0) return;
    const isWhole = this.#isAll || listed.length > 0;
    for (const leaf of isWhole ? index.lastFirst() : this.#signs.between(this.#from, Number.MAX_VALUE)) {
      for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
        const worker = workerAt(columns, slot);
        if (!sought.has(worker)) continue;
        const status = floor((columns.kinds[slot] ?? 0) / jobTypes.length);
        if (status !== queued) this.#hear(worker, signOf(columns, slot, status));
      }
    }
    if (isWhole) return;
    for (const worker of sought) {
      if ((this.last[worker] ?? Number.NaN) > this.#from) continue;
      this.last[worker] = this.#from;
      this.#lastTimes[worker] = 0;
      this.#lastOld.add(worker);
    }
  }

  #grow(workers: number): void {
    const length = Math.max(workers, 2 * this.jobs.length);
    this.jobs = longer(this.jobs, new Uint32Array(length));
    this.done = longer(this.done, new Uint32Array(length));
    this.failed = longer(this.failed, new Uint32Array(length));
    this.#lastTimes = longer(this.#lastTimes, new Uint32Array(length));
    this.first = longer(this.first, new Float64Array(length).fill(Number.NaN));
    this.last = longer(this.last, new Float64Array(length).fill(Number.NaN));
  }
}
