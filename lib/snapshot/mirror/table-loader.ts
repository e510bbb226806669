import { longestVarint, varintSize, writeVarint } from '../files/varint.js';
import type { MirrorPages } from './mirror-pages.js';
import { type Child, type InnerCells, NewLeaf, NewPages, rootOver } from './new-pages.js';
import type { RecordWriter } from './record-writer.js';

const leafKind = 13;

/** Cells of inner pages: a row's number. */
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
  readonly #leaf: NewLeaf;
  #last: number | bigint | null = null;
  readonly #leaves: Child<number | bigint>[] = [];
  #isOver = false;

  /**
   * `root` is the page of an empty table of the database in these pages. No one else may write them until it is filled.
   */
  constructor(pages: MirrorPages, root: number) {
    this.#pages = new NewPages(pages);
    this.#root = root;
    this.#leaf = new NewLeaf(pages.pageSize, leafKind);
  }

  /** Adds a row. Throws if its number isn't greater than those before. */
  add(number: number | bigint, record: RecordWriter): void {
    if (this.#isOver || (this.#last !== null && number <= this.#last)) throw new Error('a row out of order');
    const id = asVarint(number);
    const { length } = record;
    const local = this.#localOf(length);
    const size = varintSize(length) + varintSize(id) + local + (local < length ? 4 : 0);
    if (!this.#leaf.hasRoomFor(size)) this.#endLeaf();
    const { bytes, view } = this.#leaf;
    const at = writeVarint(bytes, writeVarint(bytes, this.#leaf.add(size), length), id);
    if (local === length) record.copy(bytes, at);
    else {
      const row = new Uint8Array(length);
      record.copy(row, 0);
      bytes.set(row.subarray(0, local), at);
      view.setUint32(at + local, this.#writeRest(row.subarray(local)));
    }
    this.#last = number;
  }

  /** Writes the rest; the table has the rows only after that. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#leaves.length === 0) this.#finish(this.#leaf.whole());
    else {
      this.#endLeaf();
      this.#finish(rootOver(this.#pages, this.#leaves, innerCells));
    }
  }

  /** How much of a row stays in its leaf. */
  #localOf(length: number): number {
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
    this.#leaves.push({ page: this.#pages.append(this.#leaf.whole()), last: this.#last ?? 0 });
    this.#leaf.empty();
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
