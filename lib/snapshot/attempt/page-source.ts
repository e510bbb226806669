/** Returns a database's pages as they were at one instant. */
export interface Pages {
  readonly pageSize: number;
  /** Size of the database in bytes. */
  readonly length: number;
  /** The page with this 1-based number, exactly `pageSize` bytes. Throws {@link pageUnreadable} if it can't. */
  page(number: number): Uint8Array;
}

/** How many bytes of each page SQLite uses: without those that page 1 reserves at the end of each page. */
export function usableBytes(pages: Pages): number {
  return pages.pageSize - (pages.page(1)[20] ?? 0);
}

const ioError = 29;
/** The file format for writing and reading, in bytes 18 and 19 of page 1. */
const rollbackFormat = 1;
const walFormat = 2;

/**
 * What SQLite in WASM takes for an I/O error; any other exception would leave it broken. sql.js reads the error's
 * number from a property whose name is minified in its build, so this object returns the number for every name
 * except `name`: without a number the read would count as successful, with a length from uninitialised memory.
 */
export const pageUnreadable: object = new Proxy(
  {},
  { get: (_, property) => (property === 'name' ? 'ErrnoError' : ioError) },
);

/**
 * Pages disguised as the `Uint8Array` that sql.js keeps as a file's contents: it asks for each range when SQLite
 * needs it. sql.js is pinned because it merely happens not to copy the array; a spec fails if that changes.
 */
export class PageSource {
  readonly #pages: Pages;

  constructor(pages: Pages) {
    this.#pages = pages;
  }

  get length(): number {
    return this.#pages.length;
  }

  get byteLength(): number {
    return this.#pages.length;
  }

  /** sql.js takes a slice of its argument and keeps that: this object itself. */
  slice(): this {
    return this;
  }

  /** Exactly the bytes from `begin` to `end`: a short result would be taken for the end of the file. */
  subarray(begin: number, end: number): Uint8Array {
    const { pageSize } = this.#pages;
    const number = Math.floor(begin / pageSize) + 1;
    const from = begin - (number - 1) * pageSize;
    if (from + (end - begin) <= pageSize) return this.#served(number).subarray(from, from + (end - begin));
    const bytes = new Uint8Array(end - begin);
    for (let at = begin; at < end; ) {
      const page = Math.floor(at / pageSize) + 1;
      const start = at - (page - 1) * pageSize;
      const part = this.#served(page).subarray(start, Math.min(pageSize, start + end - at));
      bytes.set(part, at - begin);
      at += part.length;
    }
    return bytes;
  }

  /** Nothing is ever written: the database belongs to its workers. */
  set(): never {
    throw pageUnreadable;
  }

  /**
   * Page 1 claims rollback mode, so that SQLite doesn't look for a write-ahead log itself. An unknown future
   * format is left as it is, and SQLite refuses to read it.
   */
  #served(number: number): Uint8Array {
    const page = this.#pages.page(number);
    if (number !== 1) return page;
    const disguised = Uint8Array.from(page);
    for (const version of [18, 19]) if (disguised[version] === walFormat) disguised[version] = rollbackFormat;
    return disguised;
  }
}
