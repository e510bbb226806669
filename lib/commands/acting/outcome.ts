import type { ActionProblem } from '../../actions/action-problem.js';
import { leftAlone } from '../../cli/exit-codes.js';
import type { JobId } from '../../model/job.js';
import { databaseOf } from '../../model/job-id.js';
import type { Target } from '../../model/target.js';
import { isAllowed, type JobAction } from './job-action.js';

/** What happened to a job. */
export type Fate =
  /** It is to be done. */
  | 'to_do'
  | 'done'
  /** The job was no longer as it was found. */
  | 'moved_on'
  /** It isn't done to jobs of this status or type. */
  | 'not_allowed'
  | 'not_found'
  /** It wasn't tried any more. */
  | 'not_tried'
  /** Whatever wrote it ended without an answer. */
  | 'unknown';

/** A job and what happened to it. */
export interface JobOutcome {
  readonly id: JobId;
  /** What was found; null if nothing was. */
  readonly target: Target | null;
  readonly fate: Fate;
  /** Its status as the database spells it; for a job that moved on, its present one. Null if the job is gone. */
  readonly statusText: string | null;
}

/** What happened to all jobs. */
export interface Outcome {
  readonly action: JobAction;
  /** The instant at which they were found, ms. */
  readonly asOf: number;
  /** The jobs that were found in their order, then those that weren't. */
  readonly jobs: readonly JobOutcome[];
  /** How many of the changed jobs a worker still holds, and how many have a paused parser. */
  readonly leased: number;
  readonly paused: number;
  /** Why it ended early, in each database where it did. */
  readonly problems: readonly ActionProblem[];
  /** The signal that ended it early; null if none did. */
  readonly signal: NodeJS.Signals | null;
}

/** The plan for the jobs that were found; `ids` are those that were asked for, empty if a filter was given. */
export function planned(
  action: JobAction,
  targets: readonly Target[],
  ids: readonly JobId[],
  asOf: number,
): Outcome {
  const found = new Set(targets.map(({ id }) => id));
  const missing = [...new Set(ids)].filter((id) => !found.has(id));
  const jobs: readonly JobOutcome[] = [
    ...targets.map((target): JobOutcome => {
      const fate = isAllowed(action, target) ? 'to_do' : 'not_allowed';
      return { id: target.id, target, fate, statusText: target.statusText };
    }),
    ...missing.map((id): JobOutcome => ({ id, target: null, fate: 'not_found', statusText: null })),
  ];
  return { action, asOf, jobs, leased: 0, paused: 0, problems: [], signal: null };
}

/** Marks jobs of databases that can't be read as not tried: whether they exist isn't known. */
export function withUnread(plan: Outcome, unread: ReadonlySet<string>): Outcome {
  const isUnread = (id: JobId) => unread.has(databaseOf(id) ?? '');
  return {
    ...plan,
    jobs: plan.jobs.map((job) =>
      job.fate === 'not_found' && isUnread(job.id) ? { ...job, fate: 'not_tried' } : job,
    ),
  };
}

/** How many jobs have a fate. */
export function countOfFate({ jobs }: Outcome, fate: Fate): number {
  return jobs.reduce((sum, job) => sum + (job.fate === fate ? 1 : 0), 0);
}

/** The jobs that something is still to be done to. */
export function toDo({ jobs }: Outcome): readonly Target[] {
  return jobs.flatMap(({ fate, target }) => (fate === 'to_do' && target !== null ? [target] : []));
}

/** The exit code: 0 if it was, or would be, done to every job. */
export function codeOf(
  { jobs, problems, signal }: Outcome,
  numberOf: (signal: NodeJS.Signals) => number,
): number {
  if (problems.length > 0) return 1;
  if (signal !== null) return 128 + numberOf(signal);
  return jobs.every(({ fate }) => fate === 'done' || fate === 'to_do') ? 0 : leftAlone;
}
