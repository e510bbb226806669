import type { OpenedFile } from '../files/opened-file.js';

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

/** Where a page's bytes are. */
export interface PageLocation {
  readonly file: OpenedFile;
  readonly offset: number;
  /** Whether that is the main file, whose pages have to be proved. */
  readonly isMain: boolean;
}

/**
 * An attempt, for code that reads the files itself without SQLite: where pages are, how such readings are proved
 * together with the rest, and when results made from them may be kept. Code that reads a page of the main file
 * reports that with `alsoReads`, and reads it again on request; no result counts before the attempt is proved.
 */
export interface WalkedPages extends Pages {
  readonly main: OpenedFile;
  /** Pages that may have changed since the known instant; null if nothing that was kept is valid. */
  changed(): ReadonlySet<number> | null;
  /** Whether what is remembered of the pages will be valid for the next attempt, once this one is proved. */
  isReusable(): boolean;
  /** Whether it is certain by now that this attempt can't be proved, so that nothing more needs to be read. */
  isLost(): boolean;
  /** Whether a page is in the WAL, the journal, or the main file, in this order of precedence. */
  locationOf(number: number): PageLocation;
  /** A page that is already in memory and is proved with the others, so that it needn't be read again. */
  held(number: number): Uint8Array | undefined;
  /** Takes note that such a page of the main file was read, so that it is proved with the others. */
  alsoReads(number: number): void;
  /** Takes note of pages that another attempt would read, too, so that it can read them all at once. */
  walks(numbers: Iterable<number>): void;
  /** Counts pages that were fetched from the files. */
  fetches(pages: number): void;
  /**
   * Registers pages read by other means. `stand` reads those of the main file again and returns false if they have
   * changed.
   */
  readsElsewhere(stand: () => boolean): void;
  /**
   * Calls `keep` to remember something about the pages once this attempt is proved, if it will be valid for the
   * next one.
   */
  whenReusable(keep: () => void): void;
  /** Calls `then` once this attempt is proved, whether or not its pages are kept. */
  whenProved(then: () => void): void;
}

/**
 * Thrown when an attempt has done enough: its work is kept once it is proved, and the next attempt continues. Also
 * thrown when it is certain that it can't be proved.
 */
export class AttemptOver extends Error {}

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
