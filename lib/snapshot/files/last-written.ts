import { queuePathOf } from '../../model/limits.js';
import { resolvePaths } from './database-paths.js';
import { nodeSystem } from './node-system.js';
import type { System } from './system.js';

/** When a database was last written, ms since the epoch, by the times of its files; null if they can't be read. */
export function lastWrittenAt(path: string, system: System = nodeSystem): number | null {
  let latest: number | null = null;
  for (const file of filesOf(system, path)) {
    try {
      const status = system.statusAt(file);
      if (status !== null) latest = Math.max(latest ?? 0, Number(status.mtimeNs / 1000n) / 1000);
    } catch {
      // There may be no WAL; the read reports what is wrong with the database itself.
    }
  }
  return latest;
}

function filesOf(system: System, path: string): readonly string[] {
  try {
    const { main, wal } = resolvePaths(system, queuePathOf(path).database);
    return [main, wal];
  } catch {
    // The read also reports what is wrong with the path.
    return [];
  }
}
