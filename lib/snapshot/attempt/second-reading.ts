import { readDatabaseHeader } from '../files/database-header.js';
import type { Rejection } from '../files/read-failure.js';
import { RollbackJournal } from '../files/rollback-journal.js';
import type { Instant } from '../files/system.js';
import type { AttemptFiles } from './attempt-files.js';
import type { AttemptMemory } from './attempt-memory.js';

/** What an attempt has read, if a single reading proves nothing. */
export interface FirstReading {
  readonly files: AttemptFiles;
  readonly memory: AttemptMemory;
  readonly now: () => Instant;
  /** Size of the database in bytes. */
  readonly length: number;
  /** Pages of the main file, by number. */
  readonly mainPages: ReadonlyMap<number, Uint8Array>;
  /** These pages, those that the file turned out not to contain, and those read without SQLite. */
  readonly askedOfMain: ReadonlySet<number>;
  /** Second readings of those read without SQLite: they return false if something has changed. */
  readonly secondReadings: readonly (() => boolean)[];
}

/**
 * Null if everything existed together. The state of the files must be the same as at the start, both before and
 * after every page from the main file is read again: then it all existed at the instant between the two readings,
 * without a WAL or another journal, and with the same bytes. Throws `ReadFailure` if a file can't be read.
 */
export function checkSecondReading(first: FirstReading): Rejection | null {
  return checkJournalAndWal(first) ?? checkPages(first) ?? checkJournalAndWal(first) ?? checkHeader(first);
}

function checkJournalAndWal({ files, askedOfMain }: FirstReading): Rejection | null {
  const journal = RollbackJournal.inForce(files.paths.system, files.paths.journal, files.journal);
  if (journal !== files.journal) return { rejected: 'a journal came or went' };
  for (const page of askedOfMain) {
    if (journal?.offsetOf(page) !== undefined) return { rejected: 'a page is being written' };
  }
  return files.wal.check(askedOfMain);
}

function checkPages({ files, mainPages, secondReadings }: FirstReading): Rejection | null {
  files.main.expect([...mainPages].map(([number, { length }]) => [(number - 1) * length, length]));
  let again = Buffer.alloc(0);
  for (const [number, page] of mainPages) {
    if (again.length === 0) again = Buffer.allocUnsafe(page.length);
    const length = files.main.readInto(again, (number - 1) * page.length);
    if (length < again.length || again.compare(page) !== 0) return { rejected: 'a page was written' };
  }
  if (secondReadings.some((stand) => !stand())) return { rejected: 'a page was written' };
  return null;
}

/**
 * A commit in rollback mode increments the counter in the header, which is checked after everything else, so that
 * no commit goes unnoticed.
 */
function checkHeader({ files, memory, now, length }: FirstReading): Rejection | null {
  const { start, main, paths } = files;
  if (start === null) return null;
  // Before the header: a transaction without a journal holds its lock until it has incremented the counter.
  const foreseen = memory.rest.foresee(start, main);
  if (foreseen !== null) return foreseen;
  const header = readDatabaseHeader(main);
  if (header.counters !== start.header.counters || header.pageSize !== start.header.pageSize) {
    return { rejected: 'a transaction was committed' };
  }
  // The page with the header may be written long before the pages that it counts.
  if (main.size() !== length) return { rejected: 'the database grew or shrank' };
  return memory.rest.check(start, now, paths, main);
}
