import { localPart } from '../../files/table-cell.js';
import { varintAt } from '../../files/varint.js';
import { NotWalkable } from '../pages/table-tree.js';

// Local copies, because they are used in loops over all jobs.
const { min } = Math;

/** Returns an overflow page's bytes. Throws if there is no such page. */
export type OverflowPages = (page: number) => Uint8Array;

const leafTable = 0x0d;
const headBytes = 8;
const mostPage = 65_536;
/** At most this much of a row that overflows its page is read. */
const mostPayload = 65_536;
const pointerBytes = 4;

/**
 * Reads one leaf page of a table after another, and the rows in it (SQLite file format, "B-tree Pages"), without
 * allocating anything for them. All bytes to read from are in one array: a few constant ones, the page, and what
 * was fetched of a row that overflows it.
 */
export class LeafPage {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Overflow pages that rows of this page were read from. */
  readonly chain: number[] = [];
  /** Where the current row begins, and how long it is. */
  base = 0;
  length = 0;
  /** The byte after the last varint that was read. */
  next = 0;

  readonly #page: number;
  readonly #payload: number;
  readonly #mostLocal: number;
  #rows = 0;
  #overflow: OverflowPages = noPages;
  /** Where the loaded part of the row ends, how much is missing, and on which page that continues. */
  #have = 0;
  #away = 0;
  #nextPage = 0;

  readonly #usable: number;

  /** `usable` bytes of each page are used; `others` are copied to the beginning of {@link bytes}. */
  constructor(usable: number, others: Uint8Array) {
    this.#usable = usable;

    this.#page = others.length;
    this.#payload = this.#page + mostPage;
    this.#mostLocal = usable - 35;
    this.bytes = new Uint8Array(this.#payload + mostPayload);
    this.bytes.set(others);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Loads a page; returns the number of its rows. Throws {@link NotWalkable} if it isn't a leaf of a table. */
  load(page: Uint8Array, overflow: OverflowPages): number {
    if (page[0] !== leafTable || page.length < this.#usable || page.length > mostPage)
      throw new NotWalkable('no leaf of a table');
    this.bytes.set(page, this.#page);
    this.#overflow = overflow;
    this.chain.length = 0;
    this.#rows = this.view.getUint16(this.#page + 3);
    if (headBytes + 2 * this.#rows > this.#usable) throw new NotWalkable('too many rows');
    return this.#rows;
  }

  /**
   * Goes to a row; returns its number. Throws {@link NotWalkable} if it isn't in the page, or if its number is beyond
   * 2^53.
   */
  open(index: number): number {
    const pointer = this.view.getUint16(this.#page + headBytes + 2 * index);
    if (pointer < headBytes + 2 * this.#rows || pointer + 4 > this.#usable)
      throw new NotWalkable('a row out of its page');
    const length = this.varint(this.#page + pointer);
    const id = this.#id(this.next);
    const start = this.next;
    const local = length > this.#mostLocal ? localPart(length, this.#usable) : length;
    const end = start + local;
    const pageEnd = this.#page + this.#usable;
    this.length = length;
    this.#away = length - local;
    if (this.#away === 0) {
      if (end > pageEnd) throw new NotWalkable('a row out of its page');
      this.base = start;
    } else {
      if (end + pointerBytes > pageEnd) throw new NotWalkable('a row out of its page');
      this.bytes.copyWithin(this.#payload, start, end);
      this.#nextPage = this.view.getUint32(end);
      this.base = this.#payload;
    }
    this.#have = this.base + local;
    return id;
  }

  /**
   * Loads the row up to this position into {@link bytes}, if it isn't there yet; false if that is more than is read of
   * a row. Throws {@link NotWalkable} if the row ends before it, and whatever the overflow pages throw.
   */
  reach(end: number): boolean {
    return end <= this.#have || this.#fetch(end);
  }

  #fetch(end: number): boolean {
    if (end > this.#payload + mostPayload) return false;
    while (this.#have < end) {
      if (this.#away === 0 || this.#nextPage === 0) throw new NotWalkable('a row breaks off');
      const page = this.#overflow(this.#nextPage);
      if (page.length < this.#usable) throw new NotWalkable('a page too short');
      this.chain.push(this.#nextPage);
      const room = this.#payload + mostPayload - this.#have;
      const size = min(this.#away, this.#usable - pointerBytes, room);
      this.bytes.set(page.subarray(pointerBytes, pointerBytes + size), this.#have);
      this.#have += size;
      this.#away -= size;
      this.#nextPage = new DataView(page.buffer, page.byteOffset).getUint32(0);
    }
    return true;
  }

  /** Whether the rest of the row is in overflow pages that weren't loaded. */
  get isCut(): boolean {
    return this.#away > 0;
  }

  /** Reads a length or a serial type. */
  varint(start: number): number {
    let value = 0;
    for (let at = start; at < start + 5; at += 1) {
      const byte = this.bytes[at] ?? 0;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80 && value <= 0x7fff_ffff) {
        this.next = at + 1;
        return value;
      }
    }
    throw new NotWalkable('a length beyond any row');
  }

  /** Reads a row's number. */
  #id(start: number): number {
    let value = 0;
    for (let at = start; at < start + 8; at += 1) {
      const byte = this.bytes[at] ?? 0;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) {
        this.next = at + 1;
        return safe(value);
      }
    }
    this.next = start + 9;
    return safe(Number(varintAt(this.bytes, start)?.value));
  }
}

function safe(id: number): number {
  if (!Number.isSafeInteger(id)) throw new NotWalkable('a row number beyond what a number holds');
  return id;
}

function noPages(): never {
  throw new NotWalkable('no page yet');
}
