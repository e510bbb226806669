import { leastRuns, type RunTimes, wholePercents } from '../../model/job-detail.js';
import type { JobColumns } from './job-columns.js';
import { KeptTallies } from './kept-tallies.js';
import type { Block } from './leaf-times.js';
import type { ParserName } from './parser-passes.js';
import { doneRun, type ParsedJobs, ParserRuns } from './parser-runs.js';
import { mostNames } from './parser-tallies.js';
import { percentilesOf, SortedNumbers } from './sorted-numbers.js';

/** How long the complete runs of parsers took, from one picture to the next. */
export class ParserDurations {
  readonly #kept = new KeptTallies<ParserRuns>();
  /** The last result: for which codes, and how often the numbers that it was made from had changed then. */
  #known: { readonly of: string; readonly revision: number; readonly times: RunTimes | null } | null = null;

  /**
   * The durations of one version of a parser; null if it has too few runs. `names`: parsers' names by the codes of
   * jobs' names; `schema/queries/run_durations.sql` is the reference.
   */
  read(jobs: ParsedJobs, names: readonly ParserName[], { name, version }: ParserName): RunTimes | null {
    const codes = names.flatMap((each, code) => (each.name === name && each.version === version ? code : []));
    if (names.length > mostNames) return timesOf([passOver(jobs, new Set(codes))]);
    const runs = this.#kept.from(jobs.columns, Number.NEGATIVE_INFINITY, () => {
      this.#known = null;
      return new ParserRuns(jobs, Number.NEGATIVE_INFINITY);
    });
    const sets = codes.flatMap((code) => runs.of(code).doneDurations ?? []);
    const of = JSON.stringify(codes);
    const revision = sets.reduce((sum, set) => sum + set.revision, 0);
    if (this.#known?.of !== of || this.#known.revision !== revision)
      this.#known = { of, revision, times: timesOf(sets) };
    return this.#known.times;
  }

  /** See `KeptTallies`. */
  replace(columns: JobColumns, gone: readonly Block[], come: readonly Block[], jobs: number): void {
    this.#kept.replace(columns, gone, come, jobs);
  }

  clear(): void {
    this.#kept.clear();
    this.#known = null;
  }
}

function timesOf(sets: readonly SortedNumbers[]): RunTimes | null {
  const runs = sets.reduce((sum, { size }) => sum + size, 0);
  if (runs < leastRuns) return null;
  return { runs, percentiles: percentilesOf(sets, wholePercents).map((time) => time ?? 0) };
}

/** Durations (ms) of the complete runs with one of these names, from a pass over all jobs. */
function passOver({ columns, lastFirst }: ParsedJobs, codes: ReadonlySet<number>): SortedNumbers {
  const { kinds, names, starts, ends } = columns;
  const durations = new SortedNumbers();
  for (const { from, count } of lastFirst()) {
    for (let slot = from; slot < from + count; slot += 1) {
      const duration = (ends[slot] ?? Number.NaN) - (starts[slot] ?? Number.NaN);
      if (kinds[slot] === doneRun && duration > 0 && codes.has(names[slot] ?? 0)) durations.add(duration);
    }
  }
  return durations;
}
