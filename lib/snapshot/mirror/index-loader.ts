import type { MirrorPages } from './mirror-pages.js';
import { type Child, evenly, NewPages } from './new-pages.js';
import type { RecordWriter } from './record-writer.js';
import { varintSize, writeVarint } from './write-varint.js';

const [leafKind, innerKind] = [10, 2];
const [leafHead, innerHead] = [8, 12];

/** An entry of an index, with its length before it, as it lies in a page. */
type Cell = Uint8Array;

/**
 * Fills an empty index with entries in its order, page by page, as {@link TableLoader} does it for a table. An entry is in one
 * page alone: the one between two leaves is in the page that leads to them.
 */
export class IndexLoader {
  readonly #pages: NewPages;
  readonly #root: number;
  readonly #leaf: Uint8Array;
  readonly #view: DataView;
  #cells = 0;
  #top: number;
  /** Each with the entry after it. */
  readonly #leaves: Child<Cell>[] = [];
  #longest = 0;

  /** `root` is the page of an empty index of a database in these pages, which nobody else writes until it is filled. */
  constructor(pages: MirrorPages, root: number) {
    this.#pages = new NewPages(pages);
    this.#root = root;
    this.#leaf = new Uint8Array(pages.pageSize);
    this.#view = new DataView(this.#leaf.buffer);
    this.#top = pages.pageSize;
  }

  /** The longest entry that it takes, in bytes: longer ones would be kept in further pages. */
  static longestIn(pageSize: number): number {
    return Math.floor(((pageSize - 12) * 64) / 255) - 23;
  }

  /** Adds the next entry: the values of its columns, and the number of its row. `isLast`: none comes after it. Throws if it is too long. */
  add(record: RecordWriter, isLast: boolean): void {
    const { length } = record;
    if (length > IndexLoader.longestIn(this.#pages.pageSize)) throw new Error('an entry too long');
    const size = varintSize(length) + length;
    this.#longest = Math.max(this.#longest, size);
    if (leafHead + 2 * (this.#cells + 1) + size > this.#top) {
      this.#endLeaf(isLast ? this.#takeLast() : cellOf(record, size));
      if (!isLast) return;
    }
    this.#top -= size;
    record.copy(this.#leaf, writeVarint(this.#leaf, this.#top, length));
    this.#view.setUint16(leafHead + 2 * this.#cells, this.#top);
    this.#cells += 1;
  }

  /** Writes what is left: from then on, the index has the entries. */
  end(): void {
    const root = this.#leaves.length === 0 ? this.#leafBytes() : this.#inner(this.#topLevel());
    this.#pages.write(root, this.#root);
    this.#pages.end();
  }

  #topLevel(): readonly Child<Cell>[] {
    this.#endLeaf(new Uint8Array());
    let level: readonly Child<Cell>[] = this.#leaves;
    const most = Math.floor((this.#pages.pageSize - innerHead) / (2 + 4 + this.#longest));
    while (level.length > most + 1) {
      const next: Child<Cell>[] = [];
      for (const children of evenly(level, most + 1))
        next.push({
          page: this.#pages.append(this.#inner(children)),
          last: children.at(-1)?.last ?? new Uint8Array(),
        });
      level = next;
    }
    return level;
  }

  #endLeaf(after: Cell): void {
    this.#leaves.push({ page: this.#pages.append(this.#leafBytes()), last: after });
    this.#leaf.fill(0);
    this.#cells = 0;
    this.#top = this.#pages.pageSize;
  }

  /** Takes the last entry out of the leaf. */
  #takeLast(): Cell {
    const before =
      this.#cells < 2 ? this.#pages.pageSize : this.#view.getUint16(leafHead + 2 * (this.#cells - 2));
    const cell = this.#leaf.slice(this.#top, before);
    this.#leaf.fill(0, this.#top, before);
    this.#cells -= 1;
    this.#view.setUint16(leafHead + 2 * this.#cells, 0);
    this.#top = before;
    return cell;
  }

  #leafBytes(): Uint8Array {
    this.#leaf[0] = leafKind;
    this.#view.setUint16(3, this.#cells);
    this.#view.setUint16(5, this.#top);
    return this.#leaf;
  }

  #inner(children: readonly Child<Cell>[]): Uint8Array {
    const bytes = new Uint8Array(this.#pages.pageSize);
    const view = new DataView(bytes.buffer);
    let top = bytes.length;
    for (const [at, { page, last }] of children.slice(0, -1).entries()) {
      top -= 4 + last.length;
      view.setUint32(top, page);
      bytes.set(last, top + 4);
      view.setUint16(innerHead + 2 * at, top);
    }
    bytes[0] = innerKind;
    view.setUint16(3, children.length - 1);
    view.setUint16(5, top);
    view.setUint32(8, children.at(-1)?.page ?? 0);
    return bytes;
  }
}

function cellOf(record: RecordWriter, size: number): Cell {
  const cell = new Uint8Array(size);
  record.copy(cell, writeVarint(cell, 0, record.length));
  return cell;
}
