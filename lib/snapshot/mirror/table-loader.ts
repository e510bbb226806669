import type { MirrorPages } from './mirror-pages.js';
import type { RecordWriter } from './record-writer.js';
import { longestVarint, varintSize, writeVarint } from './write-varint.js';

/** Where page 1 tells how often the database was written, how many pages it has, and for which of those times that holds. */
const [changesAt, sizeAt, sizeHoldsAt] = [24, 28, 92];
/** The byte that SQLite locks a file by: the page that has it is never used. */
const lockedByte = 2 ** 30;
const [leafKind, innerKind] = [13, 5];
const [leafHead, innerHead] = [8, 12];

/** A page, and the greatest number of a row in it or below it. */
interface Child {
  readonly page: number;
  readonly last: number | bigint;
}

/**
 * Fills an empty table with rows in the order of their numbers, page by page (SQLite file format, "B-tree Pages"), in a
 * fraction of the time that SQLite itself would take. What SQLite has open of the pages is to be opened again afterwards.
 */
export class TableLoader {
  readonly #pages: MirrorPages;
  readonly #root: number;
  readonly #leaf: Uint8Array;
  readonly #view: DataView;
  /** How many rows the leaf has, and where the last of them begins. */
  #cells = 0;
  #top: number;
  #last: number | bigint | null = null;
  readonly #leaves: Child[] = [];
  /** The last page that is in use. */
  #end: number;
  #isOver = false;

  /** `root` is the page of an empty table of a database in these pages, which nobody else writes until it is filled. */
  constructor(pages: MirrorPages, root: number) {
    this.#pages = pages;
    this.#root = root;
    this.#leaf = new Uint8Array(pages.pageSize);
    this.#view = new DataView(this.#leaf.buffer);
    this.#top = pages.pageSize;
    this.#end = pages.length / pages.pageSize;
  }

  /** Adds a row. Throws if its number isn't greater than those before. */
  add(number: number | bigint, record: RecordWriter): void {
    if (this.#isOver || (this.#last !== null && number <= this.#last)) throw new Error('a row out of order');
    const id = typeof number === 'number' && number < 0 ? BigInt(number) : number;
    const { length } = record;
    const kept = this.#keptOf(length);
    const size = varintSize(length) + varintSize(id) + kept + (kept < length ? 4 : 0);
    if (leafHead + 2 * (this.#cells + 1) + size > this.#top) this.#endLeaf();
    this.#top -= size;
    const at = writeVarint(this.#leaf, writeVarint(this.#leaf, this.#top, length), id);
    if (kept === length) record.copy(this.#leaf, at);
    else {
      const bytes = new Uint8Array(length);
      record.copy(bytes, 0);
      this.#leaf.set(bytes.subarray(0, kept), at);
      this.#view.setUint32(at + kept, this.#writeRest(bytes.subarray(kept)));
    }
    this.#view.setUint16(leafHead + 2 * this.#cells, this.#top);
    this.#cells += 1;
    this.#last = number;
  }

  /** Writes what is left: from then on, the table has the rows. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#leaves.length === 0) this.#finish(this.#leafBytes());
    else this.#finish(this.#inner(this.#topLevel()));
  }

  /** Writes the last leaf and all that lead to the leaves but the root, and returns the pages that it leads to. */
  #topLevel(): readonly Child[] {
    this.#endLeaf();
    let level: readonly Child[] = this.#leaves;
    const most = Math.floor((this.#pages.pageSize - innerHead) / (2 + 4 + longestVarint));
    while (level.length > most + 1) {
      const next: Child[] = [];
      for (const children of evenly(level, most + 1))
        next.push({ page: this.#append(this.#inner(children)), last: children.at(-1)?.last ?? 0 });
      level = next;
    }
    return level;
  }

  /** How much of a row stays in its leaf. */
  #keptOf(length: number): number {
    const { pageSize } = this.#pages;
    if (length <= pageSize - 35) return length;
    const least = Math.floor(((pageSize - 12) * 32) / 255) - 23;
    const fitting = least + ((length - least) % (pageSize - 4));
    return fitting <= pageSize - 35 ? fitting : least;
  }

  /** Writes the rest of a row to pages that lead from one to the next, and returns the first. */
  #writeRest(bytes: Uint8Array): number {
    const room = this.#pages.pageSize - 4;
    const first = this.#nextPage();
    for (let from = 0, page = first; from < bytes.length; from += room) {
      const each = new Uint8Array(this.#pages.pageSize);
      each.set(bytes.subarray(from, from + room), 4);
      const next = from + room < bytes.length ? this.#nextPage() : 0;
      new DataView(each.buffer).setUint32(0, next);
      this.#write(each, page);
      page = next;
    }
    return first;
  }

  #endLeaf(): void {
    this.#leaves.push({ page: this.#append(this.#leafBytes()), last: this.#last ?? 0 });
    this.#leaf.fill(0);
    this.#cells = 0;
    this.#top = this.#pages.pageSize;
  }

  #leafBytes(): Uint8Array {
    this.#leaf[0] = leafKind;
    this.#view.setUint16(3, this.#cells);
    this.#view.setUint16(5, this.#top);
    return this.#leaf;
  }

  #inner(children: readonly Child[]): Uint8Array {
    const bytes = new Uint8Array(this.#pages.pageSize);
    const view = new DataView(bytes.buffer);
    let top = bytes.length;
    for (const [cell, { page, last }] of children.slice(0, -1).entries()) {
      const id = typeof last === 'number' && last < 0 ? BigInt(last) : last;
      top -= 4 + varintSize(id);
      view.setUint32(top, page);
      writeVarint(bytes, top + 4, id);
      view.setUint16(innerHead + 2 * cell, top);
    }
    bytes[0] = innerKind;
    view.setUint16(3, children.length - 1);
    view.setUint16(5, top);
    view.setUint32(8, children.at(-1)?.page ?? 0);
    return bytes;
  }

  #append(bytes: Uint8Array): number {
    const page = this.#nextPage();
    this.#write(bytes, page);
    return page;
  }

  #nextPage(): number {
    this.#end += 1;
    if (this.#end === lockedByte / this.#pages.pageSize + 1) this.#end += 1;
    return this.#end;
  }

  #write(bytes: Uint8Array, page: number): void {
    this.#pages.write(bytes, (page - 1) * this.#pages.pageSize);
  }

  #finish(root: Uint8Array): void {
    this.#write(root, this.#root);
    const first = this.#pages.page(1).slice();
    const view = new DataView(first.buffer);
    const changes = view.getUint32(changesAt) + 1;
    view.setUint32(changesAt, changes);
    view.setUint32(sizeAt, this.#end);
    view.setUint32(sizeHoldsAt, changes);
    this.#write(first, 1);
  }
}

/** Parts of a list of about the same length, none of them longer than `most`. */
function evenly<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  const parts = Math.ceil(list.length / most);
  return Array.from({ length: parts }, (_, at) =>
    list.slice(Math.floor((at * list.length) / parts), Math.floor(((at + 1) * list.length) / parts)),
  );
}
