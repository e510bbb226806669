import type { ListedStatus } from '../model/filter.js';
import type { Job, JobStatus, JobType } from '../model/job.js';

/** Each status in one word, for the status bar and dialogs. */
export const statusWords: Readonly<Record<ListedStatus, string>> = {
  failed: 'failed',
  gone: 'gone',
  silent: 'silent',
  running: 'running',
  complete: 'done',
  queued: 'queued',
  cancelled: 'cancelled',
  other: 'other',
};

/** Each type in one word. */
export const typeNames: Readonly<Record<JobType, string>> = {
  scan: 'scan',
  parse: 'parse',
  export: 'export',
  backtest: 'backtest',
  other: 'other',
};

/** What databases call a status where their word says more than ours: not all done jobs did something. */
const tellingWords: Readonly<Partial<Record<JobStatus, string>>> = { running: 'staged', complete: 'skipped' };

/** `skipped`, `staged`: the database's word for a job's status where it says more than ours; else null. */
export function tellingWord({ status, statusText }: Pick<Job, 'status' | 'statusText'>): string | null {
  const word = tellingWords[status];
  return word !== undefined && statusText.trim().toLowerCase() === word ? word : null;
}
