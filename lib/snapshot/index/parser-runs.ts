import { jobStatuses, jobTypes } from '../../model/job.js';
import { beforeAllTimes, type JobColumns, kindOf } from './job-columns.js';
import type { JobFigures } from './kept-tallies.js';
import { type Block, LeafTimes } from './leaf-times.js';
import { ExactSum } from './rows/exact-sum.js';
import type { JobRows } from './rows/job-rows.js';
import { SortedNumbers } from './sorted-numbers.js';

const parse = jobTypes.indexOf('parse');
/** Kinds of jobs that are runs of a parser. */
export const doneRun = kindOf(jobStatuses.indexOf('complete'), parse);
export const failedRun = kindOf(jobStatuses.indexOf('failed'), parse);

/** A job that failed: when it ended (ms; NaN: unknown), and its row's number. */
export interface FailedRun {
  readonly end: number;
  readonly id: number;
}

/** Jobs as the queue's index has them. */
export interface ParsedJobs {
  readonly columns: JobColumns;
  /** Their slots, the leaf with the highest ids first. */
  lastFirst(): Iterable<Block>;
}

/** The runs of one name and version. */
export class Runs {
  done = 0;
  failed = 0;
  everFailed = 0;
  /** The run that failed last; null: none failed in the period. */
  last: FailedRun | null = null;
  /** Whether the run that failed last is gone, so that it isn't known which one is the last now. */
  isLost = false;
  /** How long they took, ms, of those with a start and an end; null as long as there are none. */
  doneDurations: SortedNumbers | null = null;
  failedDurations: SortedNumbers | null = null;
  /** Rows of the runs in the period, and how many runs have recorded theirs. */
  readonly rows = new ExactSum();
  telling = 0;

  /** Adds the rows of a run, or takes them away; NaN: they aren't recorded. */
  addRows(rows: number, sign: 1 | -1): void {
    if (Number.isNaN(rows)) return;
    this.rows.add(rows, sign);
    this.telling += sign;
  }
}

/** Runs that are read from their jobs for the first time. */
class Collected {
  readonly done: number[] = [];
  readonly failed: number[] = [];
}

/**
 * What became of the parse jobs that ended after an instant, by the codes of their names. It is brought up to date from
 * one picture to the next, as leaves change, and as the beginning of the period moves on.
 */
export class ParserRuns implements JobFigures {
  readonly #byName: Runs[] = [];
  /** When the first run of each leaf in the period ended. */
  readonly #ends = new LeafTimes();
  /** No run in the period ended before this time, ms. */
  #goodTo = Number.POSITIVE_INFINITY;
  #from: number;
  readonly #isAll: boolean;
  readonly #rows: JobRows | null;
  /** Only while all jobs are read for the first time, else null. */
  #collected: Collected[] | null = [];

  /**
   * For all jobs that ended after `from`, ms; for all jobs if it is minus infinity. `rows`: the rows of their outputs.
   */
  constructor(jobs: ParsedJobs, from: number, rows: JobRows | null = null) {
    this.#rows = rows;
    this.#from = from;
    this.#isAll = from === Number.NEGATIVE_INFINITY;
    for (const leaf of jobs.lastFirst()) this.enter(jobs.columns, leaf);
    this.#collected?.forEach(({ done, failed }, name) => {
      const runs = this.of(name);
      runs.doneDurations = new SortedNumbers(new Float64Array(done));
      runs.failedDurations = new SortedNumbers(new Float64Array(failed));
    });
    this.#collected = null;
  }

  /** The runs of a name. */
  of(name: number): Runs {
    const known = this.#byName[name];
    if (known !== undefined) return known;
    const runs = new Runs();
    this.#byName[name] = runs;
    return runs;
  }

  /** See `JobFigures`. */
  enter(columns: JobColumns, leaf: Block): void {
    const { kinds, names, starts, ends, ids } = columns;
    let first = Number.POSITIVE_INFINITY;
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
      const kind = kinds[slot] ?? 0;
      if (kind !== doneRun && kind !== failedRun) continue;
      const name = names[slot] ?? 0;
      const runs = this.of(name);
      if (kind === failedRun) runs.everFailed += 1;
      const end = ends[slot] ?? Number.NaN;
      if (!this.#isIn(end)) continue;
      if (end < first && end > beforeAllTimes) first = end;
      if (kind === failedRun) {
        runs.failed += 1;
        const run = { end, id: ids[slot] ?? 0 };
        if (runs.last === null || !isLater(runs.last, run)) {
          runs.last = run;
          runs.isLost = false;
        }
      } else runs.done += 1;
      if (this.#rows !== null) runs.addRows(this.#rows.rowsIn(columns, slot), 1);
      const duration = end - (starts[slot] ?? Number.NaN);
      if (duration > 0) this.#add(name, runs, kind, duration);
    }
    this.#note(leaf, first);
  }

  /** Records that the rows of the job in a slot have changed. */
  changeRows({ kinds, names, ends }: JobColumns, slot: number, before: number, after: number): void {
    const kind = kinds[slot] ?? 0;
    if ((kind !== doneRun && kind !== failedRun) || !this.#isIn(ends[slot] ?? Number.NaN)) return;
    const runs = this.of(names[slot] ?? 0);
    runs.addRows(before, -1);
    runs.addRows(after, 1);
  }

  /** See `JobFigures`. */
  leave(columns: JobColumns, leaf: Block): void {
    const { kinds, names } = columns;
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
      const kind = kinds[slot] ?? 0;
      if (kind !== doneRun && kind !== failedRun) continue;
      if (kind === failedRun) this.of(names[slot] ?? 0).everFailed -= 1;
      if (this.#isIn(columns.ends[slot] ?? Number.NaN)) this.#takeRun(columns, slot, kind);
    }
    this.#ends.drop(leaf);
  }

  /** See `JobFigures`: only to a later time. */
  moveTo(columns: JobColumns, from: number): boolean {
    if (from === this.#from) return true;
    if (this.#isAll || from < this.#from) return false;
    if (from >= this.#goodTo) {
      const leaves = this.#ends.between(Number.NEGATIVE_INFINITY, from);
      for (const leaf of leaves) this.#takeUpTo(columns, leaf, from);
      this.#goodTo = this.#ends.first();
    }
    this.#from = from;
    return true;
  }

  /** For names whose last failed run isn't known any more, finds it again in a pass over all jobs. */
  findLast(jobs: ParsedJobs, names: Iterable<number>): void {
    const lost = new Set<Runs>();
    for (const name of names) {
      const runs = this.of(name);
      if (!runs.isLost) continue;
      runs.last = null;
      runs.isLost = false;
      if (runs.failed > 0) lost.add(runs);
    }
    if (lost.size === 0) return;
    const { kinds, names: codes, ends, ids } = jobs.columns;
    for (const leaf of jobs.lastFirst()) {
      for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
        if (kinds[slot] !== failedRun) continue;
        const runs = this.of(codes[slot] ?? 0);
        if (!lost.has(runs)) continue;
        // As some failed in the period, the last of all is one of them.
        const run = { end: ends[slot] ?? Number.NaN, id: ids[slot] ?? 0 };
        if (runs.last === null || isLater(run, runs.last)) runs.last = run;
      }
    }
  }

  #isIn(end: number): boolean {
    return this.#isAll || end > this.#from;
  }

  #note(leaf: Block, first: number): void {
    this.#ends.set(leaf, first);
    if (first < this.#goodTo) this.#goodTo = first;
  }

  #add(name: number, runs: Runs, kind: number, duration: number): void {
    if (this.#collected === null) {
      durationsOf(runs, kind).add(duration);
      return;
    }
    this.#collected[name] ??= new Collected();
    this.#collected[name][kind === failedRun ? 'failed' : 'done'].push(duration);
  }

  /** Takes away a run that is in the period. */
  #takeRun(columns: JobColumns, slot: number, kind: number): void {
    const { names, starts, ends, ids } = columns;
    const runs = this.of(names[slot] ?? 0);
    const end = ends[slot] ?? Number.NaN;
    if (kind === failedRun) {
      runs.failed -= 1;
      if (runs.last?.id === ids[slot]) runs.isLost = true;
    } else runs.done -= 1;
    if (this.#rows !== null) runs.addRows(this.#rows.rowsIn(columns, slot), -1);
    const duration = end - (starts[slot] ?? Number.NaN);
    if (duration > 0) durationsOf(runs, kind).take(duration);
  }

  /** Takes away those runs of a leaf that ended no later than `to`. */
  #takeUpTo(columns: JobColumns, leaf: Block, to: number): void {
    const { kinds, ends } = columns;
    let first = Number.POSITIVE_INFINITY;
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
      const kind = kinds[slot] ?? 0;
      const end = ends[slot] ?? Number.NaN;
      if ((kind !== doneRun && kind !== failedRun) || !this.#isIn(end)) continue;
      if (end > to) {
        if (end < first) first = end;
      } else this.#takeRun(columns, slot, kind);
    }
    this.#ends.set(leaf, first);
  }
}

function durationsOf(runs: Runs, kind: number): SortedNumbers {
  if (kind === failedRun) {
    runs.failedDurations ??= new SortedNumbers();
    return runs.failedDurations;
  }
  runs.doneDurations ??= new SortedNumbers();
  return runs.doneDurations;
}

/** The one of two runs that failed last. */
export function lastOf(one: FailedRun | null, other: FailedRun | null): FailedRun | null {
  if (one === null || other === null) return one ?? other;
  return isLater(other, one) ? other : one;
}

/** Whether a run ended later than another one; if they ended at the same time, whether its id is higher. */
function isLater(one: FailedRun, other: FailedRun): boolean {
  const [end, otherEnd] = [endOr(one.end), endOr(other.end)];
  return end > otherEnd || (end === otherEnd && one.id > other.id);
}

const endOr = (end: number) => (Number.isNaN(end) ? Number.NEGATIVE_INFINITY : end);
