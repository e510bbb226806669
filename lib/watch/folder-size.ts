import { opendir } from 'node:fs/promises';

/** chokidar reads the whole folder at each event: with more entries, each commit would cost tens of milliseconds. */
export const mostEntries = 200;

/**
 * Whether a folder holds too many entries to watch it cheaply. False for a folder that can't be read. Never
 * rejects.
 */
export async function isLarge(folder: string): Promise<boolean> {
  try {
    let entries = 0;
    for await (const _entry of await opendir(folder)) {
      entries++;
      if (entries > mostEntries) return true;
    }
    return false;
  } catch {
    // The watch will run into the same error and report it.
    return false;
  }
}
