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

/** Where the pointers to the cells begin on a leaf; each has two bytes. */
const leafHead = 8;

/** A leaf of a b-tree, which is filled with cells in their order, from its end (SQLite file format, "B-tree Pages"). */
export class NewLeaf {
  /** The page: cells are written to it where {@link add} says. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly #kind: number;
  #cells = 0;
  /** Where the last cell begins. */
  #top: number;

  /** `kind` is the page's type. */
  constructor(pageSize: number, kind: number) {
    this.bytes = new Uint8Array(pageSize);
    this.view = new DataView(this.bytes.buffer);
    this.#kind = kind;
    this.#top = pageSize;
  }

  /** Whether another cell of this many bytes fits. */
  hasRoomFor(size: number): boolean {
    return leafHead + 2 * (this.#cells + 1) + size <= this.#top;
  }

  /** Adds a cell of this many bytes, which fits, and returns where to write them. */
  add(size: number): number {
    this.#top -= size;
    this.view.setUint16(leafHead + 2 * this.#cells, this.#top);
    this.#cells += 1;
    return this.#top;
  }

  /** Takes the last cell out, which must be there, and returns its bytes. */
  takeLast(): Uint8Array {
    const before =
      this.#cells < 2 ? this.bytes.length : this.view.getUint16(leafHead + 2 * (this.#cells - 2));
    const cell = this.bytes.slice(this.#top, before);
    this.bytes.fill(0, this.#top, before);
    this.#cells -= 1;
    this.view.setUint16(leafHead + 2 * this.#cells, 0);
    this.#top = before;
    return cell;
  }

  /** The page in SQLite's form, valid until it is emptied. */
  whole(): Uint8Array {
    this.bytes[0] = this.#kind;
    this.view.setUint16(3, this.#cells);
    this.view.setUint16(5, this.#top);
    return this.bytes;
  }

  empty(): void {
    this.bytes.fill(0);
    this.#cells = 0;
    this.#top = this.bytes.length;
  }
}

/** Where the pointers to the cells begin on an inner page. */
const innerHead = 12;
/** What a cell takes besides its key: the number of a page, and the pointer to the cell. */
const besides = 4 + 2;

/** A page, and what comes last in it or below it. */
export interface Child<T> {
  readonly page: number;
  readonly last: T;
}

/** How an inner page of a b-tree stores the last key below each of its children. */
export interface InnerCells<T> {
  /** The page's type. */
  readonly kind: number;
  /** The longest of them, in bytes. */
  readonly longest: number;
  size(last: T): number;
  put(bytes: Uint8Array, at: number, last: T): void;
}

/**
 * Writes all inner pages above these leaves except the root, whose bytes it returns (SQLite file format, "B-tree
 * Pages"). There must be at least one leaf.
 */
export function rootOver<T>(pages: NewPages, leaves: readonly Child<T>[], cells: InnerCells<T>): Uint8Array {
  const most = Math.floor((pages.pageSize - innerHead) / (besides + cells.longest)) + 1;
  let level = leaves;
  while (level.length > most)
    level = evenly(level, most).map((children) => {
      const { last } = lastOf(children);
      return { page: pages.append(innerPage(pages.pageSize, children, cells)), last };
    });
  return innerPage(pages.pageSize, level, cells);
}

function innerPage<T>(
  pageSize: number,
  children: readonly Child<T>[],
  { kind, size, put }: InnerCells<T>,
): Uint8Array {
  const bytes = new Uint8Array(pageSize);
  const view = new DataView(bytes.buffer);
  let top = pageSize;
  for (const [cell, { page, last }] of children.slice(0, -1).entries()) {
    top -= 4 + size(last);
    view.setUint32(top, page);
    put(bytes, top + 4, last);
    view.setUint16(innerHead + 2 * cell, top);
  }
  bytes[0] = kind;
  view.setUint16(3, children.length - 1);
  view.setUint16(5, top);
  view.setUint32(8, lastOf(children).page);
  return bytes;
}

function lastOf<T>(children: readonly Child<T>[]): Child<T> {
  const last = children.at(-1);
  if (last === undefined) throw new Error('a page that leads nowhere');
  return last;
}

/** Parts of a list of about the same length, none of them longer than `most`. */
function evenly<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  const parts = Math.ceil(list.length / most);
  return Array.from({ length: parts }, (_, at) =>
    list.slice(Math.floor((at * list.length) / parts), Math.floor(((at + 1) * list.length) / parts)),
  );
}
