import { varintAt } from './varint.js';

/** The pages of a database, and how much of each is used. */
interface TreePages {
  readonly usable: number;
  wholePage(number: number): Uint8Array;
  holds(number: number): boolean;
}

/** Where a row of a table is stored: the first part in its page, the rest in a chain of overflow pages. */
export interface Cell {
  readonly page: number;
  /** Where the first part begins in the page. */
  readonly offset: number;
  /** Length of the first part. */
  readonly localBytes: number;
  /** Length of the whole. */
  readonly payloadBytes: number;
  /** First page of the chain; 0 if there is none. */
  readonly overflow: number;
}

/** Thrown if pages that existed together contradict the file format. */
export class Malformed extends Error {}

const interiorTable = 0x05;
const leafTable = 0x0d;
/** Not even a database of the greatest possible size has a deeper tree. */
const deepest = 40;

/**
 * True if the tree that begins on this page is that of a table with row numbers: not of an index or a WITHOUT
 * ROWID table.
 */
export function isRowTree(pages: TreePages, root: number): boolean {
  if (!pages.holds(root)) return false;
  const kind = pages.wholePage(root)[0];
  return kind === interiorTable || kind === leafTable;
}

/** Descends a table's tree to a row (SQLite file format, "B-tree Pages"). Throws {@link Malformed}. */
export function findCell(pages: TreePages, root: number, row: bigint): Cell {
  let number = root;
  for (let depth = 0; depth < deepest; depth += 1) {
    if (!pages.holds(number)) break;
    const page = new TreePage(pages.wholePage(number), number);
    if (page.kind === leafTable) return cellOf(page, row, pages.usable);
    if (page.kind !== interiorTable) break;
    number = page.childOf(row);
  }
  throw new Malformed(`no page of the table is at ${number}`);
}

/** A page of a tree, with its cells in the order of their rows. */
class TreePage {
  readonly kind: number;
  readonly cells: number;
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    readonly number: number,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.kind = bytes[0] ?? 0;
    this.cells = this.#view.getUint16(3);
  }

  get headBytes(): number {
    return this.kind === interiorTable ? 12 : 8;
  }

  /** Where a cell begins. */
  cellAt(index: number): number {
    const pointer = this.headBytes + 2 * index;
    const offset = pointer + 2 <= this.bytes.length ? this.#view.getUint16(pointer) : 0;
    if (offset < this.headBytes || offset + 4 > this.bytes.length) {
      throw new Malformed(`page ${this.number} has no cell ${index}`);
    }
    return offset;
  }

  /** The number, at this place. */
  numberAt(offset: number): number {
    if (offset + 4 > this.bytes.length) throw new Malformed(`page ${this.number} ends too soon`);
    return this.#view.getUint32(offset);
  }

  varintAt(offset: number): { readonly value: bigint; readonly next: number } {
    const varint = varintAt(this.bytes, offset);
    if (varint === null) throw new Malformed(`page ${this.number} ends too soon`);
    return varint;
  }

  /** The child page that may hold a row. */
  childOf(row: bigint): number {
    const index = this.firstFrom(row, (cell) => this.varintAt(cell + 4).value);
    return this.numberAt(index === this.cells ? 8 : this.cellAt(index));
  }

  /** Index of the first cell whose row isn't before this one. */
  firstFrom(row: bigint, rowOf: (cell: number) => bigint): number {
    let low = 0;
    let high = this.cells;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (rowOf(this.cellAt(middle)) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function cellOf(page: TreePage, row: bigint, usable: number): Cell {
  const rowOf = (cell: number) => page.varintAt(page.varintAt(cell).next).value;
  const index = page.firstFrom(row, rowOf);
  if (index === page.cells || rowOf(page.cellAt(index)) !== row) {
    throw new Malformed(`page ${page.number} lacks row ${row}`);
  }
  const size = page.varintAt(page.cellAt(index));
  const offset = page.varintAt(size.next).next;
  const payloadBytes = Number(size.value);
  const localBytes = localPart(payloadBytes, usable);
  if (payloadBytes < 0 || offset + localBytes > usable) throw new Malformed(`row ${row} is out of its page`);
  const overflow = localBytes < payloadBytes ? page.numberAt(offset + localBytes) : 0;
  return { page: page.number, offset, localBytes, payloadBytes, overflow };
}

/** How much of a row of this size is stored in its page. */
export function localPart(payload: number, usable: number): number {
  const most = usable - 35;
  if (payload <= most) return payload;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const even = least + ((payload - least) % (usable - 4));
  return even <= most ? even : least;
}
