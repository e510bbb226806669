import type { ListedStatus } from '../model/filter.js';
import type { JobType } from '../model/job.js';

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
