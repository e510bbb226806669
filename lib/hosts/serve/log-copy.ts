import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { problemOf } from '../../snapshot/files/read-failure.js';
import type { LogReader } from '../../snapshot/port.js';
import type { LogCopyAnswer } from '../wire/messages.js';

/** The size of a piece of a log, in bytes: on a slow line the answer to a key waits for one piece at most. */
const pieceLength = 64 * 1024;

/** The memory as a folder, which is there where a container or a host has no folder that can be written. */
const inMemory = '/dev/shm';

/** Makes a folder in this one, else in the memory. Rejects with why it can't in this one. */
async function newFolder(within: string): Promise<string> {
  const name = 'jobs-view-log-';
  try {
    return await mkdtemp(join(within, name));
  } catch (error) {
    return mkdtemp(join(inMemory, name)).catch(() => Promise.reject(error));
  }
}

/**
 * A copy of a whole log at one instant, in a file without a name, to be fetched piece by piece: over a slow line that
 * takes long, and the log itself may be rewritten meanwhile.
 */
export class LogCopy {
  readonly #logs: LogReader;
  readonly #folder: string;
  #file: FileHandle | null = null;
  readonly #leaving = new AbortController();
  #work: Promise<unknown> = Promise.resolve();

  /** `folder`: where files may be made, each in a folder of its own that this user alone can read. */
  constructor(logs: LogReader, folder: string) {
    this.#logs = logs;
    this.#folder = folder;
  }

  /** Copies a job's log, replacing the copy before. Never rejects. */
  make(jobId: string, signal: AbortSignal): Promise<LogCopyAnswer> {
    return this.#inTurn(() => this.#make(jobId, AbortSignal.any([signal, this.#leaving.signal])));
  }

  /** A piece from a byte on; empty at the end, where the copy is removed; null if there is no copy. Never rejects. */
  bytes(from: number): Promise<Uint8Array | null> {
    return this.#inTurn(async () => {
      const file = this.#file;
      if (file === null) return null;
      try {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(pieceLength), 0, pieceLength, from);
        if (bytesRead === 0) await this.#putAway();
        return buffer.subarray(0, bytesRead);
      } catch {
        // The disk fails: the other side gets no piece, and reports that the log couldn't be saved.
        await this.#putAway();
        return null;
      }
    });
  }

  /** Ends what is under way, and removes the copy. */
  async close(): Promise<void> {
    this.#leaving.abort();
    await this.#inTurn(() => this.#putAway());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#work.then(work);
    this.#work = result.catch(() => undefined);
    return result;
  }

  async #make(jobId: string, signal: AbortSignal): Promise<LogCopyAnswer> {
    await this.#putAway();
    if (signal.aborted) return { kind: 'stopped' };
    let folder: string | null = null;
    try {
      folder = await newFolder(this.#folder);
      const saved = await this.#logs.save(jobId, join(folder, 'log'), signal);
      if (saved.kind !== 'saved') return saved;
      this.#file = await open(saved.path);
      return { kind: 'log-copied', bytes: saved.bytes };
    } catch (error) {
      return { kind: 'problem', problem: problemOf('failed', this.#folder, String(error)) };
    } finally {
      // The open file no longer needs its name. If it can't be removed, the system cleans it up, like everything in
      // that folder.
      if (folder !== null) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  async #putAway(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }
}
