import { dirname, isAbsolute, join } from 'node:path';
import { isPageSize, lockPage } from './database-header.js';
import { type FileIdentity, OpenedFile } from './opened-file.js';
import { ReadFailure } from './read-failure.js';
import type { System } from './system.js';

const magic = 'd9d505f920a163d7';
/** A segment with this many records is open-ended: it has as many as fit into the file. */
const openEnded = 0xffffffff;
const segmentHeaderBytes = 28;
/** SQLite looks for no header in a file that is shorter than a sector, of this size as long as nothing is known of it. */
const leastSector = 512;

interface Segment {
  readonly records: number;
  readonly nonce: number;
  /** Size of the database before the transaction, in pages. This and what follows counts in the first segment alone. */
  readonly databasePages: number;
  readonly sectorSize: number;
  readonly pageSize: number;
}

/**
 * A rollback journal in force (SQLite file format, "The Rollback Journal"): the original pages of the transaction
 * that is being written, or that a killed writer left behind. While it is in force, its pages replace those of the
 * main file. It is extended as the file grows: each record is checked once.
 */
export class RollbackJournal {
  readonly #offsets = new Map<number, number>();
  /** Byte offset of the segment being read, and how many of its records have been read. */
  #segmentOffset = 0;
  #segmentRecords = 0;
  #ended = false;

  readonly #first: Segment;

  private constructor(
    readonly identity: FileIdentity,
    first: Segment,
  ) {
    this.#first = first;
  }

  /** Page size of the database before the transaction. */
  get pageSize(): number {
    return this.#first.pageSize;
  }

  /** Size of the database before the transaction, in pages. */
  get databasePages(): number {
    return this.#first.databasePages;
  }

  /** Byte offset of a page's original content in the journal, or undefined if the page wasn't changed. */
  offsetOf(page: number): number | undefined {
    return this.#offsets.get(page);
  }

  /**
   * The journal in force at `path`, or null if there is none, or it is empty, zeroed, not synced yet, or void
   * because its super-journal is gone. Continues `known` if the file still holds the same transaction. Throws {@link
   * ReadFailure}.
   */
  static inForce(system: System, path: string, known: RollbackJournal | null): RollbackJournal | null {
    const file = OpenedFile.open(system, path);
    if (file === null) return null;
    try {
      const first = file.size() < leastSector ? null : readSegment(file, 0);
      // SQLite before 3.5.8 wrote it without, and meant the database's.
      if (first?.pageSize === 0) throw new ReadFailure('damaged', path, 'a journal without a page size');
      if (first === null || !isSectorSize(first.sectorSize) || !isPageSize(first.pageSize)) return null;
      if (isVoid(file)) return null;
      const same = known?.identity === file.identity && known.#isSameTransaction(first);
      const journal = same ? known : new RollbackJournal(file.identity, first);
      journal.#takeIn(file);
      return journal;
    } finally {
      file.close();
    }
  }

  /** True if this segment header opens the transaction that this journal holds. */
  #isSameTransaction(segment: Segment): boolean {
    const { nonce, databasePages, pageSize } = this.#first;
    return (
      segment.nonce === nonce && segment.databasePages === databasePages && segment.pageSize === pageSize
    );
  }

  #takeIn(file: OpenedFile): void {
    while (!this.#ended) {
      const segment = readSegment(file, this.#segmentOffset);
      if (segment === null) return;
      this.#takeInSegment(file, segment);
      if (this.#ended || this.#segmentRecords < segment.records) return;
      const end = this.#recordOffset(this.#segmentRecords);
      this.#segmentOffset = Math.ceil(end / this.#first.sectorSize) * this.#first.sectorSize;
      this.#segmentRecords = 0;
    }
  }

  #takeInSegment(file: OpenedFile, segment: Segment): void {
    const size = this.pageSize + 8;
    const perBlock = Math.max(1, Math.floor((1 << 20) / size));
    while (this.#segmentRecords < segment.records) {
      const offset = this.#recordOffset(this.#segmentRecords);
      const block = file.read(offset, Math.min(perBlock, segment.records - this.#segmentRecords) * size);
      const whole = Math.floor(block.length / size);
      if (whole === 0) return;
      // A record that was read while it was being overwritten may begin with old bytes and end with new ones,
      // which its checksum of a few bytes may not reveal. Its end is written last, so that a second reading finds
      // all of it new.
      const again = segment.records === openEnded ? file.read(offset, whole * size) : block;
      let passed = 0;
      for (let index = 0; index < whole; index += 1) {
        const record = again.subarray(index * size, (index + 1) * size);
        const isWhole = block.compare(record, 0, record.length, index * size, (index + 1) * size) === 0;
        if (!isWhole) return;
        const isBeyond = this.#isBeyondEnd(record);
        if (!isBeyond && !this.#takeInRecord(record, offset + index * size, segment)) return;
        passed += 1;
        if (isBeyond && segment.records === openEnded) continue;
        this.#segmentRecords += passed;
        passed = 0;
      }
      // If no sound record follows, these may be left over from another transaction, and about to be overwritten.
      if (passed === whole) return;
    }
  }

  /** SQLite passes over a page past the end before it checks the checksum. */
  #isBeyondEnd(record: Buffer): boolean {
    const page = record.readUInt32BE(0);
    return page > this.databasePages && page !== lockPage(this.pageSize);
  }

  /** False at an invalid record: playback stops there, or the record is still being written. */
  #takeInRecord(record: Buffer, offset: number, segment: Segment): boolean {
    const page = record.readUInt32BE(0);
    const sound =
      page !== 0 &&
      page !== lockPage(this.pageSize) &&
      record.readUInt32BE(4 + this.pageSize) === recordChecksum(record, segment.nonce, this.pageSize);
    if (!sound) {
      this.#ended = segment.records !== openEnded;
      return false;
    }
    // As in SQLite's playback, the last record of a page wins.
    this.#offsets.set(page, offset + 4);
    return true;
  }

  #recordOffset(record: number): number {
    return this.#segmentOffset + this.#first.sectorSize + record * (this.pageSize + 8);
  }
}

function readSegment(file: OpenedFile, offset: number): Segment | null {
  const bytes = file.read(offset, segmentHeaderBytes);
  if (bytes.length < segmentHeaderBytes || bytes.toString('hex', 0, 8) !== magic) return null;
  return {
    records: bytes.readUInt32BE(8),
    nonce: bytes.readUInt32BE(12),
    databasePages: bytes.readUInt32BE(16),
    sectorSize: bytes.readUInt32BE(20),
    pageSize: bytes.readUInt32BE(24),
  };
}

function isSectorSize(bytes: number): boolean {
  return bytes >= 32 && bytes <= 65536 && (bytes & (bytes - 1)) === 0;
}

function recordChecksum(record: Buffer, nonce: number, pageSize: number): number {
  let sum = nonce;
  for (let index = pageSize - 200; index > 0; index -= 200) sum = (sum + (record[4 + index] ?? 0)) >>> 0;
  return sum;
}

/**
 * True if the journal names a super-journal that is gone: the transaction over several databases was committed,
 * and this journal is not in force ("The Super-Journal").
 */
export function isVoid(file: OpenedFile): boolean {
  const size = file.size();
  const tail = file.read(Math.max(0, size - 16), 16);
  if (tail.length < 16 || tail.toString('hex', 8, 16) !== magic) return false;
  const length = tail.readUInt32BE(0);
  if (length === 0 || length > size - 16) return false;
  const name = file.read(size - 16 - length, length);
  let sum = 0;
  for (const byte of name) sum = (sum + ((byte << 24) >> 24)) >>> 0;
  if (sum !== tail.readUInt32BE(4)) return false;
  const path = name.toString('utf8');
  return isGone(file.system, isAbsolute(path) ? path : join(dirname(file.path), path));
}

/**
 * SQLite treats a file without content as missing: that is how it finds a super-journal whose folder was synced
 * before the file itself.
 */
function isGone(system: System, path: string): boolean {
  try {
    const status = system.statusAt(path);
    return status === null || (status.isFile() && status.size === 0n);
  } catch (error) {
    throw ReadFailure.fromSystem(error, path);
  }
}
