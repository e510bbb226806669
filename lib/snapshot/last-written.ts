import { statSync } from 'node:fs';
import { resolvePaths } from './database-paths.js';

/** When a database was last written, ms since the epoch, by the times of its files; null where they can't be seen. */
export function lastWrittenAt(path: string): number | null {
  let latest: number | null = null;
  for (const file of filesOf(path)) {
    try {
      latest = Math.max(latest ?? 0, statSync(file).mtimeMs);
    } catch {
      // There need be no log; what is wrong with the database itself, the read says.
    }
  }
  return latest;
}

function filesOf(path: string): readonly string[] {
  try {
    const { main, wal } = resolvePaths(path);
    return [main, wal];
  } catch {
    // What is wrong with the path, the read says too.
    return [];
  }
}
