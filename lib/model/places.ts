import type { JobId } from './job.js';
import type { ListKey } from './list-key.js';

/** What to return about places in the list, for merging it with the lists of other databases. */
export interface PlacesRequest {
  /** 0-based positions whose jobs' keys are wanted. */
  readonly at: readonly number[];
  /** Keys of which to count the jobs that come before them. */
  readonly of: readonly ListKey[];
  /** A job whose position and key are wanted. */
  readonly job?: JobId;
}

/** A job's 0-based position in the list, and its key. */
export interface JobPlace {
  readonly position: number;
  readonly key: ListKey;
}

/** Places in the list at the picture's instant. */
export interface Places {
  /** The keys of the jobs at the requested positions; null where there is no job. */
  readonly keys: readonly (ListKey | null)[];
  /** For each requested key how many jobs have a lesser one, and how many a lesser one or the same. */
  readonly counts: readonly { readonly less: number; readonly upTo: number }[];
  /** The requested job's position and key; null if it isn't in the list, absent if none was requested. */
  readonly job?: JobPlace | null;
}
