import type { JobId } from '../../model/job.js';
import type { LogSearch } from '../../model/log.js';
import type { Alert } from './alert.js';
import type { Copying } from './state.js';
import type { WriteOrder } from './write-order.js';

/** What a transition asks the app to do. The machine runs nothing itself. */
export type Command =
  /** Reads again; what to read is then given by the machine's `request`. */
  | { readonly type: 'read' }
  | { readonly type: 'write'; readonly order: WriteOrder }
  | { readonly type: 'copy'; readonly text: string; readonly what: string }
  | { readonly type: 'save-text'; readonly copying: Copying }
  | { readonly type: 'open-folder'; readonly path: string }
  /** The filter or the panels' settings have changed, and are to be saved. */
  | { readonly type: 'remember' }
  /** What the operator saw last is kept for the next start. */
  | { readonly type: 'keep' }
  /** Reads the log on the screen: at once, or after a rest since the last read. */
  | { readonly type: 'read-log'; readonly when?: 'in-time' }
  | { readonly type: 'search-log'; readonly search: LogSearch }
  /** Counts the lines that match a search, and those of them before a byte. */
  | { readonly type: 'count-log-matches'; readonly search: LogSearch; readonly at: number }
  /** Ends a search of the log that is under way. */
  | { readonly type: 'stop-log-search' }
  | { readonly type: 'save-log'; readonly jobId: JobId }
  | { readonly type: 'edit-log'; readonly jobId: JobId }
  /** Deletes old metrics, unless the database is busy. */
  | { readonly type: 'clean-metrics' }
  /** Tells the operator of new failures when they aren't looking at the screen. */
  | { readonly type: 'alert'; readonly alert: Alert }
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  | { readonly type: 'quit' };
