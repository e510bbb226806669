import type { SqlRow } from '../../port.js';
import type { SlotRoom } from '../columns/slot-room.js';
import { NotWalkable } from '../pages/table-tree.js';
import { columnPositions, type JobWords } from './job-values.js';
import { LeafDecoder } from './leaf-decoder.js';

const pageBytes = 32_768;
const headBytes = 8;
const leafTable = 0x0d;
/** A cell's length and number, and its record's head, take no more: a head is shorter than this in any case. */
const mostHead = 127;
const half = 2 ** 32;
/** Serial types: of eight bytes, of a BLOB and of a text without any. */
const [wide, blob, text] = [6, 12, 13];

/** What is decoded into, an index for instance. */
interface Into extends JobWords {
  readonly room: SlotRoom;
}

/**
 * Decodes jobs whose values SQL has read, as `all_rows.sql` reads them: it makes leaf pages of a table of them, so that what
 * values mean is decided by {@link LeafDecoder} alone. Whatever isn't NULL, a text in Unicode or an exact whole number is left to
 * SQL.
 */
export class ValueDecoder {
  readonly #columns: readonly string[];
  readonly #decoder: LeafDecoder;
  readonly #room: SlotRoom;
  readonly #page = Buffer.alloc(pageBytes);
  readonly #view = new DataView(this.#page.buffer, this.#page.byteOffset, pageBytes);
  readonly #values = Buffer.alloc(pageBytes);
  readonly #valuesView = new DataView(this.#values.buffer, this.#values.byteOffset, pageBytes);
  readonly #head = Buffer.alloc(mostHead + 1);
  /** Numbers of the jobs on the page, and where its cells begin. */
  #numbers: number[] = [];
  #start = pageBytes;
  #count = 0;
  readonly #unusual: number[] = [];

  /** `present`: the columns that the queue has. */
  constructor(present: ReadonlySet<string>, into: Into) {
    this.#room = into.room;
    this.#columns = Object.keys(columnPositions(() => 0)).filter((name) => present.has(name));
    const stored = { isReal: false, isText: false, missing: null };
    const columns = new Map(this.#columns.map((name, place) => [name, { place, ...stored }]));
    const layout = { root: 0, columns, numberPlace: -1 };
    this.#decoder = new LeafDecoder(layout, pageBytes, 1, into);
  }

  /** Decodes the next job, whose number is `number`; false if its values have no room in a page. */
  add(row: SqlRow, number: number): boolean {
    const head = this.#head;
    let types = 1;
    let end = 0;
    for (const column of this.#columns) {
      const [type, next] = this.#put(row[column], end);
      if (next > pageBytes / 2) return false;
      types = putVarint(head, types, type);
      end = next;
    }
    head[0] = types;
    if (this.#start - end - 2 * mostHead < headBytes + 2 * (this.#numbers.length + 1)) this.#flush();
    const page = this.#page;
    this.#start -= end;
    this.#values.copy(page, this.#start, 0, end);
    this.#start -= types;
    head.copy(page, this.#start, 0, types);
    const before = putVarint(head, 0, types + end);
    const length = putVarint(head, before, this.#numbers.length);
    this.#start -= length;
    head.copy(page, this.#start, 0, length);
    this.#view.setUint16(headBytes + 2 * this.#numbers.length, this.#start);
    this.#numbers.push(number);
    return true;
  }

  /** How many jobs there were, from the beginning of the room on, and the slots of those that are left to SQL. */
  end(): { readonly count: number; readonly unusual: readonly number[] } {
    this.#flush();
    return { count: this.#count, unusual: this.#unusual };
  }

  /** Writes a value; returns its serial type and where the next one begins, beyond all bytes if there is no room. */
  #put(value: unknown, at: number): readonly [type: number, next: number] {
    if (value === null || value === undefined) return [0, at];
    if (typeof value === 'string') {
      // What isn't Unicode becomes as many of these as SQL or sql.js make of it.
      if (value.includes('\ufffd')) return [blob, at];
      if (at + 3 * value.length > pageBytes) return [0, pageBytes];
      const length = this.#values.write(value, at);
      return [text + 2 * length, at + length];
    }
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return [blob, at];
    if (at + 8 > pageBytes) return [0, pageBytes];
    this.#valuesView.setInt32(at, Math.floor(value / half));
    this.#valuesView.setUint32(at + 4, value >>> 0);
    return [wide, at + 8];
  }

  #flush(): void {
    const rows = this.#numbers.length;
    if (rows === 0) return;
    this.#page[0] = leafTable;
    this.#view.setUint16(3, rows);
    const from = this.#room.scratch(this.#count + rows) + this.#count;
    const { columns } = this.#room;
    this.#decoder.decode(this.#page, columns, from, noOverflow);
    columns.ids.set(this.#numbers, from);
    for (const slot of this.#decoder.unusual) this.#unusual.push(slot);
    this.#count += rows;
    this.#numbers = [];
    this.#start = pageBytes;
  }
}

/** Writes a number below 2^21; returns where the next one begins. */
function putVarint(bytes: Buffer, at: number, value: number): number {
  let next = at;
  for (const shift of [14, 7]) if (value >> shift > 0) bytes[next++] = (value >> shift) | 0x80;
  bytes[next++] = value & 0x7f;
  return next;
}

function noOverflow(): never {
  throw new NotWalkable('a row of values that reaches out of its page');
}
