import { type Cell, Malformed } from '../files/table-cell.js';
import type { AttemptPages } from './attempt-pages.js';

/** Content begins after the number of the next page. */
const pointerBytes = 4;

/**
 * The overflow pages of one row, in order: as many as the row's size requires. Following them reads four bytes of
 * each; the numbers are kept, so that a position in the row leads to its page directly. Pointer-map pages and the
 * lock page are never among them, and a chain that loops doesn't end where it should.
 */
export class OverflowChain {
  readonly count: number;
  /** Bytes of content in each page. */
  readonly perPage: number;
  readonly #pages: Uint32Array;

  constructor(
    readonly cell: Cell,
    usable: number,
    databaseBytes: number,
  ) {
    this.perPage = usable - pointerBytes;
    this.count = Math.ceil((cell.payloadBytes - cell.localBytes) / this.perPage);
    if (this.count * usable > databaseBytes) throw new Malformed('a row is larger than the database');
    this.#pages = new Uint32Array(this.count);
  }

  /**
   * Follows the chain from page `known` on (0 at the beginning) until its end or until `isTime`; returns how many
   * pages are known then. Pages found beyond that by an attempt that isn't proved don't count.
   */
  follow(known: number, source: AttemptPages, isTime: () => boolean): number {
    if (known === this.count) return known;
    let next = known === 0 ? this.cell.overflow : source.pointerOf(this.#numberAt(known - 1));
    for (let index = known; index < this.count; index += 1) {
      if (!source.holds(next)) throw new Malformed(`the chain of a row breaks off after ${index} pages`);
      this.#pages[index] = next;
      // Checking the clock costs more than following a page.
      if (index % 256 === 255 && index + 1 < this.count && isTime()) return index + 1;
      next = source.pointerOf(next);
    }
    if (next !== 0) throw new Malformed('the chain of a row goes on past its end');
    return this.count;
  }

  /** Fills `into` with the bytes of the row from `from` on, not counting those of its first part. */
  readInto(into: Uint8Array, from: number, source: AttemptPages): void {
    let at = from - this.cell.localBytes;
    for (let done = 0; done < into.length; ) {
      const start = at % this.perPage;
      const length = Math.min(this.perPage - start, into.length - done);
      const page = this.#numberAt(Math.floor(at / this.perPage));
      source.readInto(into.subarray(done, done + length), page, pointerBytes + start);
      done += length;
      at += length;
    }
  }

  /** The first `known` page numbers. */
  numbers(known: number): Uint32Array {
    return this.#pages.subarray(0, known);
  }

  #numberAt(index: number): number {
    return this.#pages[index] ?? 0;
  }
}
