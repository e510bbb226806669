import { tmpdir } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { World } from '../lib/commands/world.js';
import { ReaderThread } from '../lib/snapshot/thread/reader-thread.js';
import { usualLimits } from '../lib/snapshot/thread/worker-options.js';
import { threadEntry } from './early-thread.js';

/** Readers of the database and its logs, in the given thread or else in a new one. They use the system's clock. */
export function startReaders(
  path: string,
  logFolder: string | null,
  { folder, home }: Pick<World, 'folder' | 'home'>,
  early: Worker | null = null,
): ReaderThread {
  const setup = { path, places: { base: folder, home }, logFolder, spoolFolder: tmpdir() };
  return new ReaderThread(threadEntry, setup, usualLimits, early);
}
