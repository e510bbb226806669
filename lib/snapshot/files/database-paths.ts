import { dirname } from 'node:path';
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
  readonly folder: string;
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
    folder: dirname(main),
  };
}
