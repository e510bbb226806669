import type { ParserTally } from '../../model/parsers.js';
import type { JobColumns } from './job-columns.js';
import { KeptTallies } from './kept-tallies.js';
import type { Block } from './leaf-times.js';
import { grouped, type ParserName, talliesFromScratch } from './parser-passes.js';
import { type FailedRun, lastOf, type ParsedJobs, ParserRuns, type Runs } from './parser-runs.js';
import { percentilesOf, type SortedNumbers } from './sorted-numbers.js';

/** Jobs as the queue's index has them. */
interface KeptJobs extends ParsedJobs {
  /** Another number whenever any of them changed. */
  readonly revision: number;
}

/** With more names than this all runs are read again each time, rather than kept by name. */
export const mostNames = 20_000;
/** How the parsers of a queue do, from one picture to the next. */
export class ParserTallies {
  readonly #kept = new KeptTallies<ParserRuns>();
  #known: { readonly revision: number; readonly from: number; readonly text: string } | null = null;
  #groups: Groups = { text: '', parsers: [], codes: [] };
  /** By parser: percentiles, and how often their numbers had changed then. */
  #percentiles: { readonly revision: number; readonly values: readonly (number | null)[] }[] = [];
  #tallies: readonly ParserTally[] = [];

  /**
   * Of parse jobs that ended after `from`, ms, of all where it is minus infinity; `schema/queries/parser_runs.sql` is the
   * reference. `names`: of jobs, by their names' codes.
   */
  read(jobs: KeptJobs, from: number, names: readonly ParserName[]): readonly ParserTally[] {
    const text = JSON.stringify(names);
    const { revision } = jobs;
    const known = this.#known;
    if (known?.revision === revision && known.from === from && known.text === text) return this.#tallies;
    if (text !== this.#groups.text) {
      this.#groups = groupsOf(names, text);
      this.#percentiles = [];
    }
    const { parsers, codes } = this.#groups;
    const runs = names.length > mostNames ? null : this.#runsFrom(jobs, from);
    if (runs === null) this.#tallies = talliesFromScratch(jobs, from, names);
    else {
      runs.findLast(jobs, names.keys());
      this.#tallies = parsers.map((parser, group) => this.#tally(runs, parser, group, codes[group] ?? []));
    }
    this.#known = { revision, from, text };
    return this.#tallies;
  }

  /** See `KeptTallies`. */
  replace(columns: JobColumns, gone: readonly Block[], come: readonly Block[], jobs: number): void {
    this.#kept.replace(columns, gone, come, jobs);
  }

  clear(): void {
    this.#kept.clear();
    this.#known = null;
  }

  #runsFrom(jobs: KeptJobs, from: number): ParserRuns {
    return this.#kept.from(jobs.columns, from, () => {
      this.#percentiles = [];
      return new ParserRuns(jobs, from);
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
    return {
      name,
      version,
      done: sum(({ done }) => done),
      failed: sum(({ failed }) => failed),
      p50,
      p95,
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
