import { tmpdir } from 'node:os';
import { isAbsolute } from 'node:path';
import type { Worker, WorkerOptions } from 'node:worker_threads';
import type { World } from '../commands/world.js';
import { leaveLostFolder, startThread, usualLimits, workerOptions } from '../entries.js';
import { ReaderThread } from '../snapshot/thread/reader-thread.js';

/**
 * Readers of the database and its logs, in the given thread or else in a new one. They use the system's clock. If the
 * thread dies after the working folder was deleted, another one can start only if the path is absolute, as every other
 * path that this process uses then is.
 */
export function startReaders(
  path: string,
  logFolder: string | null,
  { folder, home, readerThread }: Pick<World, 'folder' | 'home' | 'readerThread'>,
  early: Worker | null = null,
): ReaderThread {
  const setup = { path, folders: { base: folder, home }, logFolder, spoolFolder: tmpdir() };
  const start = (): Worker => {
    if (isAbsolute(path)) leaveLostFolder();
    return newThread(readerThread);
  };
  return new ReaderThread(start, setup, usualLimits, early);
}

/** A new thread that reads for this process; `entry` as `World` has it. `options`: what it is given. */
export function newThread(
  entry: URL,
  options: Pick<WorkerOptions, 'workerData' | 'transferList'> = {},
): Worker {
  return startThread(entry, { ...workerOptions(usualLimits), ...options });
}
