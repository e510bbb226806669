import { statSync } from 'node:fs';

/** When a database was last written, ms since the epoch, by the times of its files; null where they can't be seen. */
export function lastWrittenAt(path: string): number | null {
  let latest: number | null = null;
  for (const file of [path, `${path}-wal`]) {
    try {
      latest = Math.max(latest ?? 0, statSync(file).mtimeMs);
    } catch {
      // There need be no log; what is wrong with the database itself, the read says.
    }
  }
  return latest;
}
