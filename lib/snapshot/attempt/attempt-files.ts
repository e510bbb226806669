import { readDatabaseHeader } from '../files/database-header.js';
import type { DatabasePaths } from '../files/database-paths.js';
import { OpenedFile } from '../files/opened-file.js';
import { ReadFailure, type Rejection } from '../files/read-failure.js';
import { RollbackJournal } from '../files/rollback-journal.js';
import type { Instant } from '../files/system.js';
import { WalView } from '../wal/wal-view.js';
import type { AttemptMemory } from './attempt-memory.js';
import type { MainAtStart } from './rest-watch.js';

/** The files of a database, open for one attempt, and their state when it began. */
export interface AttemptFiles {
  readonly paths: DatabasePaths;
  readonly main: OpenedFile;
  readonly wal: WalView;
  /** The journal in force, with its file. */
  readonly journal: RollbackJournal | null;
  readonly journalFile: OpenedFile | null;
  /** Set if neither a WAL nor a journal is in force. */
  readonly start: MainAtStart | null;
  close(): void;
}

/**
 * Opens the files and takes note of their state, or returns why that changed meanwhile. Throws {@link
 * ReadFailure}. The caller closes them.
 */
export function openAttemptFiles(
  paths: DatabasePaths,
  memory: AttemptMemory,
  now: () => Instant,
): AttemptFiles | Rejection {
  const opened: { close(): void }[] = [];
  const close = () => {
    for (const file of opened) file.close();
  };
  try {
    const main = OpenedFile.open(paths.system, paths.main);
    if (main === null) throw new ReadFailure('missing', paths.main);
    opened.push(main);
    if (main.size() === 0) throw new ReadFailure('empty', paths.main);
    memory.journal = RollbackJournal.inForce(paths.system, paths.journal, memory.journal);
    const wal = WalView.open(paths, memory.wal);
    if ('rejected' in wal) {
      close();
      return wal;
    }
    opened.push(wal);
    const { journal } = memory;
    const journalFile = journal === null ? null : OpenedFile.open(paths.system, paths.journal);
    if (journalFile !== null) opened.push(journalFile);
    if (journal !== null && journalFile?.identity !== journal.identity) {
      close();
      return { rejected: 'the journal ended' };
    }
    if (wal.index === null && journal?.databasePages === 0) throw new ReadFailure('empty', paths.main);
    if (journal !== null) memory.rest.journalInForce(now());
    const start =
      wal.index === null && journal === null
        ? memory.rest.observe(paths, main, readDatabaseHeader(main), now)
        : null;
    return { paths, main, wal, journal, journalFile, start, close };
  } catch (error) {
    close();
    throw error;
  }
}
