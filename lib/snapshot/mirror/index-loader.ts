import { type Child, rootOver } from './inner-pages.js';
import type { MirrorPages } from './mirror-pages.js';
import { NewPages } from './new-pages.js';
import type { RecordWriter } from './record-writer.js';
import { varintSize, writeVarint } from './write-varint.js';

const [leafKind, innerKind] = [10, 2];
const leafHead = 8;

/** An entry of an index, with its length before it, as it lies in a page. */
type Cell = Uint8Array;

/**
 * Fills an empty index with entries in order, page by page, as {@link TableLoader} does for a table. Each entry is in one page only: the entry between two leaves is in their parent page.
 */
export class IndexLoader {
  readonly #pages: NewPages;
  readonly #root: number;
  readonly #leaf: Uint8Array;
  readonly #view: DataView;
  #cells = 0;
  #top: number;
  /** The finished leaves, each with the entry that follows it. */
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

  /**
   * Adds the next entry: the values of its columns, and the number of its row. `isLast`: none comes after it. Throws if
   * it is too long.
   */
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
    this.#pages.write(this.#leaves.length === 0 ? this.#leafBytes() : this.#rootOfLeaves(), this.#root);
    this.#pages.end();
  }

  #rootOfLeaves(): Uint8Array {
    this.#endLeaf(new Uint8Array());
    return rootOver(this.#pages, this.#leaves, {
      kind: innerKind,
      longest: this.#longest,
      size: ({ length }) => length,
      put: (bytes, at, cell) => bytes.set(cell, at),
    });
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
}

function cellOf(record: RecordWriter, size: number): Cell {
  const cell = new Uint8Array(size);
  record.copy(cell, writeVarint(cell, 0, record.length));
  return cell;
}
