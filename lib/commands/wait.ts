import type { ActionProblem } from '../actions/action-problem.js';
import { someFailed, someStalled, timedOut, wrongUsage } from '../cli/command-table.js';
import { type FilterChoice, withChoice } from '../cli/filter-choice.js';
import { type PointInTime, pointAt } from '../model/filter/point-in-time.js';
import { everyJob, type JobFilter } from '../model/filter.js';
import { qualifiedId } from '../model/job.js';
import { noCounts, type PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import type {
  CountsResult,
  FailedRunsResult,
  FailuresThatCount,
  MatchingCounts,
  MatchingCountsReader,
  RestResult,
} from '../snapshot/matching-counts.js';
import type { Readers } from '../snapshot/remote-readers.js';
import { startReaders } from '../snapshot/thread/start-readers.js';
import { countsAlone } from '../sources/source.js';
import { countText } from '../view/format/numbers.js';
import { sanitize } from '../view/text/sanitize.js';
import type { DatabaseAddress } from './database.js';
import { passing, unmade } from './waiting/passing.js';
import {
  type FirstLook,
  QueueWait,
  type StalledJobs,
  type WaitEnding,
  type WaitGoal,
} from './waiting/queue-wait.js';
import type { World } from './world.js';
import { oneShot, problemText, writeOut } from './write-out.js';

/** What to wait for. */
interface WaitOptions {
  /** At least one. */
  readonly databases: readonly DatabaseAddress[];
  readonly choice: FilterChoice;
  /** Which failures count; null for all. */
  readonly since: PointInTime | 'new' | null;
  /** Whether to wait no longer once a running job that passes the filter has stalled. */
  readonly stalled: boolean;
  /** Ms; null for as long as it takes. */
  readonly timeout: number | null;
}

/**
 * Waits until no job that passes the filter is queued or running in any of the databases, and prints the counts.
 * Returns the exit code: 0; 3 if a failure counts; 6 if it ended because a job has stalled; 4 if it took too long; 1 if a database can't be read and won't
 * recover by itself, or if there is no job with an id that is asked for. Says on stderr what it is waiting for, if stderr is a terminal or there is no database yet.
 */
export async function wait(options: WaitOptions, world: World): Promise<number> {
  const failures = failuresThatCount(options.since, world.now());
  if (failures.kind === 'since' && failures.at > world.now()) {
    world.error.write('jobs-view: --since is in the future\n');
    return wrongUsage;
  }
  // Each can be stopped in the middle of a read when the time is up.
  const all = options.databases.map(({ name, path, open }) => {
    const readers = open?.() ?? startReaders(path, null, world);
    const { snapshots, matchingCounts: reader } = readers;
    return { name, path, isFar: open !== undefined, snapshots, reader, readers };
  });
  const [only] = all;
  const reader = all.length === 1 && only !== undefined ? only.reader : new AllMatchingCounts(all);
  const path = all.map((each) => each.path).join(', ');
  const queues = all.map((each) => ({ ...each, look: () => each.reader.look() }));
  const filter = withChoice(everyJob, options.choice);
  const queueWait = new QueueWait(queues, reader, {
    filter,
    failures,
    ...(options.stalled && { stalled: () => stalledIn(all, filter) }),
    onWaiting: (first) => {
      const isUnmade =
        first.kind === 'problem' &&
        (unmade.has(first.problem.code) || ['no-link', 'no-server', 'silent'].includes(first.problem.code));
      if (isUnmade || world.error.isTTY === true) world.error.write(waitingText(first, path));
    },
  });
  if (options.stalled)
    for (const { readers } of all) readers.listen({ onSizes: () => queueWait.lookAgain() });
  const ending = await queueWait.run(options.timeout);
  return report(ending, failures, path, world);
}

function failuresThatCount(since: WaitOptions['since'], now: number): WaitGoal['failures'] {
  if (since === null) return { kind: 'all' };
  if (since === 'new') return { kind: 'new' };
  return { kind: 'since', at: pointAt(since, now) };
}

function waitingText(first: FirstLook, path: string): string {
  const where = sanitize(first.kind === 'problem' ? first.problem.file : path, pathLimit);
  if (first.kind === 'problem') {
    return `jobs-view: ${where}: ${first.problem.sentence}\nWaiting for it (Ctrl-C to stop).\n`;
  }
  const parts = [
    first.queued > 0 ? `${countText(first.queued)} queued` : '',
    first.running > 0 ? `${countText(first.running)} running` : '',
  ].filter((part) => part !== '');
  const noun = first.queued + first.running === 1 ? 'job' : 'jobs';
  return `jobs-view: ${where}: waiting for ${parts.join(' and ')} ${noun} (Ctrl-C to stop)\n`;
}

const pathLimit = 4096;

async function report(
  ending: WaitEnding,
  failures: WaitGoal['failures'],
  path: string,
  world: World,
): Promise<number> {
  switch (ending.kind) {
    case 'problem':
      world.error.write(`${problemText(oneShot(ending.problem))}\n`);
      return 1;
    case 'absent':
      world.error.write(`${problemText(absent(ending.ids, path))}\n`);
      return 1;
    case 'late-without-counts':
      world.error.write(`${problemText(oneShot(ending.problem))}\n`);
      return timedOut;
    case 'late-reading':
      world.error.write(`${problemText(lateReading(path))}\n`);
      return timedOut;
    case 'late':
      await writeOut(world.output, [`${countsLine(ending.matching, failures)}\n`]);
      world.error.write(`${problemText(late(path))}\n`);
      return timedOut;
    case 'stalled':
      await writeOut(world.output, [`${countsLine(ending.matching, failures, ending.stalled.count)}\n`]);
      world.error.write(`${problemText(stalledProblem(ending.stalled, path))}\n`);
      return someStalled;
    case 'rest':
      await writeOut(world.output, [`${countsLine(ending.matching, failures)}\n`]);
      return ending.matching.failuresThatCount > 0 ? someFailed : 0;
  }
}

/** At most this many ids are named. */
const mostNamed = 10;

function idWords(ids: readonly string[], count: number): string {
  const named = ids.slice(0, mostNamed).map((id) => sanitize(id, idLimit));
  return `${named.join(', ')}${count > named.length ? ` and ${countText(count - named.length)} more` : ''}`;
}

function stalledProblem({ count, ids }: StalledJobs, file: string): ActionProblem {
  return {
    code: 'failed',
    sentence: `${count === 1 ? 'A running job has' : 'Running jobs have'} stalled: ${idWords(ids, count)}.`,
    file,
    advice: 'Look at what hangs with: jobs-view PATH --once --status stalled',
  };
}

function absent(ids: readonly string[], file: string): ActionProblem {
  const [noun, verb] = ids.length === 1 ? ['job', 'is'] : ['jobs', 'are'];
  return {
    code: 'failed',
    sentence: `There ${verb} no ${noun} ${idWords(ids, ids.length)}.`,
    file,
    advice: 'Look at which jobs there are with: jobs-view PATH. Some queues delete jobs once they are done.',
  };
}

const idLimit = 100;

function late(file: string): ActionProblem {
  return {
    code: 'timeout',
    sentence: 'Timed out: jobs are still queued or running.',
    file,
    advice: 'Wait longer with --timeout, or look at what is running with: jobs-view PATH',
  };
}

function lateReading(file: string): ActionProblem {
  return {
    code: 'timeout',
    sentence: 'Timed out while the jobs were still being read.',
    file,
    advice: 'Wait longer with --timeout.',
  };
}

/**
 * `0 queued, 2 running (1 stalled), 12 done, 3 failed (1 new), 1 cancelled`; other states are listed only if there are any.
 */
function countsLine(
  { counts, failuresThatCount }: MatchingCounts,
  failures: WaitGoal['failures'],
  stalled = 0,
): string {
  const { queued, running, complete, failed, cancelled, other } = counts;
  const parts = [
    `${queued} queued`,
    `${running} running${stalled === 0 ? '' : ` (${stalled} stalled)`}`,
    `${complete} done`,
    `${failed} failed${failed === 0 ? '' : whichCount(failuresThatCount, failures)}`,
    `${cancelled} cancelled`,
  ];
  return (other === 0 ? parts : [...parts, `${other} other`]).join(', ');
}

function whichCount(count: number, failures: WaitGoal['failures']): string {
  if (failures.kind === 'all') return '';
  return failures.kind === 'new'
    ? ` (${count} new)`
    : ` (${count} since ${new Date(failures.at).toISOString()})`;
}

/** The running jobs that pass a filter and have stalled, in all of the databases together. */
async function stalledIn(
  databases: readonly (Pick<DatabaseAddress, 'name'> & Pick<Readers, 'snapshots'>)[],
  { cause: _, ...filter }: JobFilter,
): Promise<StalledJobs | Extract<RestResult, { kind: 'problem' }>> {
  if (filter.statuses?.includes('running') === false) return { kind: 'stalled', count: 0, ids: [] };
  const request: PictureRequest = {
    ...countsAlone,
    filter: { ...filter, statuses: ['stalled'] },
    after: mostNamed,
  };
  const stalled = { kind: 'stalled' as const, count: 0, ids: [] as string[] };
  for (const { name, snapshots } of databases) {
    const read = await snapshots.read(request);
    if (read.kind === 'problem') return read;
    stalled.count += read.picture.window.matching;
    for (const { id } of read.picture.window.jobs)
      stalled.ids.push(databases.length === 1 ? id : qualifiedId(name, id));
  }
  return stalled;
}

/** One of several databases. */
interface NamedCountsReader {
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
