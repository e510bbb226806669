import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { ReadFailure } from './read-failure.js';

/** The files that make up one database, as SQLite names them: beside the file that the path leads to. */
export interface DatabasePaths {
  readonly main: string;
  readonly wal: string;
  readonly sharedMemory: string;
  readonly journal: string;
  readonly folder: string;
}

/** Resolves symbolic links as SQLite does. Throws {@link ReadFailure} where the path leads nowhere. */
export function resolvePaths(path: string): DatabasePaths {
  let main: string;
  try {
    main = realpathSync(path);
  } catch (error) {
    throw ReadFailure.fromSystem(error, path);
  }
  return {
    main,
    wal: `${main}-wal`,
    sharedMemory: `${main}-shm`,
    journal: `${main}-journal`,
    folder: dirname(main),
  };
}
