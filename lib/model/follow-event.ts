import type { Cause } from './cause/cause.js';
import type { JobId, WorkerTrouble } from './job.js';
import type { JobChange } from './job-change.js';
import type { JobCounts } from './picture.js';
import type { Problem } from './problem.js';

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
