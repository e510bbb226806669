import type { DatabasePaths } from '../files/database-paths.js';
import { identityAt, OpenedFile } from '../files/opened-file.js';
import type { Rejection } from '../files/read-failure.js';
import { announcesRestart, readSharedMemory, type SharedMemoryHeader } from './shared-memory-header.js';
import { readWalHeader, type WalHeader } from './wal-header.js';
import { WalIndex } from './wal-index.js';

/** What is remembered of the WAL from one look to the next. */
export interface WalMemory {
  /** The index of the last generation seen; it grows with the WAL. */
  index: WalIndex | null;
  /** A shared-memory header that was proved to be stale: ignored as long as its bytes stay the same. */
  staleSharedMemory: string | null;
  /**
   * The shared memory, and the WAL's time and size, at the last look, to notice if one changes without the other.
   */
  lastLook: { readonly sharedMemory: string; readonly log: string } | null;
}

/** How far past the shared memory's last frame the WAL is searched for proof that the shared memory is stale. */
const framesOfProof = 1024;

/**
 * The write-ahead log as one read sees it: the committed frames up to when it began. The order of the accesses is
 * part of the proof: the shared memory first, because a restart shows there before it shows in the WAL.
 */
export class WalView {
  readonly #paths: DatabasePaths;
  readonly #memory: WalMemory;
  /** The content of the shared memory when this was opened, valid or not. */
  readonly #seen: string | null;

  private constructor(
    paths: DatabasePaths,
    memory: WalMemory,
    readonly file: OpenedFile | null,
    /** The committed frames, or null if the WAL is missing, invalid, or has no valid ones. */
    readonly index: WalIndex | null,
    readonly sharedMemory: SharedMemoryHeader | null,
    seen: string | null,
  ) {
    this.#paths = paths;
    this.#memory = memory;
    this.#seen = seen;
  }

  /** Opens the WAL as it is now. Returns a rejection if it is being changed meanwhile. Throws ReadFailure. */
  static open(paths: DatabasePaths, memory: WalMemory): WalView | Rejection {
    const sharedMemory = trusted(readSharedMemory(paths.system, paths.sharedMemory), memory);
    const file = OpenedFile.open(paths.system, paths.wal);
    if (file === null) return new WalView(paths, memory, null, null, null, sharedMemory?.bytes ?? null);
    try {
      const view = WalView.#over(file, paths, memory, sharedMemory);
      if ('rejected' in view || view.file === null) file.close();
      return view;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  static #over(
    file: OpenedFile,
    paths: DatabasePaths,
    memory: WalMemory,
    sharedMemory: SharedMemoryHeader | null,
  ): WalView | Rejection {
    const seen = sharedMemory?.bytes ?? null;
    const empty = new WalView(paths, memory, null, null, ofEmptyLog(sharedMemory), seen);
    const header = readWalHeader(file);
    if (header === null) return empty;
    if (sharedMemory !== null && isProvedStale(sharedMemory, header, file, paths, memory)) {
      memory.staleSharedMemory = sharedMemory.bytes;
      return { rejected: 'the shared memory is not kept up' };
    }
    if (sharedMemory !== null && sharedMemory.salts !== header.salts) {
      if (announcesRestart(sharedMemory, header)) return empty;
      if (sharedMemory.lastFrame === 0) return new WalView(paths, memory, null, null, null, seen);
      return WalView.#indexed(file, header, paths, memory, null, seen);
    }
    if (sharedMemory?.lastFrame === 0) return empty;
    return WalView.#indexed(file, header, paths, memory, sharedMemory, seen);
  }

  static #indexed(
    file: OpenedFile,
    header: WalHeader,
    paths: DatabasePaths,
    memory: WalMemory,
    sharedMemory: SharedMemoryHeader | null,
    seen: string | null,
  ): WalView | Rejection {
    const cap = sharedMemory?.lastFrame ?? Number.POSITIVE_INFINITY;
    const index = indexUpTo(cap, header, file, memory);
    if (sharedMemory !== null) {
      const { first, second } = index.sums;
      const agrees =
        index.end === cap && first === sharedMemory.sums.first && second === sharedMemory.sums.second;
      if (!agrees) return { rejected: 'the WAL and its shared memory differ', suspect: sharedMemory.bytes };
    }
    if (index.end === 0) return new WalView(paths, memory, null, null, null, seen);
    return new WalView(paths, memory, file, index, sharedMemory, seen);
  }

  /**
   * True if one reading is enough: the WAL has frames, or the shared memory says that it has none and which
   * generation it is, so that any later change shows.
   */
  get isProof(): boolean {
    return this.index !== null || this.sharedMemory !== null;
  }

  /** Reads the page in a frame. */
  readFrame(frame: number, into: Uint8Array): boolean {
    const { file, index } = this;
    if (file === null || index === null) return false;
    return file.readInto(into, index.offsetOf(frame)) === into.length;
  }

  /**
   * True if {@link check} is certain to fail, because the WAL was restarted: a short look, for a caller with much to
   * read before that.
   */
  wasRestarted(): boolean {
    if (this.sharedMemory === null) return false;
    const now = trusted(readSharedMemory(this.#paths.system, this.#paths.sharedMemory), this.#memory);
    return now !== null && now.salts !== this.sharedMemory.salts;
  }

  /**
   * Null if what was read is still valid for the instant at which this view was opened: the WAL wasn't reset, and
   * no frame was added that a checkpoint may have copied over a page read from the main file (`fromMain`).
   */
  check(fromMain: ReadonlySet<number>): Rejection | null {
    if (this.index === null || this.file === null) {
      return this.sharedMemory === null
        ? this.#checkEmpty(fromMain)
        : this.#checkBegun(this.sharedMemory, fromMain);
    }
    const shared = trusted(readSharedMemory(this.#paths.system, this.#paths.sharedMemory), this.#memory);
    const moved = shared === null || shared.bytes !== this.sharedMemory?.bytes;
    if (moved) {
      const covered = this.#checkNewerFrames(this.index, this.file, shared, fromMain);
      if (covered !== null) return covered;
    }
    if (readWalHeader(this.file)?.salts !== this.index.header.salts || !this.index.endStands(this.file)) {
      return { rejected: 'the WAL was reset' };
    }
    if (identityAt(this.#paths.system, this.#paths.wal) !== this.file.identity)
      return { rejected: 'the WAL was replaced' };
    return this.#checkSharedMemory(
      trusted(readSharedMemory(this.#paths.system, this.#paths.sharedMemory), this.#memory),
    );
  }

  /** A restart shows in the shared memory first; if the file appears or vanishes, the start is in doubt. */
  #checkSharedMemory(now: SharedMemoryHeader | null): Rejection | null {
    if (this.sharedMemory === null) {
      const stands = (now?.bytes ?? null) === this.#seen;
      return stands ? null : { rejected: 'shared memory came into use' };
    }
    if (now === null || now.salts !== this.sharedMemory.salts) return { rejected: 'the WAL is being reset' };
    return now.lastFrame < this.sharedMemory.lastFrame ? { rejected: 'the WAL was taken back' } : null;
  }

  #checkNewerFrames(
    index: WalIndex,
    file: OpenedFile,
    shared: SharedMemoryHeader | null,
    fromMain: ReadonlySet<number>,
  ): Rejection | null {
    // Frames that no checkpoint has begun to copy don't matter; without shared memory, nobody knows how far
    // checkpoints have come. Shared memory of another generation says nothing about this WAL.
    const ours = shared?.salts === index.header.salts ? shared : null;
    const limit = ours === null ? Number.POSITIVE_INFINITY : ours.lastCheckpointed;
    let reached = index.end;
    const lastFromMain = [...fromMain].reduce((last, page) => Math.max(last, page), 0);
    for (const commit of index.commitsAfterEnd(file, limit)) {
      reached = commit.frame;
      // At its end, a checkpoint truncates the file to the size of the commit: pages disappear without a frame of
      // their own.
      if (lastFromMain > commit.databasePages) return { rejected: 'the database may have been cut' };
      for (const [page] of commit.pages) {
        if (fromMain.has(page)) return { rejected: 'a page may have been checkpointed' };
      }
    }
    return ours !== null && reached < limit ? { rejected: 'the WAL was reset under the look' } : null;
  }

  /**
   * If the shared memory said that the WAL was empty, it must still be of that generation; then the main file can
   * only have changed through frames that were committed and checkpointed since.
   */
  #checkBegun(start: SharedMemoryHeader, fromMain: ReadonlySet<number>): Rejection | null {
    const reset: Rejection = { rejected: 'the WAL was restarted' };
    const now = trusted(readSharedMemory(this.#paths.system, this.#paths.sharedMemory), this.#memory);
    if (now === null) return reset;
    const file = OpenedFile.open(this.#paths.system, this.#paths.wal);
    if (file === null) return reset;
    try {
      const header = readWalHeader(file);
      const isOfThisGeneration = header?.salts === start.salts;
      if (header !== null && !isOfThisGeneration && !announcesRestart(start, header)) return reset;
      if (now.lastFrame > 0) {
        if (header === null || !isOfThisGeneration) return reset;
        const covered = this.#checkNewerFrames(new WalIndex(file.identity, header), file, now, fromMain);
        if (covered !== null) return covered;
      }
    } finally {
      file.close();
    }
    const after = trusted(readSharedMemory(this.#paths.system, this.#paths.sharedMemory), this.#memory);
    return after?.salts === start.salts ? null : reset;
  }

  /** If the WAL was empty, it must still have no frames of any page read from the main file. */
  #checkEmpty(fromMain: ReadonlySet<number>): Rejection | null {
    const now = WalView.open(this.#paths, this.#memory);
    if ('rejected' in now) return now;
    try {
      for (const page of fromMain) {
        const { index } = now;
        if (index === null) break;
        if (index.frameOf(page) !== undefined || page > index.databasePages)
          return { rejected: 'the WAL began' };
      }
      return null;
    } finally {
      now.close();
    }
  }

  close(): void {
    this.file?.close();
  }
}

function trusted(shared: SharedMemoryHeader | null, memory: WalMemory): SharedMemoryHeader | null {
  return shared === null || shared.bytes === memory.staleSharedMemory ? null : shared;
}

/**
 * A writer that maintains the shared memory publishes each commit there before it writes the next. So if there are
 * two commits beyond what it says, and it still says the same after they were found, nobody maintains it: it is
 * left from before a crash, and the WAL's current writer has locked it for exclusive use. Each state of the WAL is
 * searched once; after the last commit of an intact WAL there is nothing to search.
 */
function isProvedStale(
  shared: SharedMemoryHeader,
  header: WalHeader,
  file: OpenedFile,
  paths: DatabasePaths,
  memory: WalMemory,
): boolean {
  const status = file.status();
  const log = `${file.identity} ${status.mtimeNs} ${status.size}`;
  const last = memory.lastLook;
  memory.lastLook = { sharedMemory: shared.bytes, log };
  if (last?.sharedMemory === shared.bytes && last.log === log) return false;
  if (announcesRestart(shared, header)) return false;
  const known = shared.salts === header.salts ? shared.lastFrame : 0;
  const index = indexUpTo(known, header, file, memory);
  const pageIn = (frame: number) => file.read(index.offsetOf(frame), header.pageSize);
  let previous: number | undefined;
  for (const { pages, frame } of index.commitsAfterEnd(file, known + framesOfProof)) {
    // A commit's last frame may be repeated, to fill a sector.
    const isAnother = previous !== undefined && (pages.length > 1 || !pageIn(frame).equals(pageIn(previous)));
    if (isAnother) return readSharedMemory(paths.system, paths.sharedMemory)?.bytes === shared.bytes;
    previous = frame;
  }
  return false;
}

/** The shared memory of a WAL that it says is empty; null if it says anything else, or nothing was written yet. */
function ofEmptyLog(shared: SharedMemoryHeader | null): SharedMemoryHeader | null {
  return shared?.lastFrame === 0 && !/^0+$/.test(shared.salts) ? shared : null;
}

/** The index of the WAL up to a frame: the remembered one, as far as it goes, or a new one. */
function indexUpTo(frame: number, header: WalHeader, file: OpenedFile, memory: WalMemory): WalIndex {
  const known = memory.index;
  const isSame = known !== null && known.end <= frame && known.describes(file, header);
  const index = isSame ? known : new WalIndex(file.identity, header);
  memory.index = index;
  index.extend(file, frame);
  return index;
}
