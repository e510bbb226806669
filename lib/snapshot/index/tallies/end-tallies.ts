import { jobStatuses, jobTypes } from '../../../model/job.js';
import type { EndCounts, EndSteps } from '../../../model/monitoring/ends.js';
import type { JobsInLeaves } from '../columns/slot-room.js';
import { workerAt } from '../columns/worker-table.js';

const [none, isDone, hasFailed] = [0, 1, 2];
/** What a job of each kind means here: looked up, because it is used in a loop over all jobs. */
const meanings = Uint8Array.from(
  jobStatuses.flatMap((status) =>
    jobTypes.map(() => (status === 'complete' ? isDone : status === 'failed' ? hasFailed : none)),
  ),
);
/** By kind of job: whether it is a run of a parser. */
const runs = jobStatuses.flatMap(() => jobTypes.map((type) => type === 'parse'));

/** Which jobs are counted: all that satisfy each of these. */
export interface EndChoice {
  /** Whose, by the codes of workers. */
  readonly workers?: ReadonlySet<number>;
  /** Runs of parsers alone, and only those with one of these codes of names. */
  readonly runs?: true;
  readonly names?: ReadonlySet<number>;
}

/** What a pass over the jobs found. */
export type EndTally = Pick<EndCounts, 'done' | 'failed' | 'recordedFrom'>;

/** The last result for each index: pictures come more often than jobs change. */
const memory = new WeakMap<
  object,
  {
    readonly key: string;
    /** Other values of `until` from `least` up to `beyond` give the same result: there are no ends between them. */
    readonly least: number;
    readonly beyond: number;
    readonly tally: EndTally;
  }
>();

/**
 * How many jobs completed and failed in each step. Takes one pass over all jobs, unless nothing has changed since the
 * last one.
 */
export function tallyEnds(
  jobs: JobsInLeaves & { readonly revision: number },
  { stepMs, first, count, until }: EndSteps,
  choice: EndChoice = {},
): EndTally {
  const chosen = [
    choice.runs ?? false,
    ...[choice.workers, choice.names].map((codes) => codes && [...codes]),
  ];
  const key = JSON.stringify([jobs.revision, stepMs, first, chosen]);
  const known = memory.get(jobs);
  if (known?.key === key && until >= known.least && until < known.beyond) return known.tally;
  const [done, failed] = [new Uint32Array(count), new Uint32Array(count)];
  const from = first * stepMs;
  let [earliest, beyond] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const { columns } = jobs;
  const { kinds, ends, names } = columns;
  for (const leaf of jobs.lastFirst()) {
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) {
      const kind = kinds[slot] ?? 0;
      const meaning = meanings[kind] ?? none;
      const end = ends[slot] ?? Number.NaN;
      // A job without an end (NaN) is left out here.
      if (meaning === none || !(end >= 0)) continue;
      if (end > until) {
        if (end < beyond) beyond = end;
        continue;
      }
      if (meaning === isDone && end < earliest) earliest = end;
      if (end < from) continue;
      if (choice.runs === true && runs[kind] !== true) continue;
      if (choice.names?.has(names[slot] ?? 0) === false) continue;
      if (choice.workers?.has(workerAt(columns, slot)) === false) continue;
      const steps = meaning === isDone ? done : failed;
      const step = Math.floor(end / stepMs) - first;
      steps[step] = (steps[step] ?? 0) + 1;
    }
  }
  const recordedFrom = Number.isFinite(earliest) ? earliest : null;
  const tally = { done: [...done], failed: [...failed], recordedFrom };
  memory.set(jobs, { key, least: until, beyond, tally });
  return tally;
}
