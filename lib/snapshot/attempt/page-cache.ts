/** The pages in one cache take at most this many bytes. */
const capacity = 32 << 20;

/**
 * Pages as they were at one instant, by their 1-based number. If there are too many, those unused for longest are
 * dropped first.
 */
export class PageCache {
  #bytes = 0;
  /** Least recently used first. */
  readonly #pages = new Map<number, Uint8Array>();

  page(number: number): Uint8Array | undefined {
    const page = this.#pages.get(number);
    if (page === undefined) return undefined;
    this.#pages.delete(number);
    this.#pages.set(number, page);
    return page;
  }

  /** Adds a page, unless it is already there. */
  keep(number: number, page: Uint8Array): void {
    if (this.#pages.has(number)) return;
    this.#pages.set(number, page);
    this.#bytes += page.length;
    for (const [oldest, { length }] of this.#pages) {
      if (this.#bytes <= capacity) break;
      this.#pages.delete(oldest);
      this.#bytes -= length;
    }
  }

  /** All pages in the cache. */
  entries(): Iterable<readonly [number: number, page: Uint8Array]> {
    return this.#pages;
  }

  /** Removes these pages, because they have changed. */
  forget(numbers: Iterable<number>): void {
    for (const number of numbers) {
      this.#bytes -= this.#pages.get(number)?.length ?? 0;
      this.#pages.delete(number);
    }
  }

  clear(): void {
    this.#bytes = 0;
    this.#pages.clear();
  }
}
