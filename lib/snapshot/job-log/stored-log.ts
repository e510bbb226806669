import type { Problem } from '../../model/problem.js';
import type { ReadAttempt } from '../attempt/read-attempt.js';
import { nextTurn } from '../files/node-system.js';
import { problemOf, ReadFailure } from '../files/read-failure.js';
import type { RollbackJournal } from '../files/rollback-journal.js';
import { Malformed } from '../files/table-cell.js';
import type { DatabaseResult, LiveDatabase } from '../live-database.js';
import type { SqliteEngine } from '../sqlite/sqlite-engine.js';
import type { WalIndex } from '../wal/wal-index.js';
import { AttemptPages } from './attempt-pages.js';
import { type Encoding, heldAtMost, type LogLocation, locateLog } from './locate-log.js';
import { HeldBytes, type LogBytes, logProblem } from './log-bytes.js';

/** Which snapshot of a database an attempt shows, as far as that is known without reading pages. */
type SnapshotVersion =
  /** A number of frames of one generation of the WAL, from its beginning; none if `serial` is 0. */
  | {
      readonly kind: 'wal';
      readonly generation: string;
      readonly serial: number;
      readonly end: number;
    }
  /** Before the transaction of this rollback journal. */
  | { readonly kind: 'journal'; readonly journal: RollbackJournal }
  /** A main file without WAL and journal: its identity, size, time and the counters in its header. */
  | { readonly kind: 'file'; readonly state: string }
  /** Can't be compared with any other. */
  | { readonly kind: 'unlike' };

/** The version that an attempt shows. Valid once the attempt is proved. */
function snapshotVersionOf({ files: { main, wal, journal, start }, length }: ReadAttempt): SnapshotVersion {
  const { index, sharedMemory } = wal;
  const generation = (salts: string) => `${main.identity} ${salts}`;
  if (journal !== null) return index === null ? { kind: 'journal', journal } : { kind: 'unlike' };
  if (index !== null) {
    return {
      kind: 'wal',
      generation: generation(index.header.salts),
      serial: index.serial,
      end: index.end,
    };
  }
  if (sharedMemory !== null) {
    return { kind: 'wal', generation: generation(sharedMemory.salts), serial: 0, end: 0 };
  }
  // A proved attempt has seen that a commit would show, in the counters or in the time (RestWatch).
  if (start === null) return { kind: 'unlike' };
  const { counters, pageSize } = start.header;
  return {
    kind: 'file',
    state: `${main.identity} ${length} ${start.status.mtimeNs} ${pageSize} ${counters}`,
  };
}

/**
 * True if pages that were proved for `before` are the same at `now`. Within one generation of the WAL a page changes
 * only by a newer frame, so it needn't be read; `index` is that of the WAL at `now`.
 */
function isUnchanged(
  before: SnapshotVersion,
  now: SnapshotVersion,
  index: WalIndex | null,
  pages: Iterable<number>,
): boolean {
  if (before.kind === 'wal' && now.kind === 'wal') {
    const isSame = before.generation === now.generation && before.end <= now.end;
    if (!isSame || (before.end > 0 && before.serial !== now.serial)) return false;
    if (before.end === now.end || index === null) return true;
    for (const page of pages) if ((index.frameOf(page) ?? 0) > before.end) return false;
    return true;
  }
  if (before.kind === 'journal' && now.kind === 'journal') return before.journal === now.journal;
  return before.kind === 'file' && now.kind === 'file' && before.state === now.state;
}

/** A chain is followed for this long, in ms, before others get their turn. */
const turnMs = 8;
/**
 * If the log or its database is rewritten while the chain is followed, the log is read again from the start at
 * most this many times.
 */
const beginnings = 12;

const tooFast = 'the log could not be followed to its end between two commits';

/** The result of reading a log from the database. */
export type StoredReading<T> =
  | { readonly kind: 'value'; readonly value: T; readonly asOf: number; readonly edition: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What is known of a log, and of which snapshot. */
interface Knowledge {
  /** Distinguishes this state of the log from every other. */
  readonly edition: number;
  readonly place: LogLocation;
  /** The pages that led to it. */
  readonly requested: readonly number[];
  /** How many pages of its chain are known. */
  readonly known: number;
  readonly version: SnapshotVersion;
}

interface Step<T> {
  readonly knowledge: Knowledge;
  readonly result: { readonly value: T } | null;
}

/**
 * A job's log in the database. Its position and the chain of its pages are remembered for as long as it can be
 * proved, without reading them, that none of these pages has changed. So reading a piece of the log costs only the
 * pages that it is on.
 */
export class StoredLog {
  static #made = 0;
  #knowledge: Knowledge | null = null;

  readonly #database: LiveDatabase;
  readonly #jobId: string;
  readonly #ending: AbortSignal;

  constructor(database: LiveDatabase, jobId: string, ending: AbortSignal) {
    this.#database = database;
    this.#jobId = jobId;
    this.#ending = ending;
  }

  /**
   * Runs `work` on the log as it is at one instant, and returns the result once that is proved. `work` may be run
   * several times, and must not wait.
   */
  async read<T>(work: (bytes: LogBytes, encoding: Encoding) => T): Promise<StoredReading<T>> {
    for (let restarts = 0; ; ) {
      const before = this.#knowledge?.edition;
      const read: DatabaseResult<Step<T>> = await this.#database.readPages((attempt, engine) =>
        this.#step(attempt, engine, work),
      );
      if (read.kind === 'problem') return read;
      const { knowledge, result } = read.value;
      this.#knowledge = knowledge;
      const { place } = knowledge;
      if (place.kind === 'none') return { kind: 'none' };
      if (place.kind === 'too-large')
        return { kind: 'problem', problem: tooLarge(place.bytes, this.#database.path) };
      if (result !== null) {
        return {
          kind: 'value',
          value: result.value,
          asOf: read.asOf,
          edition: `row ${knowledge.edition}`,
        };
      }
      if (knowledge.edition !== before) restarts += 1;
      if (restarts > beginnings)
        return { kind: 'problem', problem: problemOf('busy', this.#database.path, tooFast) };
      await nextTurn();
      if (this.#ending.aborted)
        return { kind: 'problem', problem: problemOf('failed', this.#database.path, 'closed') };
    }
  }

  #step<T>(
    attempt: ReadAttempt,
    engine: SqliteEngine,
    work: (bytes: LogBytes, encoding: Encoding) => T,
  ): Step<T> {
    const pages = new AttemptPages(attempt.walked);
    try {
      const before = this.#knowledgeAt(attempt) ?? this.#locate(attempt, engine, pages);
      const { place } = before;
      if (place.kind === 'none' || place.kind === 'too-large') return { knowledge: before, result: null };
      if (place.kind === 'held') {
        const value = work(new HeldBytes(place.value), place.encoding);
        return { knowledge: before, result: { value } };
      }
      // If the snapshot can't be compared with others, later attempts can't continue, so this one takes as long as
      // it needs.
      const until = before.version.kind === 'unlike' ? Number.POSITIVE_INFINITY : performance.now() + turnMs;
      const known = place.chain.follow(before.known, pages, () => performance.now() > until);
      const knowledge = { ...before, known };
      if (known < place.chain.count) return { knowledge, result: null };
      return { knowledge, result: { value: work(new RowBytes(place, pages), place.encoding) } };
    } catch (error) {
      if (error instanceof Malformed)
        throw new ReadFailure('damaged', attempt.files.main.path, error.message);
      throw error;
    }
  }

  /** What was known, if it still holds for this attempt's snapshot. */
  #knowledgeAt(attempt: ReadAttempt): Knowledge | null {
    const knowledge = this.#knowledge;
    if (knowledge === null) return null;
    const version = snapshotVersionOf(attempt);
    const { place, requested, known } = knowledge;
    const chain = place.kind === 'row' ? place.chain.numbers(known) : [];
    const { index } = attempt.files.wal;
    const holds =
      isUnchanged(knowledge.version, version, index, requested) &&
      isUnchanged(knowledge.version, version, index, chain);
    return holds ? { ...knowledge, version } : null;
  }

  #locate(attempt: ReadAttempt, engine: SqliteEngine, pages: AttemptPages): Knowledge {
    const place = locateLog(engine, pages, this.#jobId);
    StoredLog.#made += 1;
    return {
      edition: StoredLog.#made,
      place,
      requested: [...pages.requested],
      known: 0,
      version: snapshotVersionOf(attempt),
    };
  }
}

/** A log in a row whose chain is known. */
class RowBytes implements LogBytes {
  readonly #place: LogLocation & { readonly kind: 'row' };
  readonly #pages: AttemptPages;

  constructor(place: LogLocation & { readonly kind: 'row' }, pages: AttemptPages) {
    this.#place = place;
    this.#pages = pages;
  }

  get size(): number {
    return this.#place.bytes;
  }

  read(from: number, to: number): Buffer {
    const bytes = Buffer.allocUnsafe(to - from);
    const { chain, offset } = this.#place;
    const { page, offset: start, localBytes } = chain.cell;
    const begin = offset + from;
    const local = Math.max(0, Math.min(localBytes - begin, bytes.length));
    if (local > 0) bytes.set(this.#pages.wholePage(page).subarray(start + begin, start + begin + local));
    chain.readInto(bytes.subarray(local), begin + local, this.#pages);
    return bytes;
  }
}

function tooLarge(bytes: number, file: string): Problem {
  return logProblem(
    `This log can't be read in pieces, and is too large to be read whole: ${bytes} bytes.`,
    file,
    `Where cf_job_logs is a view or a table WITHOUT ROWID, logs are shown up to ${heldAtMost} bytes.`,
  );
}
