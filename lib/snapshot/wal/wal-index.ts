import type { FileIdentity, OpenedFile } from '../files/opened-file.js';
import {
  addToSums,
  frameHeaderBytes,
  sumsStandAt,
  type WalHeader,
  type WalSums,
  walHeaderBytes,
} from './wal-header.js';

/** How many bytes of frames are read at a time. */
const blockBytes = 1 << 20;

/** One committed transaction in the WAL. */
interface Commit {
  /** 1-based number of its last frame. */
  readonly frame: number;
  /** Size of the database after it, in pages. */
  readonly databasePages: number;
  readonly sums: WalSums;
  /** The last frame's header, in hex: if its bytes change later, the WAL was overwritten. */
  readonly frameHeader: string;
  /** The page number and frame number of each of its frames, in order. */
  readonly pages: readonly (readonly [page: number, frame: number])[];
}

/** A valid frame, and where it is in the bytes just read. */
interface Frame {
  readonly page: number;
  readonly frame: number;
  /** Size of the database in pages if this frame ends a commit, else 0. */
  readonly databasePages: number;
  readonly sums: WalSums;
  readonly block: Buffer;
  readonly at: number;
}

/**
 * The newest committed frame of each page in one generation of a write-ahead log (one pair of salts). It grows
 * with the WAL: only new frames are read. Nothing past the last commit is remembered, because uncommitted frames
 * are overwritten in place.
 */
export class WalIndex {
  static #made = 0;
  /**
   * Distinguishes this index from every other: frames read by one that was abandoned may have been overwritten.
   */
  readonly serial = ++WalIndex.#made;
  readonly #frames = new Map<number, number>();
  /** The page in each committed frame, starting with frame 1. */
  readonly #pageNumbers: number[] = [];
  #last: Commit | null = null;

  constructor(
    readonly identity: FileIdentity,
    readonly header: WalHeader,
  ) {}

  /** Number of the last commit's last frame; 0 if nothing is committed. */
  get end(): number {
    return this.#last?.frame ?? 0;
  }

  /** Size of the database after the last commit, in pages. */
  get databasePages(): number {
    return this.#last?.databasePages ?? 0;
  }

  /** The running checksum at {@link end}. */
  get sums(): WalSums {
    return this.#last?.sums ?? this.header.sums;
  }

  /** The header of the last commit's last frame, in hex; empty if nothing is committed. */
  get endHeader(): string {
    return this.#last?.frameHeader ?? '';
  }

  /** The newest committed frame of a page, or undefined if the WAL has none. */
  frameOf(page: number): number | undefined {
    return this.#frames.get(page);
  }

  /** Byte offset of a frame's page. */
  offsetOf(frame: number): number {
    return this.#frameAt(frame) + frameHeaderBytes;
  }

  /** True as long as this index describes the WAL in `file`: same file, same salts, same last commit frame. */
  describes(file: OpenedFile, header: WalHeader): boolean {
    return file.identity === this.identity && header.salts === this.header.salts && this.endStands(file);
  }

  /** True as long as the header of the last commit's last frame is unchanged. */
  endStands(file: OpenedFile): boolean {
    return this.frameStands(file, this.end, this.endHeader);
  }

  /** Adds the commits after the end, up to frame `limit`. */
  extend(file: OpenedFile, limit: number): void {
    for (const commit of this.commitsAfterEnd(file, limit)) {
      for (const [page, frame] of commit.pages) {
        this.#frames.set(page, frame);
        this.#pageNumbers.push(page);
      }
      this.#last = commit;
    }
  }

  /** The pages in the committed frames after a frame, one for each frame. */
  pagesBehind(frame: number): readonly number[] {
    return this.#pageNumbers.slice(frame);
  }

  /** True as long as the header of a committed frame, in hex, is unchanged. */
  frameStands(file: OpenedFile, frame: number, header: string): boolean {
    return frame === 0 || file.read(this.#frameAt(frame), frameHeaderBytes).toString('hex') === header;
  }

  /**
   * The commits after the end, up to frame `limit`, without adding them. Stops at the first frame whose salts or
   * checksum are wrong.
   */
  *commitsAfterEnd(file: OpenedFile, limit: number): Generator<Commit> {
    let pages: [number, number][] = [];
    for (const { page, frame, databasePages, sums, block, at } of this.#framesAfterEnd(file, limit)) {
      pages.push([page, frame]);
      if (databasePages === 0) continue;
      const frameHeader = block.toString('hex', at, at + frameHeaderBytes);
      yield { frame, databasePages, sums, frameHeader, pages };
      pages = [];
    }
  }

  /**
   * The pages of all valid frames after the end, committed or not; null if the file may have been truncated among
   * them, so that some are missing.
   */
  pagesAfterEnd(file: OpenedFile): readonly number[] | null {
    const pages: number[] = [];
    let isCommitted = true;
    for (const { page, databasePages } of this.#framesAfterEnd(file, Number.POSITIVE_INFINITY)) {
      pages.push(page);
      isCommitted = databasePages > 0;
    }
    // A valid frame may only be the last one if an invalid one follows it, or if the WAL ends with a commit.
    const end = this.#frameAt(this.end + pages.length + 1);
    const next = this.#frameAt(this.end + pages.length + 2);
    const size = file.size();
    return size >= next || (size === end && isCommitted) ? pages : null;
  }

  *#framesAfterEnd(file: OpenedFile, limit: number): Generator<Frame> {
    const size = this.header.pageSize + frameHeaderBytes;
    const perBlock = Math.max(1, Math.floor(blockBytes / size));
    let sums = this.sums;
    let frame = this.end + 1;
    let wanted = 4;
    while (frame <= limit) {
      const block = file.read(this.#frameAt(frame), Math.min(wanted, limit - frame + 1) * size);
      wanted = Math.min(perBlock, wanted * 4);
      const whole = Math.floor(block.length / size);
      if (whole === 0) return;
      for (let at = 0; at < whole * size; at += size, frame += 1) {
        if (block.toString('hex', at + 8, at + 16) !== this.header.salts) return;
        sums = addToSums(sums, block, at, 8, this.header.bigEndian);
        sums = addToSums(sums, block, at + frameHeaderBytes, this.header.pageSize, this.header.bigEndian);
        const page = block.readUInt32BE(at);
        if (page === 0 || !sumsStandAt(sums, block, at + 16)) return;
        yield { page, frame, databasePages: block.readUInt32BE(at + 4), sums, block, at };
      }
    }
  }

  #frameAt(frame: number): number {
    return walHeaderBytes + (frame - 1) * (this.header.pageSize + frameHeaderBytes);
  }
}
