import type { JobStatus } from '../model/job.js';
import type { Parameters } from './queue.js';

/** One of the ways in which an operator moves a job from one status to another. */
export interface JobChange {
  /** The statement in `schema/actions/` that makes it, guarded against jobs that have moved on. */
  readonly statement: 'retry' | 'cancel' | 'stop';
  readonly from: readonly JobStatus[];
  readonly to: JobStatus;
  /** What was done, as a sentence about some jobs: `job 5`, `3 jobs`. */
  readonly done: (what: string, count: number) => string;
  /** What to write, the best first: a database's CHECK lists may forbid some of it. */
  readonly wordings: readonly Parameters[];
}

/** What older tools write, and read as cancelled, where there is no word for it. */
const message = 'Cancelled by user';

const cancelling: readonly Parameters[] = ['ABORTED', null].flatMap((completion) => [
  ...['CANCELLED', 'CANCELED', 'ABORTED'].map((word) => ({ word, completion, message: null })),
  { word: 'FAILED', completion, message },
]);

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Jobs back into the queue: failed ones, and those that the operator was asked about one by one. */
export const retrying: JobChange = {
  statement: 'retry',
  from: ['failed'],
  to: 'queued',
  done: (what, count) => `${capitalised(what)} ${count === 1 ? 'is' : 'are'} queued again`,
  wordings: [{ word: 'QUEUED' }, { word: 'PENDING' }],
};

/** Jobs that wait or run are not to go on. */
export const cancellation: JobChange = {
  statement: 'cancel',
  from: ['queued', 'running'],
  to: 'cancelled',
  done: (what) => `Cancelled ${what}`,
  wordings: cancelling,
};

/** Running backtests are not to go on, and keep what they found. */
export const stopping: JobChange = {
  statement: 'stop',
  from: ['running'],
  to: 'cancelled',
  done: (what) => `Stopped ${what}`,
  wordings: cancelling,
};
