import { queuePathOf } from '../../model/limits.js';
import { nodeSystem } from './node-system.js';
import { ReadFailure } from './read-failure.js';
import type { System } from './system.js';

/** The files that make up one database, named as SQLite does: beside the file that the path leads to. */
export interface DatabasePaths {
  /** The system that they are on. */
  readonly system: System;
  readonly main: string;
  readonly wal: string;
  readonly sharedMemory: string;
  readonly journal: string;
}

/** Resolves symbolic links as SQLite does. Throws {@link ReadFailure} if the path leads nowhere. */
export function resolvePaths(system: System, path: string): DatabasePaths {
  let main: string;
  try {
    main = system.realPath(path);
  } catch (error) {
    throw ReadFailure.fromSystem(error, path);
  }
  return {
    system,
    main,
    wal: `${main}-wal`,
    sharedMemory: `${main}-shm`,
    journal: `${main}-journal`,
  };
}

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
