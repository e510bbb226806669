import { NotWalkable } from '../pages/table-tree.js';
import type { LeafPage } from './leaf-page.js';
import { type MissingValues, typeNeedsSql } from './missing-values.js';
import type { StoredColumn } from './queue-layout.js';

// A local copy, because it is used in loops over all jobs.
const { imul } = Math;

/** Lengths of values, by serial types of one byte. */
const sizes = Int32Array.from(
  { length: 0x80 },
  (_, type) => [0, 1, 2, 3, 4, 6, 8, 8][type] ?? longSize(type),
);
/** This many heads, a power of two, are remembered, unless they are longer than the second number. */
const mostHeads = 1024;
const longestHead = 64;

/**
 * Finds the values in one row after another (SQLite file format, "Record Format"), without allocating anything for
 * them. Many rows have the same head, so parsed heads are remembered.
 */
export class RowRecord {
  /** Set if only SQL can interpret the row. */
  needsSql = false;

  readonly #reals: readonly number[];
  /** How many columns there are, up to the last one that is needed. */
  readonly #needed: number;
  /** How much room each head takes in the arrays below. */
  readonly #stride: number;
  readonly #types: Int32Array;
  /**
   * Where values begin in their row; for columns that a record is too short to have, complements of positions in
   * the page's bytes.
   */
  readonly #offsets: Int32Array;
  readonly #heads = new Uint8Array(mostHeads * longestHead);
  readonly #headsView = new DataView(this.#heads.buffer);
  readonly #headLengths = new Uint8Array(mostHeads);
  /** Lengths of the rows with these heads. */
  readonly #lengths = new Int32Array(mostHeads);
  /** The current row's position in the arrays. */
  #at = 0;

  readonly #missing: MissingValues;

  /**
   * For the needed columns; `missing` has the values for records that are too short to have them, and `nowhere` is
   * an index after all columns, which is NULL in every row.
   */
  constructor(
    readonly page: LeafPage,
    columns: readonly StoredColumn[],
    missing: MissingValues,
    nowhere: number,
  ) {
    this.#missing = missing;

    this.#needed = missing.types.length;
    this.#stride = nowhere + 1;
    // One more than are remembered, for rows whose heads aren't.
    this.#types = new Int32Array((mostHeads + 1) * this.#stride);
    this.#offsets = new Int32Array((mostHeads + 1) * this.#stride);
    this.#reals = columns.flatMap((column) => (column.isReal ? [column.place] : []));
  }

  /** Goes to a row of the page; returns its number. Throws {@link NotWalkable} if it contradicts the format. */
  open(index: number): number {
    const { page } = this;
    this.needsSql = false;
    const id = page.open(index);
    const length = page.varint(page.base);
    if (length > page.length) throw new NotWalkable('a record longer than itself');
    if (!this.reach(page.base + length)) {
      this.#at = mostHeads * this.#stride;
      return id;
    }
    const slot = length > longestHead ? 0 : this.#hash(length) & (mostHeads - 1);
    this.#at = slot * this.#stride;
    if (this.#isKnown(slot, length)) {
      if (this.#lengths[slot] !== page.length) throw new NotWalkable('a record not as long as its values');
    } else {
      this.#headLengths[slot] = 0;
      this.#readHead(page.next, page.base + length);
      if (length <= longestHead) this.#keep(slot, length);
    }
    return id;
  }

  /** A column's serial type; {@link typeNeedsSql} if only SQL can tell its value. */
  typeOf(place: number): number {
    return this.#types[this.#at + place] ?? 0;
  }

  /** Where a column's value begins in the page's bytes. */
  offsetOf(place: number): number {
    const offset = this.#offsets[this.#at + place] ?? 0;
    return offset < 0 ? ~offset : this.page.base + offset;
  }

  /**
   * Loads a row up to the end of one of its values; if that is more than is read of a row, returns false and marks it
   * as odd.
   */
  reach(end: number): boolean {
    if (this.page.reach(end)) return true;
    this.needsSql = true;
    return false;
  }

  #hash(length: number): number {
    const { view, bytes, base } = this.page;
    const end = base + length;
    let hash = length;
    let at = base;
    for (; at + 4 <= end; at += 4) hash = imul(hash ^ view.getInt32(at), 0x01000193);
    for (; at < end; at += 1) hash = imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    return hash ^ (hash >>> 11) ^ (hash >>> 22);
  }

  #isKnown(slot: number, length: number): boolean {
    if (this.#headLengths[slot] !== length) return false;
    const { view, bytes, base } = this.page;
    const start = slot * longestHead;
    let at = 0;
    for (; at + 4 <= length; at += 4)
      if (this.#headsView.getInt32(start + at) !== view.getInt32(base + at)) return false;
    for (; at < length; at += 1) if (this.#heads[start + at] !== bytes[base + at]) return false;
    return true;
  }

  #keep(slot: number, length: number): void {
    const { bytes, base } = this.page;
    this.#headLengths[slot] = length;
    this.#lengths[slot] = this.page.length;
    for (let at = 0; at < length; at += 1) this.#heads[slot * longestHead + at] = bytes[base + at] ?? 0;
  }

  #readHead(start: number, end: number): void {
    const { page } = this;
    const missing = this.#missing;
    const { bytes, base } = page;
    const types = this.#types;
    const offsets = this.#offsets;
    const needed = this.#at + this.#needed;
    let next = start;
    let value = end - base;
    let at = this.#at;
    while (next < end) {
      let type = bytes[next] ?? 0;
      const offset = value;
      if (type < 0x80) {
        next += 1;
        value += sizes[type] ?? 0;
      } else {
        type = page.varint(next);
        next = page.next;
        value += longSize(type);
      }
      if (at >= needed) continue;
      types[at] = type;
      offsets[at] = offset;
      at += 1;
    }
    if (next > end || value !== page.length) throw new NotWalkable('a record not as long as its values');
    for (; at < needed; at += 1) {
      types[at] = missing.types[at - this.#at] ?? 0;
      offsets[at] = ~(missing.offsets[at - this.#at] ?? 0);
    }
    for (const real of this.#reals) {
      const type = types[this.#at + real] ?? 0;
      if (type > 0 && type < 12) types[this.#at + real] = typeNeedsSql;
    }
  }
}

/** For texts and blobs, the type tells the length. */
function longSize(type: number): number {
  return type >= 12 ? (type - 12) >>> 1 : 0;
}
