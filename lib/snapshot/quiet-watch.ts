import { statSync } from 'node:fs';
import type { DatabasePaths } from './database-paths.js';
import { identityAt, type OpenedFile } from './opened-file.js';
import type { Rejection } from './rejection.js';

/** How long a database without a journal must rest, in ms, before its bytes are taken for a whole. */
const rest = 60;

/**
 * With `journal_mode` MEMORY or OFF a transaction leaves no trace beside the database, so half of one can't be
 * told from a whole. Such a database is read only after it has rested.
 */
export class QuietWatch {
  private modified = -1n;
  private since = 0;

  /** Null if there is a journal to go by, or the database has rested. `now` is in ms. */
  check(paths: DatabasePaths, main: OpenedFile, now: number): Rejection | null {
    const { mtimeNs } = main.status();
    if (mtimeNs !== this.modified) {
      this.modified = mtimeNs;
      this.since = now;
    }
    if (leavesTraces(paths, mtimeNs)) return null;
    const age = now - Number(mtimeNs / 1_000_000n);
    if (age > 1000 || now - this.since >= rest) return null;
    return { rejected: 'written without a journal just now' };
  }
}

/** The end of each journal is written to the journal, or, where it is deleted, to the folder. */
function leavesTraces(paths: DatabasePaths, modified: bigint): boolean {
  if (identityAt(paths.journal) !== null || identityAt(paths.wal) !== null) return true;
  return (statSync(paths.folder, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? 0n) >= modified;
}
