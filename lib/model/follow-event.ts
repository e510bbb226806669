import type { Cause } from './cause/cause.js';
import type { JobId } from './job.js';
import type { JobChange } from './job-change.js';
import type { JobCounts } from './picture.js';
import type { Problem } from './problem.js';
import type { WorkerTrouble } from './worker-trouble.js';

/** Something that happened in a queue, as `jobs-view follow` tells it. All text is untrusted. */
export type QueueEvent =
  | { readonly kind: 'job'; readonly change: JobChange }
  /** A job failed for a reason that no job had before, as far as is known. */
  | { readonly kind: 'cause'; readonly cause: Cause; readonly jobId: JobId }
  /** The trouble of a worker began, became another, or is over; null: none. */
  | {
      readonly kind: 'worker';
      readonly worker: string;
      readonly from: WorkerTrouble['kind'] | null;
      readonly to: WorkerTrouble['kind'] | null;
    }
  /** Jobs of the whole queue by status. */
  | { readonly kind: 'counts'; readonly counts: JobCounts };

/** Why changes may be missing that nobody saw. */
export type GapReason =
  /** Nobody read what was told, so nothing was read meanwhile either; how jobs stand now follows. */
  | { readonly kind: 'held-up'; readonly from: number; readonly to: number }
  /** What a cursor stands for isn't known here, or no longer. */
  | { readonly kind: 'unknown-cursor' };

/** All that is told, in the order in which it is. */
export type FollowEvent =
  | QueueEvent
  /** How the queue stands where the telling begins. */
  | { readonly kind: 'snapshot'; readonly counts: JobCounts }
  /**
   * `problem`: why the database can't be read now; null: it can again. `replaced`: there is another file in its place.
   */
  | { readonly kind: 'connection'; readonly problem: Problem | null; readonly replaced: boolean }
  | { readonly kind: 'gap'; readonly reason: GapReason };

/** An event as it is told. */
export interface ToldEvent {
  readonly event: FollowEvent;
  /** As of when it is so, ms. */
  readonly asOf: number;
  /** What another run goes on from after it; null where it can't. */
  readonly cursor: string | null;
}

/** How a following ended. */
export type FollowEnding =
  /** Nobody reads what is told any more. */
  | { readonly kind: 'unread' }
  /** A problem at the start that no worker will put right. */
  | { readonly kind: 'problem'; readonly problem: Problem };
