import type { ActionResult } from '../../actions/action.js';
import type { FollowEnding, ReportedEvent } from '../../model/follow-event.js';
import type { Finding } from '../../model/problem.js';
import type { ChangeWatch } from '../../snapshot/port.js';
import type { Readers } from '../../snapshot/remote-readers.js';
import type { FollowStart, HostAction } from '../wire/messages.js';

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
  /** Follows the queue, and passes its events to `print`, which resolves with false when nobody wants them any more. */
  readonly follow: (start: FollowStart, print: TakeEvents) => ServedFollowing;
  /** The findings of the doctor on this host. They contain no path. Never rejects. */
  readonly examine: () => Promise<readonly Finding[]>;
  /** The folder for copies of logs. */
  readonly spoolFolder: string;
}

/** Takes events; resolves when they are taken. */
export type TakeEvents = (events: readonly ReportedEvent[]) => Promise<boolean>;

/** A queue that is followed. */
export interface ServedFollowing {
  /** Resolves when it has ended, with everything closed. */
  readonly run: () => Promise<FollowEnding>;
  readonly stop: () => void;
}
