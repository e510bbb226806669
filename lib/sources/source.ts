import type { SnapshotReader } from '../snapshot/port.js';

/** One of several databases, and how it is read: in this process, by a thread, or on another host. */
export interface Source {
  /** What it is called on the screen; no other source has the same name. Untrusted. */
  readonly name: string;
  /** Where it is, as it was given. Untrusted. */
  readonly path: string;
  /** The other host that it is on; absent: this one. */
  readonly host?: string;
  readonly reader: SnapshotReader;
  /**
   * Sources with the same lane are read by the same thread: counted one after the other, all are soon on the screen.
   */
  readonly lane?: string;
  /** How many ms ago something was last heard of a host; absent: only answers tell. */
  readonly silentMs?: () => number;
  /** Whether a look at it may never return, as where another machine serves the disk. */
  readonly mayHang?: boolean;
}
