import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, statfsSync, unlinkSync, write } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Problem } from '../../model/problem.js';
import { type LogBytes, logProblem } from './log-bytes.js';

const writeTo = promisify(write);

/** Bytes on the disk, in a file that no longer has a name, so that nothing is left behind even if we are killed. */
export class Spool implements LogBytes {
  size = 0;
  #closed = false;
  #writing: Promise<unknown> = Promise.resolve();

  readonly #descriptor: number;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Makes an empty one in a folder; the caller closes it. Throws what `node:fs` throws. */
  static create(folder: string): Spool {
    const path = join(folder, `jobs-view-${randomUUID()}`);
    const descriptor = openSync(path, 'wx+', 0o600);
    try {
      unlinkSync(path);
      return new Spool(descriptor);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  /** Appends bytes; only one call at a time. Rejects with what `node:fs` throws. */
  async append(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      if (this.#closed) throw new Error('the spool is closed');
      const written = writeTo(this.#descriptor, bytes, done, bytes.length - done, this.size);
      this.#writing = written.catch(() => undefined);
      const { bytesWritten } = await written;
      done += bytesWritten;
      this.size += bytesWritten;
    }
  }

  read(from: number, to: number): Buffer {
    const bytes = Buffer.allocUnsafe(to - from);
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(this.#descriptor, bytes, done, bytes.length - done, from + done);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  }

  /** Drops everything from `size` on. */
  cutTo(size: number): void {
    this.size = size;
  }

  /** Waits for a write under way first: its descriptor must not become another file's. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writing;
    closeSync(this.#descriptor);
  }
}

/** How much room there is in a folder, in bytes. Throws what `node:fs` throws. */
function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Logs are unpacked to at most this many bytes. */
const mostBytes = 4 * 2 ** 30;
/** This much disk space is left free for other programs, in bytes. */
const reserveBytes = 256 << 20;
/** The free space is checked once per this many bytes. */
const checkEvery = 16 << 20;

/** Where logs are unpacked to. */
export interface SpoolLimits {
  /** The folder for temporary files. */
  readonly spoolFolder: string;
  /** Logs are unpacked to at most this many bytes; default: 4 GiB. */
  readonly unpackAtMost?: number;
}

/** Thrown if there is no room for a log, or if it is too large. */
export class NoRoom extends Error {
  constructor(readonly problem: Problem) {
    super(problem.sentence);
  }
}

/** Prevents a small log that unpacks to a huge one from filling the disk. */
export class SpoolRoom {
  /** How many more bytes there was room for when last checked. */
  #room = 0;

  readonly #limits: SpoolLimits;
  readonly #path: string;

  /** `path` is the log's file. */
  constructor(limits: SpoolLimits, path: string) {
    this.#limits = limits;
    this.#path = path;
  }

  /** Throws {@link NoRoom} unless a log of `size` bytes may grow by `bytes`. */
  expect(size: number, bytes: number): void {
    const most = this.#limits.unpackAtMost ?? mostBytes;
    if (size + bytes > most) throw new NoRoom(this.#tooLarge(most));
    if (this.#room < bytes) {
      const free = freeBytes(this.#limits.spoolFolder) - reserveBytes;
      if (free < bytes) throw new NoRoom(this.#tooFull());
      this.#room = Math.min(free, checkEvery + bytes);
    }
    this.#room -= bytes;
  }

  #tooLarge(most: number): Problem {
    const advice = 'Unpack it where there is more space, and read it there.';
    return logProblem(`This log unpacks to more than ${most} bytes.`, this.#path, advice);
  }

  #tooFull(): Problem {
    const advice = `Free some space in ${this.#limits.spoolFolder}: ${reserveBytes >> 20} MiB are kept free there.`;
    return logProblem('There is not enough space to unpack this log.', this.#path, advice);
  }
}
