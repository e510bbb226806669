import type { ActionProblem } from '../../actions/action-problem.js';
import { leftAlone } from '../../cli/command-table.js';
import { databaseOf, type JobId, type Target } from '../../model/job.js';
import { isAllowed, type JobAction } from './job-action.js';

/** What happened to a job. */
export type JobResult =
  /** It will be done. */
  | 'to_do'
  | 'done'
  /** The job was no longer as it was found. */
  | 'moved_on'
  /** It isn't done to jobs of this status or type, or not from outside of the job's own queue. */
  | 'not_allowed'
  | 'not_found'
  /** It wasn't tried any more. */
  | 'not_tried'
  /** Whatever wrote it ended without an answer. */
  | 'unknown';

/** A job and what happened to it. */
export interface JobReport {
  readonly id: JobId;
  /** What was found; null if nothing was. */
  readonly target: Target | null;
  readonly result: JobResult;
  /** Its status as the database spells it; for a job that moved on, its present one. Null if the job is gone. */
  readonly statusText: string | null;
  /** Why another program's rules refuse it, as in `RefusedJob`; absent: they don't. */
  readonly why?: string;
}

/** What happened to all jobs. */
export interface ActionReport {
  readonly action: JobAction;
  /** The instant at which they were found, ms. */
  readonly asOf: number;
  /** The jobs that were found in their order, then those that weren't. */
  readonly jobs: readonly JobReport[];
  /** Of the changed jobs: how many a worker still holds, have a paused parser, were cancelled as failed ones. */
  readonly leased: number;
  readonly paused: number;
  readonly asFailed: number;
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
): ActionReport {
  const found = new Set(targets.map(({ id }) => id));
  const missing = [...new Set(ids)].filter((id) => !found.has(id));
  const jobs: readonly JobReport[] = [
    ...targets.map((target): JobReport => {
      const result = isAllowed(action, target) ? 'to_do' : 'not_allowed';
      return { id: target.id, target, result, statusText: target.statusText };
    }),
    ...missing.map((id): JobReport => ({ id, target: null, result: 'not_found', statusText: null })),
  ];
  return { action, asOf, jobs, leased: 0, paused: 0, asFailed: 0, problems: [], signal: null };
}

/** Marks jobs of databases that can't be read as not tried: whether they exist isn't known. */
export function withUnread(plan: ActionReport, unread: ReadonlySet<string>): ActionReport {
  const isUnread = (id: JobId) => unread.has(databaseOf(id) ?? '');
  return {
    ...plan,
    jobs: plan.jobs.map((job) =>
      job.result === 'not_found' && isUnread(job.id) ? { ...job, result: 'not_tried' } : job,
    ),
  };
}

/** How many jobs have a result. */
export function countWith({ jobs }: ActionReport, result: JobResult): number {
  return jobs.reduce((sum, job) => sum + (job.result === result ? 1 : 0), 0);
}

/** The jobs that something is still to be done to. */
export function toDo({ jobs }: ActionReport): readonly Target[] {
  return jobs.flatMap(({ result, target }) => (result === 'to_do' && target !== null ? [target] : []));
}

/** The exit code: 0 if it was, or would be, done to every job. */
export function codeOf(
  { jobs, problems, signal }: ActionReport,
  numberOf: (signal: NodeJS.Signals) => number,
): number {
  if (problems.length > 0) return 1;
  if (signal !== null) return 128 + numberOf(signal);
  return jobs.every(({ result }) => result === 'done' || result === 'to_do') ? 0 : leftAlone;
}
