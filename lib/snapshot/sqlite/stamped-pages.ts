import type { Pages } from '../attempt/page-source.js';

/** Where page 1 has the change counter, and the value of it for which its database size is valid. */
const counter = 24;
const counterOfSize = 92;

/**
 * The pages of one read after another as one database, so that SQLite can stay open: each read increments the counter
 * in page 1 as a transaction does, and SQLite requests all pages again.
 */
export class StampedPages implements Pages {
  readonly pageSize: number;
  /** Room for a database that grows: SQLite takes the actual size from page 1. */
  readonly length: number;
  #stamp = 0;
  #first: Uint8Array | null = null;
  #requested: Set<number> | null = null;

  #current: Pages;

  constructor(current: Pages) {
    this.#current = current;

    this.pageSize = current.pageSize;
    const pages = current.length / current.pageSize;
    this.length = current.pageSize * (Math.ceil(pages * 1.25) + 256);
    this.show(current);
  }

  /** Whether these pages can be shown in place of others: page 1 must have the database's right size. */
  static suits(pages: Pages): boolean {
    const first = pages.page(1);
    const view = new DataView(first.buffer, first.byteOffset, first.length);
    const isSizeValid = view.getUint32(counter) === view.getUint32(counterOfSize);
    return isSizeValid && view.getUint32(28) * pages.pageSize === pages.length;
  }

  /** Whether there is room for these pages. */
  hasRoomFor({ pageSize, length }: Pages): boolean {
    return pageSize === this.pageSize && length <= this.length;
  }

  /** Shows these pages from now on. */
  show(pages: Pages): void {
    this.#current = pages;
    this.#stamp = (this.#stamp + 1) >>> 0;
    this.#first = null;
  }

  /**
   * Runs the work, and returns which pages it requested, without the first; SQLite has to request all of them
   * again.
   */
  watched<T>(work: () => T): { readonly value: T; readonly pages: readonly number[] } {
    this.show(this.#current);
    const requested = new Set<number>();
    this.#requested = requested;
    try {
      return { value: work(), pages: [...requested] };
    } finally {
      this.#requested = null;
    }
  }

  page(number: number): Uint8Array {
    if (number !== 1) {
      this.#requested?.add(number);
      return this.#current.page(number);
    }
    this.#first ??= this.#stamped(this.#current.page(1));
    return this.#first;
  }

  #stamped(page: Uint8Array): Uint8Array {
    const copy = Uint8Array.from(page);
    const view = new DataView(copy.buffer);
    for (const offset of [counter, counterOfSize]) view.setUint32(offset, this.#stamp);
    return copy;
  }
}
