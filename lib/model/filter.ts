import type { JobStatus, JobType } from './job.js';

/** Which jobs the list shows. A null part lets everything through. */
export interface JobFilter {
  readonly statuses: readonly JobStatus[] | null;
  readonly types: readonly JobType[] | null;
  /** Case-insensitive part of the name; empty for any. */
  readonly name: string;
}

/** What the list shows unless the operator asks otherwise: everything but the queue (DESIGN "The list"). */
export const defaultFilter: JobFilter = {
  statuses: ['running', 'complete', 'failed', 'cancelled', 'other'],
  types: null,
  name: '',
};

/** Every job, the waiting ones included: what `--json` prints. */
export const everyJob: JobFilter = { statuses: null, types: null, name: '' };
