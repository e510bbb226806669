/**
 * What the reader needs to know about a file: its identity, its size in bytes, and its times in ns since the
 * epoch.
 */
export interface FileStatus {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  isFile(): boolean;
  /** Absent where only files are told apart from everything else. */
  isDirectory?(): boolean;
}

/** One instant on two clocks. */
export interface Instant {
  /** Ms on a clock that never goes back. */
  readonly steady: number;
  /** Ms since the epoch. */
  readonly wall: number;
}

/** A part of a file, in bytes. */
export type FileRange = readonly [position: number, length: number];

/**
 * Everything that reading a database needs from the operating system, with one call for each access, so that a
 * simulation can let a writer continue between any two. Errors are thrown as `node:fs` throws them.
 */
export interface System {
  /** The path without symbolic links. */
  realPath(path: string): string;
  /** Opens for reading without blocking; returns a descriptor. The caller closes it. */
  open(path: string): number;
  statusOf(descriptor: number): FileStatus;
  /** Null if there is nothing at the path. */
  statusAt(path: string): FileStatus | null;
  /**
   * Fills `into` from byte `position` of the file on; returns the number of bytes, which may be less than
   * requested, and 0 only at the end.
   */
  read(descriptor: number, into: Uint8Array, position: number): number;
  close(descriptor: number): void;
  /** These ranges of a file will most likely be read next. Nothing has to be done. */
  expect?(descriptor: number, ranges: readonly FileRange[]): void;
  /** The list of file locks as in Linux's /proc/locks; empty if the system has none. */
  locks(): string;
  /** Ms on a clock that never goes back. */
  steady(): number;
  /** The clocks of the system that the files are on, between two accesses; absent: those of this process. */
  instant?(): Instant;
  /** Resolves after a number of ms. */
  pause(ms: number): Promise<void>;
  /** A random number from 0 to 1, for irregular pauses. */
  random(): number;
}
