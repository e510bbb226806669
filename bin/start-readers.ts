import { tmpdir } from 'node:os';
import { ReaderThread } from '../lib/snapshot/thread/reader-thread.js';
import type { World } from './world.js';

/**
 * Begins the thread that reads the database and its logs. Its clock is the system's. It takes its time to come up, so
 * begin it before whatever else must be loaded.
 */
export function startReaders(
  path: string,
  logFolder: string | null,
  { folder, home }: Pick<World, 'folder' | 'home'>,
): ReaderThread {
  const setup = { path, places: { base: folder, home }, logFolder, spoolFolder: tmpdir() };
  return new ReaderThread(new URL('./reader-thread.js', import.meta.url), setup);
}
