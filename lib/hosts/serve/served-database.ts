import type { ActionResult } from '../../actions/action.js';
import type { FollowAnswer, FollowStart } from '../../model/follow-event.js';
import type { Finding } from '../../model/problem.js';
import type { ChangeWatch } from '../../snapshot/port.js';
import type { Readers } from '../../snapshot/remote-readers.js';
import type { HostAction } from '../wire/messages.js';

/** What is served: the readers of one database, and what may be done to it. */
export interface ServedDatabase {
  readonly readers: Readers;
  /**
   * Makes the watch; calls `onChange` when something may have changed, `onDegraded` when that may be noticed late,
   * `onOvertaken` when it has changed and isn't to be read yet: `onChange` follows.
   */
  readonly watch: (onChange: () => void, onDegraded: () => void, onOvertaken: () => void) => ChangeWatch;
  /** Never rejects. Ended by `signal`. */
  readonly act: (action: HostAction, signal: AbortSignal) => Promise<ActionResult>;
  /** Whether a write that isn't committed yet is given up once the other side is gone; default: it is finished. */
  readonly givesUpWrites?: boolean;
  readonly follow: Follower;
  /** The findings of the doctor on this host. They contain no path. Never rejects. */
  readonly examine: () => Promise<readonly Finding[]>;
  /** The folder for copies of logs. */
  readonly spoolFolder: string;
}

/** Follows a queue for another program, which takes the events answer by answer. */
export interface Follower {
  /** The next events, once there are some; with a start, begins to follow from there. One call at a time. Never rejects. */
  next(start: FollowStart | null): Promise<FollowAnswer>;
  /** Ends the follow; resolves when it has ended. */
  close(): Promise<void>;
}
