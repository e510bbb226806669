import { tmpdir } from 'node:os';
import { isAbsolute } from 'node:path';
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { leaveLostFolder, startThread, usualLimits, workerOptions } from '../../entries.js';
import { ReaderThread } from './reader-thread.js';

/** Where this process is, and the module that its threads of readers begin with. */
export interface ReadersWorld {
  /** The working folder, to which paths are relative. */
  readonly folder: string;
  /** The operator's home folder, or null where there is none. */
  readonly home: string | null;
  readonly readerThread: URL;
}

/**
 * Readers of the database and its logs, in the given thread or else in a new one. They use the system's clock. If the
 * thread dies after the working folder was deleted, another one can start only if the path is absolute, as every other
 * path that this process uses then is.
 */
export function startReaders(
  path: string,
  logFolder: string | null,
  { folder, home, readerThread }: ReadersWorld,
  early: Worker | null = null,
): ReaderThread {
  const setup = { path, folders: { base: folder, home }, logFolder, spoolFolder: tmpdir() };
  const start = (): Worker => {
    if (isAbsolute(path)) leaveLostFolder();
    return newThread(readerThread);
  };
  return new ReaderThread(start, setup, usualLimits, early);
}

/** A new thread that reads for this process; `entry`: the module that it begins with. `options`: what it is given. */
export function newThread(
  entry: URL,
  options: Pick<WorkerOptions, 'workerData' | 'transferList'> = {},
): Worker {
  return startThread(entry, { ...workerOptions(usualLimits), ...options });
}
