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

  /** Adds a cell of this many bytes, which fits, and returns where they are to be written. */
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

  /** The page as it is to be written, valid until it is emptied. */
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
