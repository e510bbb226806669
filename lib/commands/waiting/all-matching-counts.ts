import type { JobFilter } from '../../model/filter.js';
import { noCounts } from '../../model/picture.js';
import type { Problem } from '../../model/problem.js';
import type {
  CountsResult,
  FailedRunsResult,
  FailuresThatCount,
  MatchingCounts,
  MatchingCountsReader,
  RestResult,
} from '../../snapshot/matching-counts.js';
import { passing, unmade } from './passing.js';

/** One of several databases. */
export interface NamedCountsReader {
  readonly name: string;
  readonly reader: MatchingCountsReader;
}

/** Separates a database's name from one of its runs; no name contains it. */
const mark = '\u001e';

/** The counts of several databases' jobs together. As long as one database can't be read, they are unknown. */
export class AllMatchingCounts implements MatchingCountsReader {
  readonly #databases: readonly NamedCountsReader[];

  constructor(databases: readonly NamedCountsReader[]) {
    this.#databases = databases;
  }

  async rest(filter: JobFilter, failures: FailuresThatCount): Promise<RestResult> {
    const all = await this.#all((reader, name) => reader.rest(filter, ownFailures(failures, name)));
    const problem = worstOf(all);
    if (problem !== null) return { kind: 'problem', problem };
    const unfinished = all.filter((each) => each.kind === 'unfinished');
    if (unfinished.length === 0) return summed(all.filter((each) => each.kind === 'counts'));
    return {
      kind: 'unfinished',
      queued: unfinished.reduce((sum, { queued }) => sum + queued, 0),
      running: unfinished.reduce((sum, { running }) => sum + running, 0),
    };
  }

  async counts(filter: JobFilter, failures: FailuresThatCount): Promise<CountsResult> {
    const all = await this.#all((reader, name) => reader.counts(filter, ownFailures(failures, name)));
    const problem = worstOf(all);
    return problem === null
      ? summed(all.filter((each) => each.kind === 'counts'))
      : { kind: 'problem', problem };
  }

  /** A database that doesn't exist yet has none. */
  async failedRuns(filter: JobFilter): Promise<FailedRunsResult> {
    const runs = new Set<string>();
    const all = await this.#all(async (reader, name) => ({ name, found: await reader.failedRuns(filter) }));
    const problem = worstOf(
      all
        .map(({ found }) => found)
        .filter((each) => each.kind !== 'problem' || !unmade.has(each.problem.code)),
    );
    if (problem !== null) return { kind: 'problem', problem };
    for (const { name, found } of all)
      if (found.kind === 'runs') for (const run of found.runs) runs.add(name + mark + run);
    return { kind: 'runs', runs };
  }

  async look(): Promise<string> {
    return (await this.#all((reader) => reader.look())).join('\n');
  }

  async close(): Promise<void> {
    await this.#all((reader) => reader.close());
  }

  #all<T>(work: (reader: MatchingCountsReader, name: string) => Promise<T>): Promise<readonly T[]> {
    return Promise.all(this.#databases.map(({ name, reader }) => work(reader, name)));
  }
}

/** The failures that count in the database with this name. */
function ownFailures(failures: FailuresThatCount, name: string): FailuresThatCount {
  if (failures.kind !== 'new') return failures;
  const beginning = name + mark;
  const own = [...failures.known].filter((run) => run.startsWith(beginning));
  return { kind: 'new', known: new Set(own.map((run) => run.slice(beginning.length))) };
}

/** The worst problem: one that no worker will fix before one that passes by itself; null if there is none. */
function worstOf(results: readonly (RestResult | FailedRunsResult)[]): Problem | null {
  const problems = results.flatMap((each) => (each.kind === 'problem' ? [each.problem] : []));
  return problems.find(({ code }) => !passing.has(code)) ?? problems[0] ?? null;
}

function summed(all: readonly MatchingCounts[]): MatchingCounts {
  const counts = { ...noCounts };
  for (const each of all)
    for (const status of Object.keys(counts) as (keyof typeof counts)[])
      counts[status] += each.counts[status];
  const failuresThatCount = all.reduce((sum, each) => sum + each.failuresThatCount, 0);
  return { kind: 'counts', counts, failuresThatCount };
}
