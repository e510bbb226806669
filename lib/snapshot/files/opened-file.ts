import { isFolder, ReadFailure } from './read-failure.js';
import type { FileRange, FileStatus, System } from './system.js';

/** Which file a path led to: device and inode. A file that is replaced by renaming has another identity. */
export type FileIdentity = string;

const identityOf = (status: FileStatus): FileIdentity => `${status.dev}:${status.ino}`;

/**
 * The identity of the file now at a path, or null if there is none. Throws {@link ReadFailure} for any other
 * error.
 */
export function identityAt(system: System, path: string): FileIdentity | null {
  try {
    const status = system.statusAt(path);
    return status === null ? null : identityOf(status);
  } catch (error) {
    throw ReadFailure.fromSystem(error, path);
  }
}

/** A regular file open for reading. The caller closes it. */
export class OpenedFile {
  readonly identity: FileIdentity;

  readonly #descriptor: number;

  private constructor(
    readonly system: System,
    readonly path: string,
    descriptor: number,
    status: FileStatus,
  ) {
    this.#descriptor = descriptor;

    this.identity = identityOf(status);
  }

  /**
   * Opens the file, or returns null if there is none. Throws {@link ReadFailure} if the path isn't a regular file
   * or may not be read. Never blocks: a FIFO is refused, not waited for.
   */
  static open(system: System, path: string): OpenedFile | null {
    let descriptor: number;
    try {
      descriptor = system.open(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw ReadFailure.fromSystem(error, path);
    }
    try {
      const status = system.statusOf(descriptor);
      if (!status.isFile())
        throw new ReadFailure('not-a-file', path, status.isDirectory?.() ? isFolder : undefined);
      return new OpenedFile(system, path, descriptor, status);
    } catch (error) {
      system.close(descriptor);
      throw ReadFailure.fromSystem(error, path);
    }
  }

  /** The current size in bytes. */
  size(): number {
    return Number(this.status().size);
  }

  /** The current size, times and identity. */
  status(): FileStatus {
    try {
      return this.system.statusOf(this.#descriptor);
    } catch (error) {
      throw ReadFailure.fromSystem(error, this.path);
    }
  }

  /**
   * Fills `into` from byte `position` on; returns the number of bytes, which is less than requested only at the
   * file's end.
   */
  readInto(into: Uint8Array, position: number): number {
    let done = 0;
    try {
      while (done < into.length) {
        const rest = done === 0 ? into : into.subarray(done);
        const count = this.system.read(this.#descriptor, rest, position + done);
        if (count === 0) break;
        done += count;
      }
    } catch (error) {
      throw ReadFailure.fromSystem(error, this.path);
    }
    return done;
  }

  /** Whether it is of use to say what will be read. */
  get isFar(): boolean {
    return this.system.expect !== undefined;
  }

  /** See {@link System.expect}. */
  expect(ranges: readonly FileRange[]): void {
    this.system.expect?.(this.#descriptor, ranges);
  }

  /** Up to `length` bytes from `position` on; shorter only at the file's end. */
  read(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafeSlow(length);
    return bytes.subarray(0, this.readInto(bytes, position));
  }

  close(): void {
    this.system.close(this.#descriptor);
  }
}
