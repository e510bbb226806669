import type { ParserTally } from '../../model/parsers.js';
import type { JobColumns } from './job-columns.js';
import { percentileIn } from './nth-smallest.js';
import { doneRun, failedRun, type ParsedJobs } from './parser-runs.js';
import { ExactSum } from './rows/exact-sum.js';
import type { JobRows } from './rows/job-rows.js';
import { Scratch } from './scratch.js';

const noSlot = -1;

/** A parser's name and version, as the list shows them. */
export interface ParserName {
  readonly name: string;
  readonly version: string | null;
}

/** What each parser did, from two passes over all jobs, see `ParserTallies.read`. */
export function talliesFromScratch(
  jobs: ParsedJobs,
  from: number,
  names: readonly ParserName[],
  rows: JobRows | null = null,
): readonly ParserTally[] {
  const { parsers, groups } = grouped(names);
  const runs = new AllRuns(jobs, from, groups, parsers.length, rows);
  const tallies = parsers.map((parser, group) => runs.tally(parser, group));
  runs.free();
  return tallies;
}

/** Each parser and version once, and to which of them each name belongs. */
export function grouped(names: readonly ParserName[]): {
  parsers: readonly ParserName[];
  groups: Uint32Array;
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

/** What two passes over all jobs found, by parser and version. */
class AllRuns {
  readonly #jobs: ParsedJobs;
  readonly #groups: Uint32Array;
  readonly #isAll: boolean;
  readonly #from: number;
  readonly #done: Uint32Array;
  readonly #failed: Uint32Array;
  readonly #everFailed: Uint32Array;
  readonly #rows: JobRows | null;
  readonly #rowSums: readonly ExactSum[];
  readonly #telling: Uint32Array;
  /** Slots of the jobs that failed last in the period. */
  readonly #last: Int32Array;
  /** Where each group's durations begin; the last element is where all of them end. */
  readonly #begins: Uint32Array;
  readonly #durations: Float64Array;
  readonly #scratch = new Scratch();

  constructor(jobs: ParsedJobs, from: number, groups: Uint32Array, count: number, rows: JobRows | null) {
    this.#jobs = jobs;
    this.#rows = rows;
    this.#rowSums = Array.from({ length: count }, () => new ExactSum());
    this.#telling = new Uint32Array(count);
    this.#groups = groups;
    this.#isAll = from === Number.NEGATIVE_INFINITY;
    this.#from = from;
    this.#done = new Uint32Array(count);
    this.#failed = new Uint32Array(count);
    this.#everFailed = new Uint32Array(count);
    this.#last = new Int32Array(count).fill(noSlot);
    this.#begins = new Uint32Array(count + 1);
    this.#count();
    for (let group = 0; group < count; group += 1)
      this.#begins[group + 1] = (this.#begins[group + 1] ?? 0) + (this.#begins[group] ?? 0);
    this.#durations = this.#scratch.reals(this.#begins[count] ?? 0);
    this.#fill();
  }

  /** What was found about one parser. Reorders its durations. */
  tally({ name, version }: ParserName, group: number): ParserTally {
    const { ids, ends } = this.#jobs.columns;
    const from = this.#begins[group] ?? 0;
    const to = this.#begins[group + 1] ?? 0;
    const slot = this.#last[group] ?? noSlot;
    const at = ends[slot] ?? Number.NaN;
    return {
      name,
      version,
      done: this.#done[group] ?? 0,
      failed: this.#failed[group] ?? 0,
      p50: percentileIn(this.#durations, from, to, 50),
      p95: percentileIn(this.#durations, from, to, 95),
      rows: (this.#telling[group] ?? 0) > 0 ? (this.#rowSums[group]?.total ?? null) : null,
      jobsWithRows: this.#telling[group] ?? 0,
      lastFailure: slot === noSlot ? null : { id: String(ids[slot] ?? 0), at: Number.isNaN(at) ? null : at },
      everFailed: this.#everFailed[group] ?? 0,
    };
  }

  /** Frees its memory. */
  free(): void {
    this.#scratch.free();
  }

  #count(): void {
    const { columns } = this.#jobs;
    const { kinds, names, starts, ends } = columns;
    for (const leaf of this.#jobs.lastFirst()) {
      for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
        const kind = kinds[slot] ?? 0;
        if (kind !== doneRun && kind !== failedRun) continue;
        const group = this.#groups[names[slot] ?? 0] ?? 0;
        if (kind === failedRun) this.#everFailed[group] = (this.#everFailed[group] ?? 0) + 1;
        const end = ends[slot] ?? Number.NaN;
        if (!(this.#isAll || end > this.#from)) continue;
        const counts = kind === doneRun ? this.#done : this.#failed;
        counts[group] = (counts[group] ?? 0) + 1;
        const rows = this.#rows?.rowsIn(columns, slot) ?? Number.NaN;
        if (!Number.isNaN(rows)) {
          this.#rowSums[group]?.add(rows, 1);
          this.#telling[group] = (this.#telling[group] ?? 0) + 1;
        }
        if (end > (starts[slot] ?? Number.NaN)) this.#begins[group + 1] = (this.#begins[group + 1] ?? 0) + 1;
        if (kind === failedRun && isLater(columns, slot, this.#last[group] ?? noSlot))
          this.#last[group] = slot;
      }
    }
  }

  #fill(): void {
    const { kinds, names, starts, ends } = this.#jobs.columns;
    const next = this.#begins.slice();
    for (const leaf of this.#jobs.lastFirst()) {
      for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
        const kind = kinds[slot] ?? 0;
        if (kind !== doneRun && kind !== failedRun) continue;
        const end = ends[slot] ?? Number.NaN;
        const start = starts[slot] ?? Number.NaN;
        if (!(end > start) || !(this.#isAll || end > this.#from)) continue;
        const group = this.#groups[names[slot] ?? 0] ?? 0;
        const at = next[group] ?? 0;
        this.#durations[at] = end - start;
        next[group] = at + 1;
      }
    }
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

const endOr = (end = Number.NaN) => (Number.isNaN(end) ? Number.NEGATIVE_INFINITY : end);
