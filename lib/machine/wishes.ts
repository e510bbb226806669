import { unfinished } from '../model/job.js';
import { hasOwnId } from '../model/job-id.js';
import { ask } from './asking.js';
import { carryOut } from './carry-out.js';
import { pictureOf } from './job-window.js';
import { jobsConcerned, selectedJob } from './reasons.js';
import type { JobsState } from './state.js';
import { goTo, type Transition } from './transition.js';
import { isDoubtful, isRetriable, seen, type WriteOrder } from './writing.js';

/**
 * Puts those of the jobs concerned back into the queue that can be: at once where all have failed, else when the operator
 * has said yes.
 */
export function retryJobs(state: JobsState): Transition {
  const jobs = jobsConcerned(state)
    .filter(isRetriable)
    .filter(({ id }) => hasOwnId(id));
  if (jobs.length === 0) return goTo(state);
  const order: WriteOrder = { action: 'retry', jobs: jobs.map(seen) };
  return jobs.some(isDoubtful) ? ask(state, order, jobs.length) : carryOut(state, order);
}

/** Cancels those of the jobs concerned that aren't through, when the operator has said yes. */
export function cancelJobs(state: JobsState): Transition {
  const jobs = jobsConcerned(state).filter(({ id, status }) => unfinished.includes(status) && hasOwnId(id));
  return jobs.length === 0
    ? goTo(state)
    : ask(state, { action: 'cancel', jobs: jobs.map(seen) }, jobs.length);
}

/** Stops the selected backtest, when the operator has said yes. */
export function stopJob(state: JobsState): Transition {
  const job = selectedJob(state);
  return job === null ? goTo(state) : ask(state, { action: 'stop', jobs: [seen(job)] }, 1);
}

/** Retries every failed job that passes the filter, when the operator has said yes. */
export function retryAll(state: JobsState): Transition {
  const count = pictureOf(state.connection)?.failedMatching ?? 0;
  return count === 0 ? goTo(state) : ask(state, { action: 'retry-all', filter: state.filter }, count);
}
