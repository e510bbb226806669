import { type Child, type InnerCells, rootOver } from './inner-pages.js';
import type { MirrorPages } from './mirror-pages.js';
import { NewPages } from './new-pages.js';
import type { RecordWriter } from './record-writer.js';
import { longestVarint, varintSize, writeVarint } from './write-varint.js';

const leafKind = 13;
const leafHead = 8;

/** The number of a row. */
const innerCells: InnerCells<number | bigint> = {
  kind: 5,
  longest: longestVarint,
  size: (last) => varintSize(asVarint(last)),
  put: (bytes, at, last) => void writeVarint(bytes, at, asVarint(last)),
};

/**
 * Fills an empty table with rows in the order of their numbers, page by page (SQLite file format, "B-tree Pages"), in a
 * fraction of the time that SQLite itself would take. SQLite has to open the pages again afterwards.
 */
export class TableLoader {
  readonly #pages: NewPages;
  readonly #root: number;
  readonly #leaf: Uint8Array;
  readonly #view: DataView;
  /** How many rows the leaf has, and where the last of them begins. */
  #cells = 0;
  #top: number;
  #last: number | bigint | null = null;
  readonly #leaves: Child<number | bigint>[] = [];
  #isOver = false;

  /** `root` is the page of an empty table of a database in these pages, which nobody else writes until it is filled. */
  constructor(pages: MirrorPages, root: number) {
    this.#pages = new NewPages(pages);
    this.#root = root;
    this.#leaf = new Uint8Array(pages.pageSize);
    this.#view = new DataView(this.#leaf.buffer);
    this.#top = pages.pageSize;
  }

  /** Adds a row. Throws if its number isn't greater than those before. */
  add(number: number | bigint, record: RecordWriter): void {
    if (this.#isOver || (this.#last !== null && number <= this.#last)) throw new Error('a row out of order');
    const id = asVarint(number);
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
    else {
      this.#endLeaf();
      this.#finish(rootOver(this.#pages, this.#leaves, innerCells));
    }
  }

  /** How much of a row stays in its leaf. */
  #keptOf(length: number): number {
    const { pageSize } = this.#pages;
    if (length <= pageSize - 35) return length;
    const least = Math.floor(((pageSize - 12) * 32) / 255) - 23;
    const fitting = least + ((length - least) % (pageSize - 4));
    return fitting <= pageSize - 35 ? fitting : least;
  }

  /** Writes the rest of a row to a chain of overflow pages, and returns the first one. */
  #writeRest(bytes: Uint8Array): number {
    const room = this.#pages.pageSize - 4;
    const first = this.#pages.next();
    for (let from = 0, page = first; from < bytes.length; from += room) {
      const each = new Uint8Array(this.#pages.pageSize);
      each.set(bytes.subarray(from, from + room), 4);
      const next = from + room < bytes.length ? this.#pages.next() : 0;
      new DataView(each.buffer).setUint32(0, next);
      this.#pages.write(each, page);
      page = next;
    }
    return first;
  }

  #endLeaf(): void {
    this.#leaves.push({ page: this.#pages.append(this.#leafBytes()), last: this.#last ?? 0 });
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

  #finish(root: Uint8Array): void {
    this.#pages.write(root, this.#root);
    this.#pages.end();
  }
}

/** A negative number has the nine bytes of a whole one of 64 bits. */
function asVarint(number: number | bigint): number | bigint {
  return typeof number === 'number' && number < 0 ? BigInt(number) : number;
}
