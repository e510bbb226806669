import { type PageLocation, type Pages, pageUnreadable, type WalkedPages } from '../attempt/page-source.js';
import { lockPage } from '../files/database-header.js';
import type { OpenedFile } from '../files/opened-file.js';
import { ReadFailure } from '../files/read-failure.js';

/** At most this many bytes are read at once. */
const largest = 256 << 10;

/** A run of bytes of one file. */
interface Block {
  readonly memory: Buffer;
  start: number;
  length: number;
  /** How much of it was used. */
  used: number;
  /** True if the last position was before the block held at that time. */
  isBackward: boolean;
}

/**
 * Reads parts of files by blocks, which grow while each part is near the one before, forwards or backwards, and
 * shrink while most of a block isn't used.
 */
class BlockReader {
  readonly #blocks = new Map<OpenedFile, Block>();

  readonly #unit: number;

  /** `unit` is the least amount to read: a page. */
  constructor(unit: number) {
    this.#unit = unit;
  }

  /** Exactly these bytes, valid until the next call; null if the file is too short. */
  bytes(file: OpenedFile, offset: number, length: number): Buffer | null {
    const block = this.#blockAt(file, offset, length);
    const from = offset - block.start;
    if (from + length > block.length) return null;
    block.used += this.#unit;
    return block.memory.subarray(from, from + length);
  }

  #blockAt(file: OpenedFile, offset: number, length: number): Block {
    const block = this.#blocks.get(file);
    if (block === undefined) {
      const first = {
        memory: Buffer.allocUnsafeSlow(largest),
        start: offset,
        length: 0,
        used: 0,
        isBackward: false,
      };
      this.#blocks.set(file, first);
      return fill(first, file, offset, Math.max(this.#unit, length));
    }
    const end = block.start + block.length;
    if (offset >= block.start && offset + length <= end) return block;
    const isNear = offset + length > block.start - largest && offset < end + largest;
    const isUseful = isNear && block.used * 4 >= block.length;
    const size = Math.min(
      largest,
      Math.max(this.#unit, length, isUseful ? block.length * 2 : block.length >> 2),
    );
    // Going back once happens when a search begins its next stretch; twice means a chain that runs backwards.
    const isBackward = isNear && offset < block.start;
    const start = isBackward && block.isBackward ? Math.max(0, offset + this.#unit - size) : offset;
    block.isBackward = isBackward;
    return fill(block, file, start, size);
  }
}

function fill(block: Block, file: OpenedFile, start: number, size: number): Block {
  block.start = start;
  block.length = file.readInto(block.memory.subarray(0, size), start);
  block.used = 0;
  return block;
}

/** Bytes of a page of the main file, as they were read first. */
interface FirstRead {
  readonly place: PageLocation;
  /** Position in the page. */
  readonly from: number;
  readonly bytes: Uint8Array;
}

/**
 * The pages of one attempt: those that SQLite asks for, which are recorded, and parts of those of an overflow chain,
 * which are read by block and not kept. Everything that comes from the main file is proved with the rest of the
 * attempt.
 */
export class AttemptPages implements Pages {
  readonly pageSize: number;
  readonly length: number;
  /** Every page that was requested as a whole. */
  readonly requested = new Set<number>();
  readonly #blocks: BlockReader;
  readonly #pointers: { readonly offsets: number[]; readonly values: number[] } = {
    offsets: [],
    values: [],
  };
  readonly #contents: FirstRead[] = [];

  readonly #attempt: WalkedPages;

  constructor(attempt: WalkedPages) {
    this.#attempt = attempt;

    this.pageSize = attempt.pageSize;
    this.length = attempt.length;
    this.#blocks = new BlockReader(attempt.pageSize);
    attempt.readsElsewhere(() => this.#isUnchanged());
  }

  page(number: number): Uint8Array {
    this.requested.add(number);
    return this.#attempt.page(number);
  }

  /** Like {@link page}, for our own use: throws an error that says what happened. */
  wholePage(number: number): Uint8Array {
    try {
      return this.page(number);
    } catch (error) {
      throw error === pageUnreadable ? new Error('disk I/O error') : error;
    }
  }

  /** How much of each page SQLite uses. */
  get usable(): number {
    return this.pageSize - (this.wholePage(1)[20] ?? 0);
  }

  /** True if a page of this number can have content. */
  holds(number: number): boolean {
    return number > 1 && number * this.pageSize <= this.length && number !== lockPage(this.pageSize);
  }

  /** The number in a page's first four bytes. */
  pointerOf(number: number): number {
    const place = this.#attempt.locationOf(number);
    const value = this.#bytesAt(number, place, 0, 4).readUInt32BE(0);
    if (place.isMain) {
      this.#attempt.alsoReads(number);
      this.#pointers.offsets.push(place.offset);
      this.#pointers.values.push(value);
    }
    return value;
  }

  /** Fills `into` with the bytes of a page from `from` on. */
  readInto(into: Uint8Array, number: number, from: number): void {
    const place = this.#attempt.locationOf(number);
    into.set(this.#bytesAt(number, place, from, into.length));
    if (!place.isMain) return;
    this.#attempt.alsoReads(number);
    this.#contents.push({ place, from, bytes: into });
  }

  #bytesAt(number: number, { file, offset }: PageLocation, from: number, length: number): Buffer {
    const bytes = this.#blocks.bytes(file, offset + from, length);
    if (bytes !== null) return bytes;
    throw new ReadFailure('damaged', this.#attempt.main.path, `page ${number} is missing`);
  }

  #isUnchanged(): boolean {
    const again = new BlockReader(this.pageSize);
    const { offsets, values } = this.#pointers;
    const { main } = this.#attempt;
    return (
      offsets.every((offset, index) => again.bytes(main, offset, 4)?.readUInt32BE(0) === values[index]) &&
      this.#contents.every(
        ({ place, from, bytes }) =>
          again.bytes(main, place.offset + from, bytes.length)?.equals(bytes) === true,
      )
    );
  }
}
