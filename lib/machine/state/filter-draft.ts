import { type ListedStatus, listedStatuses, listedTypes } from '../../model/filter.js';
import type { JobType } from '../../model/job.js';

/** A filter while it is being put together. */
export interface FilterDraft {
  readonly types: ReadonlySet<JobType>;
  readonly statuses: ReadonlySet<ListedStatus>;
  readonly name: string;
  /** Which row has the focus: types, then statuses, then the name. */
  readonly row: number;
  /** Whether the name is being typed: only then are letters text. */
  readonly typing: boolean;
}

/** First row of the statuses. */
export const statusRow = listedTypes.length;

/** Row of the name. */
export const nameRow = listedTypes.length + listedStatuses.length;
