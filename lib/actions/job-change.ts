import type { JobStatus } from '../model/job.js';
import type { Parameters } from './queue.js';

/** One of the ways in which an operator moves a job from one status to another. */
export interface JobChange {
  /** The statement in `schema/actions/` that makes it, guarded against jobs that have moved on. */
  readonly statement: 'retry' | 'cancel' | 'stop';
  readonly from: readonly JobStatus[];
  readonly to: JobStatus;
  /** What was done, as a sentence about `what` (`job 5`, `3 jobs`). */
  readonly done: (what: string, count: number) => string;
  /** Values to try, the best first: a database's CHECK constraints may forbid some of them. */
  readonly wordings: readonly Parameters[];
}

/** What older tools write where there is no word for cancelled; a job with this message is read as cancelled. */
const message = 'Cancelled by user';

const cancelling: readonly Parameters[] = ['ABORTED', null].flatMap((completion) => [
  ...['CANCELLED', 'CANCELED', 'ABORTED'].map((word) => ({ word, completion, message: null })),
  { word: 'FAILED', completion, message },
]);

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Puts jobs back into the queue: failed ones, and others that the operator confirmed one by one. */
export const retrying: JobChange = {
  statement: 'retry',
  from: ['failed'],
  to: 'queued',
  done: (what, count) => `${capitalised(what)} ${count === 1 ? 'is' : 'are'} queued again`,
  wordings: [{ word: 'QUEUED' }, { word: 'PENDING' }],
};

/** Cancels jobs that wait or run. */
export const cancellation: JobChange = {
  statement: 'cancel',
  from: ['queued', 'running'],
  to: 'cancelled',
  done: (what) => `Cancelled ${what}`,
  wordings: cancelling,
};

/** Stops running backtests, which keep the results that they have. */
export const stopping: JobChange = {
  statement: 'stop',
  from: ['running'],
  to: 'cancelled',
  done: (what) => `Stopped ${what}`,
  wordings: cancelling,
};
