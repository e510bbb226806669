import { isByUser, type Job, type JobId, type JobStatus, type JobType } from './job.js';

/** What is compared of a job from one picture to the next. */
export interface JobState {
  readonly status: JobStatus;
  readonly type: JobType;
  /** When it started and ended, ms, as the list's order has it: other times stand in for those that are missing. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** How often it was put back into the queue. */
  readonly retries: number;
}

/** A job that differs between two pictures. */
export interface JobChange {
  readonly id: JobId;
  /** Null: there was no such job, or how it stood isn't known. */
  readonly from: JobState | null;
  /** Null: there is no such job any more. */
  readonly to: JobState | null;
  /** The job as it is now; null if there is none. */
  readonly job: Job | null;
  /** The word for what kind of work it does: the queue's own while there is a job, else ours; `job` where it has none. */
  readonly typeText: string;
  /** The record shows that an operator did it, and no worker or dispatcher; absent: it doesn't say. */
  readonly by?: 'operator';
}

/** Since when a job has had its status, as far as its record tells, ms; null if it doesn't. */
export function changedAt({ status, startedAt, endedAt }: JobState): number | null {
  return status === 'queued' || status === 'running' || status === 'other' ? startedAt : endedAt;
}

/**
 * Whether the record shows that an operator brought a job into its status. `staysEnded`: of its own, the queue never takes
 * up a job again that has failed or was cancelled.
 */
export function isByOperator({ from, to, job }: JobChange, staysEnded: boolean): boolean {
  if (to?.status === 'cancelled') return from?.status !== 'cancelled' && job !== null && isByUser(job);
  return staysEnded && to?.status === 'queued' && (from?.status === 'failed' || from?.status === 'cancelled');
}
