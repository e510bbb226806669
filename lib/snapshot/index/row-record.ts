import type { LeafPage } from './leaf-page.js';
import { type MissingValues, strange } from './missing-values.js';
import type { StoredColumn } from './queue-layout.js';
import { Unfit } from './unfit.js';

/** How long values are, by the serial types of one byte. */
const sizes = Int32Array.from(
  { length: 0x80 },
  (_, type) => [0, 1, 2, 3, 4, 6, 8, 8][type] ?? longSize(type),
);

/** Finds the values in one row after another (SQLite file format, "Record Format"), without making anything for them. */
export class RowRecord {
  /** A place that has NULL in every row. */
  readonly nowhere: number;
  /** Set where only SQL can tell what the row means. */
  isOdd = false;

  readonly #types: Int32Array;
  readonly #offsets: Int32Array;
  readonly #reals: readonly number[];

  /** For the columns that are needed; `missing` is what records mean that end before them. */
  constructor(
    readonly page: LeafPage,
    columns: readonly StoredColumn[],
    private readonly missing: MissingValues,
  ) {
    this.nowhere = missing.types.length;
    this.#types = new Int32Array(this.nowhere + 1);
    this.#offsets = new Int32Array(this.nowhere + 1);
    this.#reals = columns.flatMap((column) => (column.isReal ? [column.place] : []));
  }

  /** Goes to a row of the page; returns its number. Throws {@link Unfit} where it isn't as the format says. */
  open(index: number): number {
    const { page } = this;
    this.isOdd = false;
    const id = page.open(index);
    const headLength = page.varint(page.base);
    if (headLength > page.length) throw new Unfit('a record longer than itself');
    if (this.reach(page.base + headLength)) this.#readHead(page.next, page.base + headLength);
    else this.#types.fill(0);
    return id;
  }

  #readHead(start: number, end: number): void {
    const { page } = this;
    const { bytes } = page;
    const types = this.#types;
    const offsets = this.#offsets;
    const needed = this.nowhere;
    let next = start;
    let value = end;
    let place = 0;
    while (next < end && place < needed) {
      let type = bytes[next] ?? 0;
      offsets[place] = value;
      if (type < 0x80) {
        next += 1;
        value += sizes[type] ?? 0;
      } else {
        type = page.varint(next);
        next = page.next;
        value += longSize(type);
      }
      types[place] = type;
      place += 1;
    }
    const length = value - page.base;
    if (next > end || length > page.length || (next === end && length !== page.length))
      throw new Unfit('a record that is not as long as its values');
    const { missing } = this;
    for (; place < needed; place += 1) {
      types[place] = missing.types[place] ?? 0;
      offsets[place] = missing.offsets[place] ?? 0;
    }
    for (const real of this.#reals) {
      const type = types[real] ?? 0;
      if (type > 0 && type < 12) types[real] = strange;
    }
  }

  /** A column's serial type; {@link strange} where only SQL can tell its value. */
  typeOf(place: number): number {
    return this.#types[place] ?? 0;
  }

  /** Where a column's value begins. */
  offsetOf(place: number): number {
    return this.#offsets[place] ?? 0;
  }

  /** Fetches a row up to the end of one of its values; false, and the row is odd, where that is too far. */
  reach(end: number): boolean {
    if (this.page.reach(end)) return true;
    this.isOdd = true;
    return false;
  }
}

/** Of texts and bytes the type tells the length. */
function longSize(type: number): number {
  return type >= 12 ? (type - 12) >>> 1 : 0;
}
