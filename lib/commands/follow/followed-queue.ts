import { statSync } from 'node:fs';
import { lastWrittenAt } from '../../snapshot/files/last-written.js';
import { LiveDatabase, type ReadDatabase } from '../../snapshot/live-database.js';
import { DatabaseWatcher } from '../../watch/database-watcher.js';
import type { SharedFolders } from '../../watch/shared-folders.js';

/** Reports when a queue may have changed. */
export interface QueueWatch {
  /** Whether somebody is writing at full speed now; absent: it can't tell. */
  readonly atFullSpeed?: boolean;
  /** Resolves when every change from then on will be reported. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A queue that this process reads, wherever its rows are, and how its changes are noticed. */
export interface FollowedQueue {
  /** The follower closes it. */
  readonly database: ReadDatabase;
  /** When it was last written, ms since the epoch; null: that can't be told. */
  readonly lastWritten: () => number | null;
  /** Makes the watch, which calls `onChange`. */
  readonly watch: (onChange: () => void) => QueueWatch;
  /** A text that changes when another database takes its place. */
  readonly identity: () => string;
}

/** A queue in a file. `folders` watches a folder once for all databases in it; `clock`: ms since the epoch. */
export function queueInFile(path: string, folders: SharedFolders, clock: () => number): FollowedQueue {
  const database = new LiveDatabase(path, clock);
  return {
    database,
    lastWritten: () => lastWrittenAt(path),
    watch: (onChange) =>
      new DatabaseWatcher({
        path,
        watchFolder: (options) => folders.watch(options),
        look: () => database.look(),
        onChange,
      }),
    identity: () => identityOf(path),
  };
}

function identityOf(path: string): string {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    // It has disappeared since it was read, which the next read reports.
    return '';
  }
}
