import { Unfit } from '../index/unfit.js';

const half = 2 ** 32;
const lowOf = (value: number) => value - Math.floor(value / half) * half;
/** Columns of `ix_jobs_view_status`, the row's number included. */
const mostColumns = 10;
const fixedBytes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

/** Reads one record of an index after another (SQLite file format, "Record Format"). */
export class IndexRecord {
  readonly #types = new Int32Array(mostColumns);
  readonly #offsets = new Int32Array(mostColumns);
  #columns = 0;
  #next = 0;

  constructor(
    private readonly page: Uint8Array,
    private readonly view: DataView,
    private readonly usable: number,
  ) {}

  /** Goes to the record whose length stands at this offset. Throws {@link Unfit} where it isn't whole in the page. */
  open(offset: number): void {
    const length = this.#varint(offset);
    const start = this.#next;
    const most = Math.floor(((this.usable - 12) * 64) / 255) - 23;
    if (length > most || start + length > this.usable) throw new Unfit('a record out of its page');
    const head = this.#varint(start);
    const headEnd = start + head;
    let value = headEnd;
    let columns = 0;
    let next = this.#next;
    while (next < headEnd && columns < mostColumns) {
      let type = this.page[next] ?? 0;
      if (type < 0x80) {
        next += 1;
      } else {
        type = this.#varint(next);
        next = this.#next;
      }
      this.#types[columns] = type;
      this.#offsets[columns] = value;
      value += type >= 12 ? (type - 12) >> 1 : (fixedBytes[type] ?? 0);
      columns += 1;
    }
    if (value > start + length) throw new Unfit('a record longer than itself');
    this.#columns = columns;
  }

  /** The place of a column's text in a list of words. */
  word(column: number, words: readonly string[]): number {
    const type = this.#typeOf(column);
    const length = (type - 13) / 2;
    const at = this.#offsets[column] ?? 0;
    const { page } = this;
    for (let index = 0; index < words.length; index += 1) {
      const word = words[index] ?? '';
      // No two of the words have both the same length and the same first letter.
      if (word.length === length && word.charCodeAt(0) === page[at]) return index;
    }
    throw new Unfit('an unknown word');
  }

  /** A column's whole number, or null for NULL. */
  integer(column: number): number | null {
    const type = this.#typeOf(column);
    const at = this.#offsets[column] ?? 0;
    const { view } = this;
    switch (type) {
      case 0:
        return null;
      case 1:
        return view.getInt8(at);
      case 2:
        return view.getInt16(at);
      case 3:
        return view.getInt8(at) * 65536 + view.getUint16(at + 1);
      case 4:
        return view.getInt32(at);
      case 5:
        return view.getInt16(at) * half + view.getUint32(at + 2);
      case 6:
        return view.getInt32(at) * half + view.getUint32(at + 4);
      case 8:
        return 0;
      case 9:
        return 1;
      default:
        throw new Unfit('no whole number');
    }
  }

  /** Less than 0, 0 or more than 0 as a column's whole number is less than another in two halves, equal, or more. */
  compare(column: number, high: number, low: number): number {
    if (this.#typeOf(column) === 0) throw new Unfit('no whole number');
    return this.high(column) - high || this.low(column) - low;
  }

  /** The lower 32 bits of a column's whole number, from 0 on; 0 for NULL. All digits count, of the largest too. */
  low(column: number): number {
    const at = this.#offsets[column] ?? 0;
    return this.#typeOf(column) === 6 ? this.view.getUint32(at + 4) : lowOf(this.integer(column) ?? 0);
  }

  /** The bits above those, as a signed number. */
  high(column: number): number {
    const at = this.#offsets[column] ?? 0;
    return this.#typeOf(column) === 6
      ? this.view.getInt32(at)
      : Math.floor((this.integer(column) ?? 0) / half);
  }

  #typeOf(column: number): number {
    if (column >= this.#columns) throw new Unfit('a record with fewer columns');
    return this.#types[column] ?? 0;
  }

  /** A number of up to four bytes: longer ones stand for more than a page holds. */
  #varint(start: number): number {
    let value = 0;
    for (let at = start; at < start + 4 && at < this.usable; at += 1) {
      const byte = this.page[at] ?? 0;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) {
        this.#next = at + 1;
        return value;
      }
    }
    throw new Unfit('a length beyond a page');
  }
}
