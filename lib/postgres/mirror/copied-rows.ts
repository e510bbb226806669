import { Buffer } from 'node:buffer';
import { RecordWriter } from '../../snapshot/mirror/record-writer.js';
import type { TableLoader } from '../../snapshot/mirror/table-loader.js';
import type { Written } from '../../snapshot/sqlite/sqlite-writer.js';
import type { Copied } from '../link/server-connection.js';
import type { JobGroups } from './job-groups.js';
import { type ColumnKind, type MirroredTable, writtenValue } from './mirrored-table.js';

const [tab, newline, backslash] = [0x09, 0x0a, 0x5c];
/** The letter that means NULL after a backslash. */
const nullLetter = 0x4e;
/** What letters mean after a backslash; any other one means itself. */
const escapes: ReadonlyMap<number, number> = new Map([
  [0x62, 0x08],
  [0x66, 0x0c],
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
  [0x76, 0x0b],
]);
/** Where a value that is longer ends is searched by Node, which begins slowly and is ten times faster for each byte. */
const shortBytes = 256;
/** Up to this many characters, a whole number is exact as a JavaScript number. */
const mostExact = 15;
/** Below this, SQLite stores a number that happens to be whole as an integer. */
const wholeBelow = 2 ** 63;

/** The key of the last row that was copied, which is its first value; null if there is no row. */
export function lastKey(bytes: Uint8Array): string | null {
  return bytes.length === 0 ? null : keyAt(bytes, lastRowIn(bytes));
}

/** Copied rows without the last one. */
export function withoutLast({ count, bytes }: Copied): Copied {
  return { count: count - 1, bytes: bytes.subarray(0, lastRowIn(bytes)) };
}

/** Whether two rows have the same key; the rows must be in the order of their keys. */
export function hasKeyTwice(bytes: Uint8Array): boolean {
  let last: string | null = null;
  for (let at = 0; at < bytes.length; at = bytes.indexOf(newline, at) + 1) {
    const key = keyAt(bytes, at);
    if (key === last) return true;
    last = key;
  }
  return false;
}

/** The key of the last row of each group of `rows`; what is left over has none. */
export function* keyOfEach(bytes: Uint8Array, rows: number): Generator<string> {
  let count = 0;
  for (let at = 0; at < bytes.length; at = bytes.indexOf(newline, at) + 1) {
    count += 1;
    if (count % rows === 0) yield keyAt(bytes, at);
  }
}

function lastRowIn(bytes: Uint8Array): number {
  return bytes.length < 2 ? 0 : bytes.lastIndexOf(newline, bytes.length - 2) + 1;
}

function keyAt(bytes: Uint8Array, at: number): string {
  return asciiOf(bytes, at, bytes.indexOf(tab, at));
}

/** Reads the rows of one table in the server's COPY format, and passes them to the loader of the mirror's table. */
export class CopiedRows {
  readonly #kinds: readonly (ColumnKind | 'key')[];
  readonly #record = new RecordWriter();
  #bytes: Uint8Array = new Uint8Array();
  /** `#bytes` as a buffer, to search in. */
  #buffer: Buffer = Buffer.alloc(0);
  /** Where the next value begins. */
  #at = 0;
  /** The value that was read last: the bytes that it is in, and where. */
  #value: Uint8Array = this.#bytes;
  #from = 0;
  #to = 0;
  #plain = new Uint8Array(4096);

  readonly #groups: JobGroups | null;
  /** The columns with a job's status and priority; -1: none. */
  readonly #statusAt: number;
  readonly #priorityAt: number;
  /** The status that was read last, and its bytes. */
  #word = { text: '', bytes: new Uint8Array() };

  /** `groups` is given the rows of a queue. */
  constructor({ columns, key }: MirroredTable, groups: JobGroups | null = null) {
    this.#kinds = columns.map(({ name, kind }) => (name === key ? 'key' : kind));
    this.#groups = groups;
    const place = (wanted: string) =>
      groups === null ? -1 : columns.findIndex(({ name }) => name === wanted);
    this.#statusAt = place('status');
    this.#priorityAt = place('priority');
  }

  /** Each row begins with its key, which is greater than that of the row before. */
  load(bytes: Uint8Array, loader: TableLoader): void {
    this.#bytes = bytes;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#at = 0;
    const record = this.#record;
    const kinds = this.#kinds;
    while (this.#at < bytes.length) {
      this.#next();
      const key = this.#wholeNumber();
      record.begin();
      let status: string | null = null;
      let priority: number | bigint | null = null;
      for (let column = 0; column < kinds.length; column += 1) {
        const kind = kinds[column] ?? 'key';
        // SQLite takes the key from the row's number.
        if (this.#next() || kind === 'key') record.null();
        else {
          this.#write(kind);
          if (column === this.#statusAt) status = this.#readWord();
          else if (column === this.#priorityAt) priority = this.#wholeNumber();
        }
      }
      loader.add(key, record);
      this.#groups?.add(key, status, priority);
    }
  }

  /** The last value as a text; it is usually the same as in the row before, whose text is used again. */
  #readWord(): string {
    const [value, from, length] = [this.#value, this.#from, this.#to - this.#from];
    const known = this.#word.bytes;
    let same = known.length === length ? 0 : -1;
    while (same >= 0 && same < length && known[same] === value[from + same]) same += 1;
    if (same !== length) {
      const bytes = value.slice(from, this.#to);
      this.#word = { text: Buffer.from(bytes).toString(), bytes };
    }
    return this.#word.text;
  }

  /** Goes to the next value; true if it is NULL, as most are. */
  #next(): boolean {
    const bytes = this.#bytes;
    let end = this.#at;
    const third = bytes[end + 2];
    if (bytes[end] === backslash && bytes[end + 1] === nullLetter && (third === tab || third === newline)) {
      this.#at = end + 3;
      return true;
    }
    const near = end + shortBytes;
    let isPlain = true;
    for (; end < bytes.length; end += 1) {
      if (end >= near) {
        const from = end;
        end = this.#endFrom(from);
        isPlain &&= !this.#buffer.subarray(from, end).includes(backslash);
        break;
      }
      const byte = bytes[end];
      if (byte === tab || byte === newline) break;
      if (byte !== backslash) continue;
      isPlain = false;
      // Skips the escaped character, whatever it is.
      end += 1;
    }
    this.#value = bytes;
    this.#from = this.#at;
    this.#to = end;
    this.#at = end + 1;
    if (!isPlain) this.#unescape();
    return false;
  }

  /** Where a value ends, searched from a place in it: the server escapes each tab and newline in it. */
  #endFrom(from: number): number {
    const tabAt = this.#buffer.indexOf(tab, from);
    const rest = this.#buffer.subarray(from, tabAt < 0 ? this.#buffer.length : tabAt);
    const newlineAt = rest.indexOf(newline);
    return from + (newlineAt < 0 ? rest.length : newlineAt);
  }

  #unescape(): void {
    const [bytes, from, to] = [this.#bytes, this.#from, this.#to];
    if (this.#plain.length < to - from) this.#plain = new Uint8Array(2 * (to - from));
    let length = 0;
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === backslash) {
        at += 1;
        const letter = bytes[at] ?? 0;
        this.#plain[length] = escapes.get(letter) ?? letter;
      } else this.#plain[length] = byte;
      length += 1;
    }
    this.#value = this.#plain;
    this.#from = 0;
    this.#to = length;
  }

  #write(kind: ColumnKind): void {
    switch (kind) {
      case 'text':
        this.#record.text(this.#value, this.#from, this.#to);
        break;
      case 'integer':
        this.#record.integer(this.#wholeNumber());
        break;
      case 'real':
      case 'number':
        this.#writeNumber(kind, asciiOf(this.#value, this.#from, this.#to));
        break;
      default:
        this.#writeValue(writtenValue(kind, asciiOf(this.#value, this.#from, this.#to)));
    }
  }

  #writeValue(value: Written): void {
    if (typeof value === 'number') this.#record.integer(value);
    else if (value instanceof Uint8Array) this.#record.blob(value);
    else this.#record.text(this.#value, this.#from, this.#to);
  }

  /** Writes a text as SQLite would store it in a column of that kind. */
  #writeNumber(kind: 'real' | 'number', text: string): void {
    const record = this.#record;
    const number = Number(text);
    const whole = kind === 'number' && /^-?\d+$/.test(text) ? BigInt(text) : null;
    // Such as NaN.
    if (!/^-?\d/.test(text)) record.text(this.#value, this.#from, this.#to);
    else if (whole !== null && whole === BigInt.asIntN(64, whole)) record.integer(whole);
    else if (kind === 'number' && Number.isInteger(number) && Math.abs(number) < wholeBelow)
      record.integer(BigInt(number));
    else record.real(number);
  }

  /** The last value as a whole number: a JavaScript number if that is exact. */
  #wholeNumber(): number | bigint {
    const [bytes, from, to] = [this.#value, this.#from, this.#to];
    if (to - from > mostExact) return BigInt(asciiOf(bytes, from, to));
    let number = 0;
    const isNegative = bytes[from] === 0x2d;
    for (let at = isNegative ? from + 1 : from; at < to; at += 1)
      number = 10 * number + (bytes[at] ?? 0) - 0x30;
    return isNegative ? -number : number;
  }
}

function asciiOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
}
