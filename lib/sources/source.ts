import type { SnapshotReader } from '../snapshot/port.js';

/** One of several databases, and how it is read: in this process, by a thread, or on another host. */
export interface Source {
  /** Its name on the screen, different from that of any other source. Untrusted. */
  readonly name: string;
  /** Where it is, as it was given. Untrusted. */
  readonly path: string;
  /** The other host that it is on; absent: this one. */
  readonly host?: string;
  readonly reader: SnapshotReader;
  /**
   * Sources with the same lane are read by the same thread: they are counted one after the other, so that the first are
   * soon on the screen.
   */
  readonly lane?: string;
  /** How many ms ago its host last gave a sign of life; absent: only answers show that. */
  readonly silentMs?: () => number;
}
