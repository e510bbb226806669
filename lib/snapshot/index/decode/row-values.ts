import type { WordTable } from '../columns/word-table.js';
import { type TextEncoding, typeNeedsSql } from './missing-values.js';
import type { RowRecord } from './row-record.js';
import { textTime, timeNeedsSql, wholeTime } from './stored-time.js';

// Local copies, because they are used in loops over all jobs.
const { min } = Math;
const none = Number.NaN;

/** No known word, and no valid time, is longer. */
const longestWord = 64;
const half = 2 ** 32;
const space = 0x20;
/** Room for all UTF-16 texts of one row, converted to single bytes. */
const narrowBytes = 16_384;
const real = 7;
const firstText = 13;

/** There is no text: NULL, or a number where numbers don't count as text. */
export const noText = -1;

/**
 * The values in a record's current row. For values that not every build of SQLite treats in the same way, the
 * record is marked as odd, and the returned value means nothing.
 */
export class RowValues {
  /** The bytes that hold the last requested text. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where that text begins in {@link bytes}. */
  start = 0;
  readonly #narrow = new Uint8Array(narrowBytes);
  /** Bytes per ASCII character. */
  readonly #unit: number;
  #narrowEnd = 0;

  readonly #record: RowRecord;
  readonly #encoding: TextEncoding;

  constructor(record: RowRecord, encoding: TextEncoding) {
    this.#record = record;
    this.#encoding = encoding;

    this.#unit = encoding === 1 ? 1 : 2;
    this.bytes = encoding === 1 ? record.page.bytes : this.#narrow;
    this.view = new DataView(this.bytes.buffer);
  }

  /** Must be called before the first text of each row. */
  begin(): void {
    this.#narrowEnd = 0;
  }

  isNull(place: number): boolean {
    return this.#record.typeOf(place) === 0;
  }

  /** Whether there is any value. */
  isThere(place: number): boolean {
    const type = this.#record.typeOf(place);
    if (type === typeNeedsSql) this.#record.needsSql = true;
    return type !== 0;
  }

  /** A whole number, approximate beyond 2^53; NaN for NULL. */
  whole(place: number): number {
    const type = this.#record.typeOf(place);
    if (type === 0) return none;
    if (isWhole(type)) return this.#whole(type, place);
    this.#record.needsSql = true;
    return none;
  }

  /** fragment.epoch_ms, ms; NaN: none. */
  time(place: number): number {
    const type = this.#record.typeOf(place);
    if (type === 0) return none;
    if (isWhole(type)) return wholeTime(this.#whole(type, place));
    const length = this.text(place, longestWord);
    if (length === noText) return none;
    const time = textTime(this.bytes, this.start, length);
    if (time === timeNeedsSql) this.#record.needsSql = true;
    return time;
  }

  /** The meaning of a column's word; -1 for NULL, a number, or an unknown word. */
  word(place: number, words: WordTable): number {
    const type = this.#record.typeOf(place);
    if (type === 0 || type === real || isWhole(type)) return -1;
    const length = this.text(place, longestWord);
    if (length === noText) return -1;
    const { bytes, start } = this;
    if (length > 0 && (bytes[start] === space || bytes[start + length - 1] === space))
      this.#record.needsSql = true;
    return words.code(this.view, start, length);
  }

  /** The length (bytes) of a text of at most `most` characters; {@link noText} for NULL. */
  text(place: number, most: number): number {
    const type = this.#record.typeOf(place);
    if (type === 0) return noText;
    const length = (type - firstText) >> 1;
    if (!isText(type) || length > most * this.#unit) return this.#leaveToSql();
    return this.#take(place, length);
  }

  /** The length (bytes) of a text's beginning of at most `most` characters; {@link noText} for NULL or a number. */
  beginning(place: number, most: number): number {
    const type = this.#record.typeOf(place);
    if (type === 0 || type === real || isWhole(type)) return noText;
    if (!isText(type)) return this.#leaveToSql();
    return this.#take(place, min((type - firstText) >> 1, most * this.#unit));
  }

  #whole(type: number, place: number): number {
    if (type > 6) return type - 8;
    const record = this.#record;
    const { view } = record.page;
    const at = record.offsetOf(place);
    if (!record.reach(at + (type < 5 ? type : 2 * type - 4))) return none;
    switch (type) {
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
      default:
        return view.getInt32(at) * half + view.getUint32(at + 4);
    }
  }

  #take(place: number, length: number): number {
    const at = this.#record.offsetOf(place);
    if (!this.#record.reach(at + length)) return noText;
    if (this.#encoding !== 1) return this.#narrowed(at, length);
    this.start = at;
    return length;
  }

  /** Converts a text from UTF-16; anything but ASCII is odd. */
  #narrowed(at: number, length: number): number {
    const { bytes } = this.#record.page;
    const narrow = this.#narrow;
    const start = this.#narrowEnd;
    const size = length >> 1;
    if (length % 2 !== 0 || start + size > narrowBytes) return this.#leaveToSql();
    const low = this.#encoding === 2 ? 0 : 1;
    for (let index = 0; index < size; index += 1) {
      const byte = bytes[at + 2 * index + low] ?? 0;
      if (byte > 0x7f || bytes[at + 2 * index + 1 - low] !== 0) return this.#leaveToSql();
      narrow[start + index] = byte;
    }
    this.start = start;
    this.#narrowEnd = start + size;
    return size;
  }

  #leaveToSql(): number {
    this.#record.needsSql = true;
    return noText;
  }
}

function isWhole(type: number): boolean {
  return (type >= 1 && type <= 6) || type === 8 || type === 9;
}

function isText(type: number): boolean {
  return type >= firstText && type % 2 === 1;
}
