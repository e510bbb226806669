import type { FileIdentity, OpenedFile } from './opened-file.js';
import { addToSums, sumsStandAt, type WalSums } from './wal-checksum.js';
import { frameHeaderBytes, type WalHeader, walHeaderBytes } from './wal-header.js';

/** How many bytes of frames are read at a time. */
const blockBytes = 1 << 20;

/** One committed transaction in the log. */
interface Commit {
  /** 1-based number of its last frame. */
  readonly frame: number;
  /** Size of the database after it, in pages. */
  readonly databasePages: number;
  readonly sums: WalSums;
  /** The last frame's header, in hex: other bytes there later mean that the log was written over. */
  readonly frameHeader: string;
  /** Page number and frame number of each of its frames, in order. */
  readonly pages: readonly (readonly [page: number, frame: number])[];
}

/**
 * Where the newest committed frame of each page stands in one generation of a write-ahead log (one pair of
 * salts). It grows with the log: only new frames are read. Nothing past the last commit is remembered, for
 * uncommitted frames are overwritten in place.
 */
export class WalIndex {
  private static made = 0;
  /** Tells this index from every other: what was read by one that was given up may have been written over. */
  readonly serial = ++WalIndex.made;
  private readonly frames = new Map<number, number>();
  private last: Commit | null = null;

  constructor(
    readonly identity: FileIdentity,
    readonly header: WalHeader,
  ) {}

  /** Number of the last commit's last frame; 0 where nothing is committed. */
  get end(): number {
    return this.last?.frame ?? 0;
  }

  /** Size of the database after the last commit, in pages. */
  get databasePages(): number {
    return this.last?.databasePages ?? 0;
  }

  /** The running checksum at the end. */
  get sums(): WalSums {
    return this.last?.sums ?? this.header.sums;
  }

  /** The header of the last commit's last frame, in hex; empty where nothing is committed. */
  get endHeader(): string {
    return this.last?.frameHeader ?? '';
  }

  /** The newest committed frame of a page, or undefined where the log has none. */
  frameOf(page: number): number | undefined {
    return this.frames.get(page);
  }

  /** Byte offset of a frame's page. */
  offsetOf(frame: number): number {
    return this.frameAt(frame) + frameHeaderBytes;
  }

  /** True while this index describes the log in `file`: same file, same salts, same last commit frame. */
  describes(file: OpenedFile, header: WalHeader): boolean {
    return file.identity === this.identity && header.salts === this.header.salts && this.endStands(file);
  }

  /** True while the header of the last commit frame is what it was. */
  endStands(file: OpenedFile): boolean {
    if (this.last === null) return true;
    return (
      file.read(this.frameAt(this.last.frame), frameHeaderBytes).toString('hex') === this.last.frameHeader
    );
  }

  /** Takes in the commits after the end, up to frame `limit`. */
  extend(file: OpenedFile, limit: number): void {
    for (const commit of this.commitsAfterEnd(file, limit)) {
      for (const [page, frame] of commit.pages) this.frames.set(page, frame);
      this.last = commit;
    }
  }

  /**
   * The commits after the end, up to frame `limit`, without taking them in. Stops at the first frame whose
   * salts or checksum fail.
   */
  *commitsAfterEnd(file: OpenedFile, limit: number): Generator<Commit> {
    const size = this.header.pageSize + frameHeaderBytes;
    const perBlock = Math.max(1, Math.floor(blockBytes / size));
    let sums = this.sums;
    let pages: [number, number][] = [];
    let frame = this.end + 1;
    let wanted = 4;
    while (frame <= limit) {
      const block = file.read(this.frameAt(frame), Math.min(wanted, limit - frame + 1) * size);
      wanted = Math.min(perBlock, wanted * 4);
      const whole = Math.floor(block.length / size);
      if (whole === 0) return;
      for (let at = 0; at < whole * size; at += size, frame += 1) {
        if (block.toString('hex', at + 8, at + 16) !== this.header.salts) return;
        sums = addToSums(sums, block, at, 8, this.header.bigEndian);
        sums = addToSums(sums, block, at + frameHeaderBytes, this.header.pageSize, this.header.bigEndian);
        const page = block.readUInt32BE(at);
        if (page === 0 || !sumsStandAt(sums, block, at + 16)) return;
        pages.push([page, frame]);
        const databasePages = block.readUInt32BE(at + 4);
        if (databasePages === 0) continue;
        yield {
          frame,
          databasePages,
          sums,
          frameHeader: block.toString('hex', at, at + frameHeaderBytes),
          pages,
        };
        pages = [];
      }
    }
  }

  private frameAt(frame: number): number {
    return walHeaderBytes + (frame - 1) * (this.header.pageSize + frameHeaderBytes);
  }
}
