import { hasOwnId, type Job, type JobStatus, jobInWords, unfinished } from '../../model/job.js';
import { changeable, type JobAction } from '../../model/marks.js';
import { actsOnAll, hasMarks, marksIn } from '../state/marks.js';
import { isPanelOpen } from '../state/mode-stack.js';
import { jobsConcerned } from '../state/selection.js';
import type { JobsState } from '../state/state.js';
import { isRetriable, isStoppable } from '../state/write-order.js';
import { firstOf, noJobs, notWritable, type Reason } from './reasons.js';

/** Something must be there to retry. */
export const nothingToRetry: Reason = (state) =>
  firstOf(notWritable, noJobs, about('retry', isRetriable, 'none of the marked jobs can be retried'))(state);

/** Something must be there to cancel. */
export const nothingToCancel: Reason = (state) =>
  firstOf(
    notWritable,
    noJobs,
    about('cancel', (job) => unfinished.includes(job.status), 'none of the marked jobs is queued or running'),
  )(state);

/** A running backtest must be selected or marked. */
export const nothingToStop: Reason = (state) => {
  const many = 'none of the marked jobs is a running backtest';
  const isOne = isPanelOpen(state) || !hasMarks(state);
  return firstOf(
    notWritable,
    noJobs,
    about('stop', isStoppable, many, isOne ? 'not a running backtest' : null),
  )(state);
};

/** If the action doesn't fit a single job, its status is given as the reason. */
function about(
  action: JobAction,
  fits: (job: Job) => boolean,
  many: string,
  one: string | null = null,
): Reason {
  return (state) => {
    if (actsOnAll(state)) return aboutAll(state, action, many);
    const jobs = jobsConcerned(state);
    const fitting = jobs.filter(fits);
    if (fitting.length > 0) return heldBack(state, fitting);
    const [job] = jobs;
    const isOne = job !== undefined && (state.marked.size === 0 || isPanelOpen(state));
    return isOne ? (one ?? `${jobInWords(job.id)} ${statusPhrases[job.status]}`) : (one ?? many);
  };
}

/** Why the action fits none of the marked jobs; null until those have been read. */
function aboutAll(state: JobsState, action: JobAction, many: string): string | null {
  const isBusy = state.writing.some((order) => order.action === 'all-marked' && order.change === action);
  if (isBusy) return 'already in progress';
  const marks = marksIn(state);
  return marks === null || changeable(marks.tally, action) > 0 ? null : many;
}

const statusPhrases: Readonly<Record<JobStatus, string>> = {
  queued: 'is queued already',
  running: 'is running',
  complete: 'is done',
  failed: 'has failed',
  cancelled: 'is cancelled already',
  other: 'is in a status that this program does not know',
};

/** A write finds its row by the job's id, so a job without one can't be written. */
function heldBack(state: JobsState, jobs: readonly Job[]): string | null {
  const own = jobs.filter(({ id }) => hasOwnId(id));
  if (own.length > 0) return busyWith(state, own);
  return jobs.length === 1 ? 'this job has no id of its own' : 'these jobs have no id of their own';
}

/** A second press of the same key must not become a second action. */
function busyWith(state: JobsState, jobs: readonly Job[]): string | null {
  const busy = new Set(
    state.writing.flatMap((order) => ('jobs' in order ? order.jobs.map(({ id }) => id) : [])),
  );
  return jobs.every(({ id }) => busy.has(id)) ? 'already in progress' : null;
}
