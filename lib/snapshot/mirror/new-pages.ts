import type { MirrorPages } from './mirror-pages.js';

/** Offsets in page 1: the change counter, the size in pages, and the change counter for which that size is valid. */
const [changesAt, sizeAt, sizeHoldsAt] = [24, 28, 92];
/** The byte by which SQLite locks a file: the page that contains it is never used. */
const lockedByte = 2 ** 30;

/** Adds pages at the end of a database, which no one else may write meanwhile. */
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

  /** Writes the new size to page 1, so that SQLite knows of the pages. */
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
