import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, statfsSync, unlinkSync, write } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LogBytes } from './log-bytes.js';

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
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
