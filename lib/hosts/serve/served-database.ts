import type { ActionResult } from '../../actions/action.js';
import type { Readers } from '../../snapshot/readers.js';
import type { HostAction } from '../wire/action-shapes.js';

/** What is served: the readers of one database, and what may be done to it. */
export interface ServedDatabase {
  readonly readers: Readers;
  /** Makes the watch; calls `onChange` when something may have changed, `onHampered` when that may be noticed late. */
  readonly watch: (onChange: () => void, onHampered: () => void) => ServedWatch;
  /** Never rejects. Ended by `signal`. */
  readonly act: (action: HostAction, signal: AbortSignal) => Promise<ActionResult>;
  /** The folder for logs that are laid aside. */
  readonly spoolFolder: string;
}

/** When to tell the other host that something has changed. */
export interface ServedWatch {
  /** Whether somebody is writing at full speed now. */
  readonly inStorm?: boolean;
  start(): Promise<void>;
  close(): Promise<void>;
}
