import { type JobId, jobStatuses, jobTypes } from '../../../model/job.js';
import { leastRuns, type RunTimes, wholePercents } from '../../../model/job-detail.js';
import type { ParserTally } from '../../../model/panels/parsers.js';
import { type JobColumns, kindOf } from '../columns/job-columns.js';
import { percentilesIn } from '../columns/nth-smallest.js';
import type { JobsInLeaves } from '../columns/slot-room.js';
import { Scratch } from '../columns/word-sort.js';
import { ExactSum, type JobRows } from '../rows/job-rows.js';

const parse = jobTypes.indexOf('parse');
/** Kinds of jobs that are runs of a parser. */
export const doneRun = kindOf(jobStatuses.indexOf('complete'), parse);
export const failedRun = kindOf(jobStatuses.indexOf('failed'), parse);

const noSlot = -1;

/** A parser's name and version, as the list shows them. */
export interface ParserName {
  readonly name: string;
  readonly version: string | null;
}

/** What each parser of the queue did: a pass over all jobs, unless nothing has changed since the last one. */
export class ParserTallies {
  #known: {
    readonly revision: number;
    readonly rows: number;
    readonly text: string;
    readonly from: number;
    /** Periods that begin before this, but not before `from`, have the same runs. */
    readonly before: number;
  } | null = null;
  #tallies: readonly ParserTally[] = [];

  /**
   * What parsers did in jobs that ended after `from`, ms, in all jobs if it is minus infinity. `names`: parsers' names by
   * the codes of jobs' names; `rows`: the rows of jobs' outputs, null if they aren't known.
   */
  read(
    jobs: JobsInLeaves & { readonly revision: number },
    from: number,
    names: readonly ParserName[],
    rows: JobRows | null = null,
  ): readonly ParserTally[] {
    const state = { revision: jobs.revision, rows: rows?.revision ?? 0, text: JSON.stringify(names) };
    const known = this.#known;
    const isSame =
      known?.revision === state.revision && known.rows === state.rows && known.text === state.text;
    if (isSame && (from === known.from || (from > known.from && from < known.before))) return this.#tallies;
    const { parsers, groups } = grouped(names);
    const runs = new Runs(jobs, from, groups, parsers.length, rows);
    this.#tallies = parsers.map((parser, group) => runs.tally(parser, group));
    runs.free();
    this.#known = { ...state, from, before: runs.firstEnd };
    return this.#tallies;
  }

  clear(): void {
    this.#known = null;
    this.#tallies = [];
  }
}

/**
 * How long the complete runs of one version of a parser took; null if it has too few. `names`: parsers' names by the
 * codes of jobs' names. Takes a pass over all jobs.
 */
export function runTimesOf(
  jobs: JobsInLeaves,
  names: readonly ParserName[],
  { name, version }: ParserName,
): RunTimes | null {
  const isOf = Uint8Array.from(names, (each) => Number(each.name === name && each.version === version));
  const { kinds, names: codes, starts, ends } = jobs.columns;
  const scratch = new Scratch();
  const durations = scratch.reals(jobs.jobs);
  let runs = 0;
  for (const { from, count } of jobs.lastFirst()) {
    for (let slot = from; slot < from + count; slot += 1) {
      if (kinds[slot] !== doneRun || isOf[codes[slot] ?? 0] !== 1) continue;
      const duration = (ends[slot] ?? Number.NaN) - (starts[slot] ?? Number.NaN);
      if (duration > 0) durations[runs++] = duration;
    }
  }
  const percentiles = percentilesIn(durations, 0, runs, wholePercents);
  scratch.free();
  return runs < leastRuns ? null : { runs, percentiles };
}

/** Each parser and version once, and to which of them each name belongs. */
function grouped(names: readonly ParserName[]): {
  readonly parsers: readonly ParserName[];
  readonly groups: Uint32Array;
} {
  const parsers: ParserName[] = [];
  const byText = new Map<string, number>();
  const groups = Uint32Array.from(names, ({ name, version }) => {
    const text = JSON.stringify([name, version]);
    const known = byText.get(text);
    if (known !== undefined) return known;
    const group = parsers.push({ name, version }) - 1;
    byText.set(text, group);
    return group;
  });
  return { parsers, groups };
}

/** What a pass over all jobs finds of the runs of each parser and version. */
class Runs {
  /** When the first run of the period ended, ms; minus infinity if the period is all time. */
  firstEnd = Number.POSITIVE_INFINITY;
  readonly #columns: JobColumns;
  readonly #idOf: (number: number) => JobId;
  readonly #done: Uint32Array;
  readonly #failed: Uint32Array;
  readonly #everFailed: Uint32Array;
  readonly #rowSums: readonly ExactSum[];
  readonly #jobsWithRows: Uint32Array;
  /** Slots of the jobs that failed last in the period. */
  readonly #last: Int32Array;
  /** Where each group's durations begin; the last element is where all of them end. */
  readonly #begins: Uint32Array;
  readonly #durations: Float64Array;
  readonly #scratch = new Scratch();

  constructor(jobs: JobsInLeaves, from: number, groups: Uint32Array, count: number, rows: JobRows | null) {
    this.#columns = jobs.columns;
    this.#idOf = (number) => jobs.ids?.of(number) ?? String(number);
    this.#rowSums = rows === null ? [] : Array.from({ length: count }, () => new ExactSum());
    this.#jobsWithRows = new Uint32Array(count);
    this.#done = new Uint32Array(count);
    this.#failed = new Uint32Array(count);
    this.#everFailed = new Uint32Array(count);
    this.#last = new Int32Array(count).fill(noSlot);
    this.#begins = new Uint32Array(count + 1);
    const timed = this.#count(jobs, from, groups, rows);
    for (let group = 0; group < count; group += 1)
      this.#begins[group + 1] = (this.#begins[group + 1] ?? 0) + (this.#begins[group] ?? 0);
    this.#durations = this.#durationsOf(timed, groups);
  }

  /** What was found about one parser. Reorders its durations. */
  tally({ name, version }: ParserName, group: number): ParserTally {
    const { ids, ends } = this.#columns;
    const [begin, end] = [this.#begins[group] ?? 0, this.#begins[group + 1] ?? 0];
    const [p50 = null, p95 = null] = percentilesIn(this.#durations, begin, end, [50, 95]);
    const slot = this.#last[group] ?? noSlot;
    const at = ends[slot] ?? Number.NaN;
    const jobsWithRows = this.#jobsWithRows[group] ?? 0;
    return {
      name,
      version,
      done: this.#done[group] ?? 0,
      failed: this.#failed[group] ?? 0,
      p50,
      p95,
      rows: jobsWithRows > 0 ? (this.#rowSums[group]?.total ?? null) : null,
      jobsWithRows,
      lastFailure:
        slot === noSlot ? null : { id: this.#idOf(ids[slot] ?? 0), at: Number.isNaN(at) ? null : at },
      everFailed: this.#everFailed[group] ?? 0,
    };
  }

  /** Frees its memory. */
  free(): void {
    this.#scratch.free();
  }

  /** Returns the slots of the runs in the period that have a duration. */
  #count(jobs: JobsInLeaves, from: number, groups: Uint32Array, rows: JobRows | null): Uint32Array {
    const columns = this.#columns;
    const { kinds, names, starts, ends } = columns;
    const isAll = from === Number.NEGATIVE_INFINITY;
    const timed = this.#scratch.numbers(jobs.jobs);
    let [count, firstEnd] = [0, isAll ? from : Number.POSITIVE_INFINITY];
    for (const leaf of jobs.lastFirst()) {
      for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
        const kind = kinds[slot] ?? 0;
        if (kind !== doneRun && kind !== failedRun) continue;
        const group = groups[names[slot] ?? 0] ?? 0;
        if (kind === failedRun) this.#everFailed[group] = (this.#everFailed[group] ?? 0) + 1;
        const end = ends[slot] ?? Number.NaN;
        if (!(isAll || end > from)) continue;
        if (end < firstEnd) firstEnd = end;
        const counts = kind === doneRun ? this.#done : this.#failed;
        counts[group] = (counts[group] ?? 0) + 1;
        if (kind === failedRun && isLater(columns, slot, this.#last[group] ?? noSlot))
          this.#last[group] = slot;
        const own = rows?.rowsIn(columns, slot) ?? Number.NaN;
        if (!Number.isNaN(own)) {
          this.#rowSums[group]?.add(own);
          this.#jobsWithRows[group] = (this.#jobsWithRows[group] ?? 0) + 1;
        }
        if (!(end > (starts[slot] ?? Number.NaN))) continue;
        timed[count++] = slot;
        this.#begins[group + 1] = (this.#begins[group + 1] ?? 0) + 1;
      }
    }
    this.firstEnd = firstEnd;
    return timed.subarray(0, count);
  }

  /** The durations of these runs, those of a group side by side. */
  #durationsOf(timed: Uint32Array, groups: Uint32Array): Float64Array {
    const { names, starts, ends } = this.#columns;
    const durations = this.#scratch.reals(timed.length);
    const next = this.#begins.slice();
    for (let at = 0; at < timed.length; at += 1) {
      const slot = timed[at] ?? 0;
      const group = groups[names[slot] ?? 0] ?? 0;
      const place = next[group] ?? 0;
      durations[place] = (ends[slot] ?? Number.NaN) - (starts[slot] ?? Number.NaN);
      next[group] = place + 1;
    }
    return durations;
  }
}

/**
 * Whether the job in a slot ended later than the one in another; if they ended at the same time, whether its id is
 * higher.
 */
function isLater({ ends, ids }: JobColumns, slot: number, other: number): boolean {
  if (other === noSlot) return true;
  const [end, otherEnd] = [endOr(ends[slot]), endOr(ends[other])];
  return end > otherEnd || (end === otherEnd && (ids[slot] ?? 0) > (ids[other] ?? 0));
}

/** When a job ended, in an order in which jobs without an end come after all others. */
export const endOr = (end = Number.NaN) => (Number.isNaN(end) ? Number.NEGATIVE_INFINITY : end);
