import type { DatabaseHeader } from '../files/database-header.js';
import type { DatabasePaths } from '../files/database-paths.js';
import type { OpenedFile } from '../files/opened-file.js';
import type { Rejection } from '../files/read-failure.js';
import type { Instant } from '../files/system.js';
import type { MainStatus } from './page-changes.js';

/** A main file that wasn't written for this many ms is at rest: longer than any file system's clock tick. */
const restMs = 60;
/** How long a file must rest by the wall clock, for a file that is seen for the first time. */
const longRestMs = 1000;
/** After this many ms the next write shows in the file's time, however coarse that is: FAT counts in 2 s. */
const firmRestMs = 2500;
/** A journal that was seen proves that transactions leave journals for this many ms. */
const journalCountsMs = 60_000;

/** The main file's state when an attempt began. */
export interface MainAtStart {
  readonly status: MainStatus;
  readonly header: DatabaseHeader;
  /** Whether there was a journal beside it, written after it: a writer that keeps its lock leaves one. */
  readonly hasJournal: boolean;
  readonly at: Instant;
}

/**
 * Reading pages twice shows that they existed together, unless some changed and changed back in between. If each
 * commit leaves a journal and increments the counter in the header, that would show. If not (a WAL that came and
 * went, a writer that keeps its lock and its counter, `journal_mode` MEMORY and OFF), only a main file at rest can
 * be trusted.
 */
export class RestWatch {
  /** The main file's time as it was seen last, and since when, on the steady clock, at least. */
  #seen = -1n;
  #since = 0;
  /** The main file's time when its counters were compared last. */
  #modified = -1n;
  #counters = '';
  #countersMove = false;
  #journalSeen = Number.NEGATIVE_INFINITY;

  /**
   * The main file had this time at `steady`, ms on the steady clock, or before: if an attempt finds it with the same time,
   * its rest had begun by then. `steady` is taken after the time was read: earlier, and a write in between would count as
   * rest.
   */
  note(modified: bigint, steady: number): void {
    if (modified === this.#seen) return;
    this.#seen = modified;
    this.#since = steady;
  }

  /** Takes note of the main file and of a journal beside it, if it is recent. */
  observe(paths: DatabasePaths, main: OpenedFile, header: DatabaseHeader, now: () => Instant): MainAtStart {
    const { size, mtimeNs, ctimeNs } = main.status();
    const at = now();
    const modified = mtimeNs;
    this.note(modified, at.steady);
    if (modified !== this.#modified) {
      if (this.#modified >= 0n) this.#countersMove = header.counters !== this.#counters;
      this.#modified = modified;
      this.#counters = header.counters;
    }
    const journal = paths.system.statusAt(paths.journal);
    // Written after the main file, or at the same time, within a clock tick.
    if (journal !== null && journal.mtimeNs >= modified - 20_000_000n) this.#journalSeen = at.steady;
    const hasJournal = journal !== null && journal.mtimeNs >= modified;
    return { status: { size, mtimeNs, ctimeNs }, header, hasJournal, at };
  }

  /** A journal was in force, so its writer's commits leave traces. */
  journalInForce(at: Instant): void {
    this.#journalSeen = at.steady;
  }

  /**
   * Null if nothing can have come and gone unnoticed between the start and now, provided that {@link foresee}
   * returned null too.
   */
  check(start: MainAtStart, now: () => Instant, paths: DatabasePaths, main: OpenedFile): Rejection | null {
    const { status } = this.observe(paths, main, start.header, now);
    return status.mtimeNs === start.status.mtimeNs
      ? null
      : { rejected: 'the database was written without a commit' };
  }

  /** Null if an attempt with this start can be proved, provided that nothing is written in the meantime. */
  foresee(start: MainAtStart, main: OpenedFile): Rejection | null {
    const { header, hasJournal, at } = start;
    const rests = this.#rests(start, longRestMs, restMs);
    const leavesTraces =
      at.steady - this.#journalSeen < journalCountsMs && this.#countersMove && !header.wantsWal;
    if (!rests && !leavesTraces) {
      return { rejected: 'written just now, without a trace that would show a change' };
    }
    // The writer of a journal may keep its lock, and increments the counter only once, so the file has to come to
    // rest first. And one transaction's journal proves nothing about the next.
    const isOpen = !header.wantsWal && !(rests && hasJournal) && isLockedForWriting(main);
    return isOpen ? { rejected: 'a transaction without a journal is under way' } : null;
  }

  /** Whether the main file had been at rest for so long at the start that any later write shows in its times. */
  restsLong(start: MainAtStart): boolean {
    return this.#rests(start, firmRestMs, firmRestMs);
  }

  #rests({ at, status }: MainAtStart, byWall: number, bySteady: number): boolean {
    return at.wall - Number(status.mtimeNs / 1_000_000n) > byWall || at.steady - this.#since >= bySteady;
  }
}

/** The first of the bytes that a writer locks before it writes to the database ("The Lock-Byte Page"). */
const firstSharedByte = 0x40000002;

/**
 * True if the system's list of locks shows that somebody may be writing this file now. Takes no lock itself. False
 * if the system has no such list or hides other users' locks: a hint, not a proof.
 */
export function isLockedForWriting(file: OpenedFile): boolean {
  const inode = file.status().ino;
  return file.system
    .locks()
    .split('\n')
    .some((line) => {
      const [, , , kind, , file, first, last] = line.trim().split(/\s+/);
      const end = last === 'EOF' ? Number.POSITIVE_INFINITY : Number(last);
      const isHere = kind === 'WRITE' && file?.endsWith(`:${inode}`) === true;
      return isHere && Number(first) <= firstSharedByte && firstSharedByte <= end;
    });
}
