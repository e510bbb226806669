import type { Cause } from '../causes/cause.js';
import type { JobFilter } from './filter.js';
import { isByUser, type Job, type JobId, type JobStatus, type JobType, type WorkerTrouble } from './job.js';
import type { JobCounts } from './picture.js';
import type { Problem } from './problem.js';

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

/** Something that happened in a queue, as `jobs-view follow` tells it. All text is untrusted. */
export type QueueEvent =
  | { readonly kind: 'job'; readonly change: JobChange }
  /** A job failed for a reason that no job had before, as far as is known. */
  | { readonly kind: 'cause'; readonly cause: Cause; readonly jobId: JobId }
  /** A worker's trouble began, changed its kind, or is over; null: no trouble. */
  | {
      readonly kind: 'worker';
      readonly worker: string;
      readonly from: WorkerTrouble['kind'] | null;
      readonly to: WorkerTrouble['kind'] | null;
    }
  /** A running job has stood still since then, ms, which is long for it; null: it no longer does. */
  | { readonly kind: 'stalled'; readonly job: Job; readonly since: number | null }
  /** Jobs of the whole queue by status. */
  | { readonly kind: 'counts'; readonly counts: JobCounts };

/** Why some changes may be missing. */
export type GapReason =
  /** Nobody read our output, so the database wasn't read meanwhile; the present state of the jobs follows. */
  | { readonly kind: 'held-up'; readonly from: number; readonly to: number }
  /** The run that a cursor comes from isn't known here, or isn't any longer. */
  | { readonly kind: 'unknown-cursor' };

/** Everything that `follow` reports. */
export type FollowEvent =
  | QueueEvent
  /** The state of the queue where the report begins. */
  | { readonly kind: 'snapshot'; readonly counts: JobCounts }
  /**
   * `problem`: why the database can't be read now; null: it can again. `replaced`: there is another file in its place.
   */
  | { readonly kind: 'connection'; readonly problem: Problem | null; readonly replaced: boolean }
  | { readonly kind: 'gap'; readonly reason: GapReason };

/** An event as it is reported. */
export interface ReportedEvent {
  readonly event: FollowEvent;
  /** The instant that it describes, ms. */
  readonly asOf: number;
  /** From here another run can continue after this event; null if none can. */
  readonly cursor: string | null;
}

/** How `follow` ended. */
export type FollowEnding =
  /** Nobody reads our output any more. */
  | { readonly kind: 'unread' }
  /** A problem at the start that no worker will put right. */
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Where to start following a queue; on the way to another host, cursors are texts. */
export type FollowFrom<C = string> =
  | { readonly kind: 'now' }
  /** From an instant, ms. */
  | { readonly kind: 'since'; readonly at: number }
  /** After the first of these that its records know. */
  | { readonly kind: 'cursors'; readonly cursors: readonly C[] };

/** How to follow it. */
export interface FollowStart {
  readonly filter: JobFilter;
  /** Whether to wait for a database that can't be read at the start, whatever the problem. */
  readonly waits: boolean;
  readonly from: FollowFrom;
}

/** The next events; or that there are no more; or a problem that ended it. */
export type FollowAnswer =
  | { readonly kind: 'events'; readonly events: readonly ReportedEvent[] }
  | { readonly kind: 'over' }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Where the records of a database are kept, and by whom. */
export interface RecordLocation {
  readonly folder: string;
  /** The prefix of the names of the database's records. */
  readonly name: string;
  /** Its path, for people who look into a record. */
  readonly database: string;
  readonly host: string;
}
