import type { OpenedFile } from '../files/opened-file.js';

/** The most that is read at once, in bytes. */
const largest = 256 << 10;

/** A run of bytes of one file. */
interface Block {
  readonly memory: Buffer;
  start: number;
  length: number;
  /** How much of it was of use. */
  used: number;
  /** True where the last place lay before the block of then. */
  isBackward: boolean;
}

/**
 * Reads places of files by blocks that grow while one place lies near the one before, forwards or backwards, and
 * shrink while most of a block is of no use.
 */
export class BlockReader {
  readonly #blocks = new Map<OpenedFile, Block>();

  readonly #unit: number;

  /** `unit` is how much is read at least: a page. */
  constructor(unit: number) {
    this.#unit = unit;
  }

  /** Exactly these bytes, until the next call; null where the file is too short. */
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
    // Once back is how a search begins its next stretch; twice is a chain that runs backwards.
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
