/** What the reader looks at of a file: which one it is, its size in bytes, and its times in ns since the epoch. */
export interface FileStatus {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  isFile(): boolean;
}

/**
 * All that reading a database takes from the operating system, one call for one look at it, so that a simulation can
 * let a writer go on between any two. What goes wrong with files is thrown as `node:fs` throws it.
 */
export interface System {
  /** The path without symbolic links. */
  realPath(path: string): string;
  /** Opens for reading, and waits for nobody; returns a descriptor. Whoever opens it closes it. */
  open(path: string): number;
  statusOf(descriptor: number): FileStatus;
  /** Null where there is nothing at the path. */
  statusAt(path: string): FileStatus | null;
  /** Fills `into` from byte `position` of the file on; returns how many bytes, perhaps fewer, and 0 only at its end. */
  read(descriptor: number, into: Uint8Array, position: number): number;
  close(descriptor: number): void;
  /** The list of file locks as Linux keeps it in /proc/locks; empty where the system keeps none. */
  locks(): string;
  /** Ms on a clock that only goes forward. */
  steady(): number;
  /** Resolves after a number of ms. */
  pause(ms: number): Promise<void>;
  /** A number from 0 to 1, to be uneven by. */
  random(): number;
}
