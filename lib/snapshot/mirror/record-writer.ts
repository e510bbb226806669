import { writeVarint } from '../files/varint.js';

/** More bytes than the serial type of one value takes. */
const typeRoom = 9;
const firstText = 13;
const firstBlob = 12;

/** How much has been written of a row: how many bytes its types take, and its values. */
export interface RecordPlace {
  readonly types: number;
  readonly body: number;
}

/** Writes one row after another as SQLite stores it (file format, "Record Format"), value by value. */
export class RecordWriter {
  #types = new Uint8Array(256);
  #typesLength = 0;
  #body = new Uint8Array(4096);
  #view = new DataView(this.#body.buffer);
  #bodyLength = 0;

  /** Forgets the row before. */
  begin(): void {
    this.#typesLength = 0;
    this.#bodyLength = 0;
  }

  /** What has been written of the row. */
  get place(): RecordPlace {
    return { types: this.#typesLength, body: this.#bodyLength };
  }

  /** Forgets what was written after a place in this row, which the next one begins like. */
  backTo({ types, body }: RecordPlace): void {
    this.#typesLength = types;
    this.#bodyLength = body;
  }

  /** How many bytes the row takes. */
  get length(): number {
    return this.#headLength + this.#bodyLength;
  }

  /** Copies the row's bytes to `into`, from `at` on. */
  copy(into: Uint8Array, at: number): void {
    const from = writeVarint(into, at, this.#headLength);
    const types = this.#types;
    // Short enough that a loop takes less time than a call that copies.
    for (let place = 0; place < this.#typesLength; place += 1) into[from + place] = types[place] ?? 0;
    into.set(this.#body.subarray(0, this.#bodyLength), from + this.#typesLength);
  }

  null(): void {
    this.#type(0);
  }

  /** A whole number of at most 64 bits; one of JavaScript's must be exact. */
  integer(value: number | bigint): void {
    this.#reserve(8);
    const at = this.#bodyLength;
    const view = this.#view;
    if (value === 0 || value === 1) this.#type(8 + value);
    else if (typeof value === 'bigint' || value < -0x800000000000 || value >= 0x800000000000) {
      view.setBigInt64(at, BigInt(value));
      this.#add(6, 8);
    } else if (value >= -0x80 && value < 0x80) {
      view.setInt8(at, value);
      this.#add(1, 1);
    } else if (value >= -0x8000 && value < 0x8000) {
      view.setInt16(at, value);
      this.#add(2, 2);
    } else if (value >= -0x800000 && value < 0x800000) {
      view.setInt8(at, value >> 16);
      view.setUint16(at + 1, value & 0xffff);
      this.#add(3, 3);
    } else if (value >= -0x80000000 && value < 0x80000000) {
      view.setInt32(at, value);
      this.#add(4, 4);
    } else {
      view.setInt16(at, Math.floor(value / 2 ** 32));
      view.setUint32(at + 2, value >>> 0);
      this.#add(5, 6);
    }
  }

  real(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#bodyLength, value);
    this.#add(7, 8);
  }

  /** A text: its bytes in UTF-8 are those at `from` up to `to`. */
  text(bytes: Uint8Array, from: number, to: number): void {
    this.#bytes(firstText, bytes, from, to);
  }

  blob(bytes: Uint8Array): void {
    this.#bytes(firstBlob, bytes, 0, bytes.length);
  }

  get #headLength(): number {
    return this.#typesLength + (this.#typesLength + 1 < 0x80 ? 1 : 2);
  }

  #bytes(first: number, bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    this.#reserve(length);
    const body = this.#body;
    const at = this.#bodyLength;
    if (length < 64)
      for (let place = 0; place < length; place += 1) body[at + place] = bytes[from + place] ?? 0;
    else body.set(bytes.subarray(from, to), at);
    this.#add(first + 2 * length, length);
  }

  #add(type: number, length: number): void {
    this.#type(type);
    this.#bodyLength += length;
  }

  #type(type: number): void {
    if (this.#typesLength + typeRoom > this.#types.length) this.#types = enlarged(this.#types, typeRoom);
    // Nearly all types take one byte.
    if (type < 0x80) {
      this.#types[this.#typesLength] = type;
      this.#typesLength += 1;
    } else this.#typesLength = writeVarint(this.#types, this.#typesLength, type);
  }

  #reserve(length: number): void {
    if (this.#bodyLength + length <= this.#body.length) return;
    this.#body = enlarged(this.#body, length);
    this.#view = new DataView(this.#body.buffer);
  }
}

function enlarged(bytes: Uint8Array, by: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * bytes.length + by);
  larger.set(bytes);
  return larger;
}
