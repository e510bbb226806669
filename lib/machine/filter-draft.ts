import type { ListedStatus } from '../model/filter.js';
import type { JobType } from '../model/job.js';

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

/** The rows of the dialog that can be checked, in their order on the screen. */
export const draftTypes: readonly JobType[] = ['scan', 'parse', 'export', 'backtest', 'other'];

/** See {@link draftTypes}. */
export const draftStatuses: readonly ListedStatus[] = [
  'failed',
  'gone',
  'silent',
  'running',
  'complete',
  'queued',
  'cancelled',
  'other',
];

/** First row of the statuses. */
export const statusRow = draftTypes.length;

/** Row of the name. */
export const nameRow = draftTypes.length + draftStatuses.length;
