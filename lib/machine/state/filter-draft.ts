import { type ListedStatus, listedStatuses, listedTypes } from '../../model/filter.js';
import type { JobType } from '../../model/job.js';

/** A filter while it is being edited. */
export interface FilterDraft {
  readonly types: ReadonlySet<JobType>;
  readonly statuses: ReadonlySet<ListedStatus>;
  readonly name: string;
  /** The row in focus: types, then statuses, then the name. */
  readonly row: number;
  /** Whether the name is being typed: only then do letters count as text. */
  readonly typing: boolean;
}

/** First row of the statuses. */
export const statusRow = listedTypes.length;

/** Row of the name. */
export const nameRow = listedTypes.length + listedStatuses.length;
