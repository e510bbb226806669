import { keepLast, putLast } from '../../model/recently-used.js';
import type { LogBytes } from '../../snapshot/job-log/log-bytes.js';

/** Bytes are kept in blocks of this size. */
export const blockBytes = 256 << 10;
/** At most this many blocks of a log are kept, the most recently used ones. */
const mostBlocks = 256;

/** Thrown by {@link LogBlocks.read} if a block hasn't been fetched yet. */
export class MissingBlock extends Error {
  constructor(readonly block: number) {
    super('a part of the log is still to be fetched');
  }
}

/** The parts of one version of a log that have been fetched. */
export class LogBlocks implements LogBytes {
  readonly #blocks = new Map<number, Buffer>();

  constructor(
    readonly version: string,
    readonly size: number,
  ) {}

  /** Throws {@link MissingBlock} for the first of its blocks that hasn't been fetched. */
  read(from: number, to: number): Buffer {
    const parts: Buffer[] = [];
    for (let block = Math.floor(from / blockBytes); block * blockBytes < to; block += 1) {
      const bytes = this.#blocks.get(block);
      if (bytes === undefined) throw new MissingBlock(block);
      putLast(this.#blocks, block, bytes);
      parts.push(bytes.subarray(Math.max(0, from - block * blockBytes), to - block * blockBytes));
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  }

  /** Keeps bytes that begin at the start of this block. */
  put(block: number, bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += blockBytes)
      this.#blocks.set(block + at / blockBytes, bytes.subarray(at, at + blockBytes));
    keepLast(this.#blocks, mostBlocks);
  }

  has(block: number): boolean {
    return this.#blocks.has(block);
  }
}
