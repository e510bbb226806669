import type { ParserTally } from '../../model/parsers.js';
import type { JobColumns } from './job-columns.js';
import { KeptTallies } from './kept-tallies.js';
import type { Block } from './leaf-times.js';
import { grouped, type ParserName, talliesFromScratch } from './parser-passes.js';
import { type FailedRun, lastOf, type ParsedJobs, ParserRuns, type Runs } from './parser-runs.js';
import { ExactSum } from './rows/exact-sum.js';
import { JobRows, type OnRowsChange } from './rows/job-rows.js';
import { percentilesOf, type SortedNumbers } from './sorted-numbers.js';

/** Jobs as the queue's index has them. */
interface KeptJobs extends ParsedJobs {
  /** A number that changes whenever any of them does. */
  readonly revision: number;
}

/** With more names than this, all runs are read each time rather than kept by name. */
export const mostNames = 20_000;
/** What each parser of the queue did, kept from one picture to the next. */
export class ParserTallies {
  readonly #kept = new KeptTallies<ParserRuns>();
  readonly #rows = new KeptTallies<JobRows>();
  /** The layout of the tables that rows are read from. */
  #layout = '';
  #known: {
    readonly revision: number;
    readonly rows: number;
    readonly from: number;
    readonly text: string;
  } | null = null;
  #groups: Groups = { text: '', parsers: [], codes: [] };
  /** By parser: percentiles, and how often their numbers had changed then. */
  #percentiles: { readonly revision: number; readonly values: readonly (number | null)[] }[] = [];
  #tallies: readonly ParserTally[] = [];

  /**
   * What parsers did in jobs that ended after `from`, ms, in all jobs if it is minus infinity;
   * `schema/queries/parser_runs.sql` is the reference. `names`: parsers' names by the codes of jobs' names.
   */
  read(jobs: KeptJobs, from: number, names: readonly ParserName[]): readonly ParserTally[] {
    const text = JSON.stringify(names);
    const { revision } = jobs;
    const rows = this.#rows.kept;
    const rowsRevision = rows?.revision ?? 0;
    const known = this.#known;
    if (
      known?.revision === revision &&
      known.rows === rowsRevision &&
      known.from === from &&
      known.text === text
    )
      return this.#tallies;
    if (text !== this.#groups.text) {
      this.#groups = groupsOf(names, text);
      this.#percentiles = [];
    }
    const { parsers, codes } = this.#groups;
    const runs = names.length > mostNames ? null : this.#runsFrom(jobs, from);
    if (runs === null) this.#tallies = talliesFromScratch(jobs, from, names, rows);
    else {
      runs.findLast(jobs, names.keys());
      this.#tallies = parsers.map((parser, group) => this.#tally(runs, parser, group, codes[group] ?? []));
    }
    this.#known = { revision, rows: rowsRevision, from, text };
    return this.#tallies;
  }

  /**
   * The rows of jobs' outputs that {@link read} sums, to be brought up to date before it is called; `onChange` has to
   * be called with every change, unless it is null. `layout`: that of the tables that rows are read from.
   */
  rows(
    columns: JobColumns,
    layout: string,
  ): { readonly rows: JobRows; readonly onChange: OnRowsChange | null } {
    if (layout !== this.#layout) this.dropRows();
    this.#layout = layout;
    const rows = this.#rows.from(columns, 0, () => {
      this.#kept.clear();
      return new JobRows();
    });
    const { kept } = this.#kept;
    return {
      rows,
      onChange: kept && ((slot, before, after) => kept.changeRows(columns, slot, before, after)),
    };
  }

  /** Forgets the rows of jobs' outputs. */
  dropRows(): void {
    if (this.#rows.kept === null) return;
    this.clear();
  }

  /** Records that these pages, of any table, may have changed; null: all pages. */
  suspect(pages: Iterable<number> | null): void {
    const leaves = this.#rows.kept?.leaves;
    leaves?.recorded.suspect(pages);
    leaves?.made.suspect(pages);
  }

  /** See `KeptTallies`. */
  replace(columns: JobColumns, gone: readonly Block[], come: readonly Block[], jobs: number): void {
    const hadRows = this.#rows.kept !== null;
    this.#rows.replace(columns, gone, come, jobs);
    if (hadRows && this.#rows.kept === null) this.clear();
    else this.#kept.replace(columns, gone, come, jobs);
  }

  clear(): void {
    this.#kept.clear();
    this.#rows.clear();
    this.#known = null;
  }

  #runsFrom(jobs: KeptJobs, from: number): ParserRuns {
    return this.#kept.from(jobs.columns, from, () => {
      this.#percentiles = [];
      return new ParserRuns(jobs, from, this.#rows.kept);
    });
  }

  #tally(
    kept: ParserRuns,
    { name, version }: ParserName,
    group: number,
    codes: readonly number[],
  ): ParserTally {
    const all = codes.map((code) => kept.of(code));
    const sum = (of: (runs: Runs) => number) => all.reduce((total, runs) => total + of(runs), 0);
    const last = all.reduce<FailedRun | null>((found, runs) => lastOf(found, runs.last), null);
    const sets = all.flatMap(({ doneDurations, failedDurations }) => [
      ...(doneDurations === null ? [] : [doneDurations]),
      ...(failedDurations === null ? [] : [failedDurations]),
    ]);
    const [p50 = null, p95 = null] = this.#percentilesOf(group, sets);
    const jobsWithRows = sum(({ telling }) => telling);
    const rows = new ExactSum();
    for (const runs of all) rows.addSum(runs.rows);
    return {
      name,
      version,
      done: sum(({ done }) => done),
      failed: sum(({ failed }) => failed),
      p50,
      p95,
      rows: jobsWithRows === 0 ? null : rows.total,
      jobsWithRows,
      lastFailure: last && { id: String(last.id), at: Number.isNaN(last.end) ? null : last.end },
      everFailed: sum(({ everFailed }) => everFailed),
    };
  }

  #percentilesOf(group: number, sets: readonly SortedNumbers[]): readonly (number | null)[] {
    const revision = sets.reduce((sum, set) => sum + set.revision, 0);
    const known = this.#percentiles[group];
    if (known?.revision === revision) return known.values;
    const values = percentilesOf(sets, [50, 95]);
    this.#percentiles[group] = { revision, values };
    return values;
  }
}

/** Each parser and version once, and the codes of its names. */
interface Groups {
  readonly text: string;
  readonly parsers: readonly ParserName[];
  readonly codes: readonly (readonly number[])[];
}

function groupsOf(names: readonly ParserName[], text: string): Groups {
  const { parsers, groups } = grouped(names);
  const codes: number[][] = parsers.map(() => []);
  groups.forEach((group, code) => void codes[group]?.push(code));
  return { text, parsers, codes };
}
