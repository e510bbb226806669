import type { OpenedFile } from '../files/opened-file.js';

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
export class BlockReader {
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
