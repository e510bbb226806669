import { varintSize, writeVarint } from '../files/varint.js';
import type { MirrorPages } from './mirror-pages.js';
import { type Child, NewLeaf, NewPages, rootOver } from './new-pages.js';
import type { RecordWriter } from './record-writer.js';

const [leafKind, innerKind] = [10, 2];

/** An entry of an index as a page stores it, with its length before it. */
type Cell = Uint8Array;

/**
 * Fills an empty index with entries in order, page by page, as {@link TableLoader} does for a table. Each entry is in
 * one page only: the entry between two leaves is in their parent page.
 */
export class IndexLoader {
  readonly #pages: NewPages;
  readonly #root: number;
  readonly #leaf: NewLeaf;
  /** The finished leaves, each with the entry that follows it. */
  readonly #leaves: Child<Cell>[] = [];
  #longest = 0;

  /**
   * `root` is the page of an empty index of the database in these pages. No one else may write them until it is filled.
   */
  constructor(pages: MirrorPages, root: number) {
    this.#pages = new NewPages(pages);
    this.#root = root;
    this.#leaf = new NewLeaf(pages.pageSize, leafKind);
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
    if (!this.#leaf.hasRoomFor(size)) {
      this.#endLeaf(isLast ? this.#leaf.takeLast() : cellOf(record, size));
      if (!isLast) return;
    }
    const { bytes } = this.#leaf;
    record.copy(bytes, writeVarint(bytes, this.#leaf.add(size), length));
  }

  /** Writes the rest; the index has the entries only after that. */
  end(): void {
    this.#pages.write(this.#leaves.length === 0 ? this.#leaf.whole() : this.#rootOfLeaves(), this.#root);
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
    this.#leaves.push({ page: this.#pages.append(this.#leaf.whole()), last: after });
    this.#leaf.empty();
  }
}

function cellOf(record: RecordWriter, size: number): Cell {
  const cell = new Uint8Array(size);
  record.copy(cell, writeVarint(cell, 0, record.length));
  return cell;
}
