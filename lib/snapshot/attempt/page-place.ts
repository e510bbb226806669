import type { OpenedFile } from '../files/opened-file.js';
import type { ReadAttempt } from './read-attempt.js';

/** Where the bytes of a page stand. */
export interface PagePlace {
  readonly file: OpenedFile;
  readonly offset: number;
  /** Whether that is the main file, whose pages have to be proved. */
  readonly isMain: boolean;
}

/** Where a page stands for an attempt that reads it past SQLite: the log, the journal, or the main file. */
export function placeOf(attempt: ReadAttempt, number: number): PagePlace {
  const { wal, journal, journalFile, main } = attempt;
  const frame = wal.index?.frameOf(number);
  if (frame !== undefined && wal.index !== null && wal.file !== null) {
    return { file: wal.file, offset: wal.index.offsetOf(frame), isMain: false };
  }
  const offset = journal?.offsetOf(number);
  if (offset !== undefined && journalFile !== null) return { file: journalFile, offset, isMain: false };
  return { file: main, offset: (number - 1) * attempt.pageSize, isMain: true };
}
