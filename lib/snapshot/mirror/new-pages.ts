import type { MirrorPages } from './mirror-pages.js';

/**
 * Where page 1 tells how often the database was written, how many pages it has, and for which of those times that
 * holds.
 */
const [changesAt, sizeAt, sizeHoldsAt] = [24, 28, 92];
/** The byte that SQLite locks a file by: the page that has it is never used. */
const lockedByte = 2 ** 30;

/** Adds pages at the end of a database, which nobody else writes meanwhile. */
export class NewPages {
  readonly #pages: MirrorPages;
  /** The last page that is in use. */
  #end: number;

  constructor(pages: MirrorPages) {
    this.#pages = pages;
    this.#end = pages.length / pages.pageSize;
  }

  get pageSize(): number {
    return this.#pages.pageSize;
  }

  /** The number of a page that nothing uses. */
  next(): number {
    this.#end += 1;
    if (this.#end === lockedByte / this.pageSize + 1) this.#end += 1;
    return this.#end;
  }

  write(bytes: Uint8Array, page: number): void {
    this.#pages.write(bytes, (page - 1) * this.pageSize);
  }

  /** Writes a page at the end, and returns its number. */
  append(bytes: Uint8Array): number {
    const page = this.next();
    this.write(bytes, page);
    return page;
  }

  /** Tells SQLite of them. */
  end(): void {
    const first = this.#pages.page(1).slice();
    const view = new DataView(first.buffer);
    const changes = view.getUint32(changesAt) + 1;
    view.setUint32(changesAt, changes);
    view.setUint32(sizeAt, this.#end);
    view.setUint32(sizeHoldsAt, changes);
    this.write(first, 1);
  }
}
