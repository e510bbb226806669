import { statement } from '../../schema/statement.js';
import { type Cell, findCell, isRowTree, Malformed } from '../files/table-cell.js';
import { varintAt } from '../files/varint.js';
import type { Queryable, SqlRow } from '../port.js';
import type { SqliteEngine } from '../sqlite/sqlite-engine.js';
import { numberOf, textOf } from '../tables/column-value.js';
import type { AttemptPages } from './attempt-pages.js';

/** The position of a column's value in a row. */
export interface Field {
  /** Of its first byte, in the row. */
  readonly offset: number;
  readonly bytes: number;
  readonly storage: 'text' | 'blob' | 'other';
}

const fixedBytes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

/**
 * A stored column of a row (SQLite file format, "Record Format"), from the row's first part; null if the row was
 * written before the table had the column, or if its head doesn't fit into the first part.
 */
function fieldOf(row: Uint8Array, column: number): Field | null {
  const head = varintAt(row, 0);
  if (head === null || head.value > BigInt(row.length)) return null;
  let offset = Number(head.value);
  let next = head.next;
  for (let index = 0; next < Number(head.value); index += 1) {
    const type = varintAt(row, next);
    if (type === null || type.value < 0n) return null;
    const bytes = bytesOf(type.value);
    if (index === column) return { offset, bytes, storage: storageOf(type.value) };
    offset += bytes;
    next = type.next;
  }
  return null;
}

function bytesOf(type: bigint): number {
  return type >= 12n ? Number((type - 12n) / 2n) : (fixedBytes[Number(type)] ?? 0);
}

function storageOf(type: bigint): Field['storage'] {
  if (type < 12n) return 'other';
  return type % 2n === 1n ? 'text' : 'blob';
}

/** Content begins after the number of the next page. */
const pointerBytes = 4;

/**
 * The overflow pages of one row, in order: as many as the row's size requires. Following them reads four bytes of
 * each; the numbers are kept, so that a position in the row leads to its page directly. Pointer-map pages and the
 * lock page are never among them, and a chain that loops doesn't end where it should.
 */
class OverflowChain {
  readonly count: number;
  /** Bytes of content in each page. */
  readonly perPage: number;
  readonly #pages: Uint32Array;

  constructor(
    readonly cell: Cell,
    usable: number,
    databaseBytes: number,
  ) {
    this.perPage = usable - pointerBytes;
    this.count = Math.ceil((cell.payloadBytes - cell.localBytes) / this.perPage);
    if (this.count * usable > databaseBytes) throw new Malformed('a row is larger than the database');
    this.#pages = new Uint32Array(this.count);
  }

  /**
   * Follows the chain from page `known` on (0 at the beginning) until its end or until `isTime`; returns how many
   * pages are known then. Pages found beyond that by an attempt that isn't proved don't count.
   */
  follow(known: number, source: AttemptPages, isTime: () => boolean): number {
    if (known === this.count) return known;
    let next = known === 0 ? this.cell.overflow : source.pointerOf(this.#numberAt(known - 1));
    for (let index = known; index < this.count; index += 1) {
      if (!source.holds(next)) throw new Malformed(`the chain of a row breaks off after ${index} pages`);
      this.#pages[index] = next;
      // Checking the clock costs more than following a page.
      if (index % 256 === 255 && index + 1 < this.count && isTime()) return index + 1;
      next = source.pointerOf(next);
    }
    if (next !== 0) throw new Malformed('the chain of a row goes on past its end');
    return this.count;
  }

  /** Fills `into` with the bytes of the row from `from` on, not counting those of its first part. */
  readInto(into: Uint8Array, from: number, source: AttemptPages): void {
    let at = from - this.cell.localBytes;
    for (let done = 0; done < into.length; ) {
      const start = at % this.perPage;
      const length = Math.min(this.perPage - start, into.length - done);
      const page = this.#numberAt(Math.floor(at / this.perPage));
      source.readInto(into.subarray(done, done + length), page, pointerBytes + start);
      done += length;
      at += length;
    }
  }

  /** The first `known` page numbers. */
  numbers(known: number): Uint32Array {
    return this.#pages.subarray(0, known);
  }

  #numberAt(index: number): number {
    return this.#pages[index] ?? 0;
  }
}

/** How to decode a log's bytes. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Where a job's log is in the database. */
export type LogLocation =
  | { readonly kind: 'none' }
  /** In a row of a table, from this byte of the row on. */
  | {
      readonly kind: 'row';
      readonly chain: OverflowChain;
      readonly offset: number;
      readonly bytes: number;
      readonly encoding: Encoding;
    }
  /** Only reachable by SQL, and small enough to be read that way. */
  | { readonly kind: 'held'; readonly value: Uint8Array; readonly encoding: Encoding }
  /** Only reachable by SQL, and too large for that. */
  | { readonly kind: 'too-large'; readonly bytes: number };

/**
 * SQL loads a whole value into memory. So it reads logs only up to this size, and only if there is no row to go to
 * directly: from views, from tables WITHOUT ROWID or whose row numbers can't be named, and from computed columns.
 */
export const heldAtMost = 8 << 20;

/** Finds a job's log. Throws what SQLite reports, and {@link Malformed}. */
export function locateLog(engine: SqliteEngine, pages: AttemptPages, jobId: string): LogLocation {
  return engine.run(pages, (database) => {
    const table = readTable(database);
    return table === null ? { kind: 'none' } : locateIn(table, database, pages, jobId);
  });
}

interface LogTable {
  readonly rootPage: number;
  readonly encoding: Encoding;
  /** The stored column with the log; null if it is computed, or if rows can't be selected by number. */
  readonly column: number | null;
}

function readTable(database: Queryable): LogTable | null {
  const columns = database.all(statement('logs/columns', new Map()));
  const [first] = columns;
  const names = columns.map((column) => textOf(column, 'column_name'));
  if (first === undefined || !names.includes('job_id') || !names.includes('log_text')) return null;
  // Only columns computed when read (2) aren't stored.
  const stored = columns.filter((column) => numberOf(column, 'hidden') !== 2);
  const column = stored.findIndex((each) => textOf(each, 'column_name') === 'log_text');
  return {
    rootPage: numberOf(first, 'root_page') ?? 0,
    encoding: encodings[textOf(first, 'encoding') ?? ''] ?? 'utf-8',
    column: column < 0 || names.includes('_rowid_') ? null : column,
  };
}

const encodings: Readonly<Record<string, Encoding>> = { 'UTF-16le': 'utf-16le', 'UTF-16be': 'utf-16be' };

function locateIn(table: LogTable, database: Queryable, pages: AttemptPages, jobId: string): LogLocation {
  const parameters = { ':id': jobId, ':number': wholeNumber(jobId) };
  const isRow = table.column !== null && isRowTree(pages, table.rootPage);
  const [row] = database.all(statement(isRow ? 'logs/row' : 'logs/size', new Map()), parameters);
  const bytes = row === undefined ? null : numberOf(row, 'bytes');
  if (row === undefined || bytes === null) return { kind: 'none' };
  const encoding = row.storage === 'blob' ? 'utf-8' : table.encoding;
  const place = isRow ? placeInRow(row, bytes, table, encoding, pages) : null;
  if (place !== null) return place;
  if (bytes > heldAtMost) return { kind: 'too-large', bytes };
  const value = database.all(statement('logs/value', new Map()), parameters)[0]?.value;
  return value instanceof Uint8Array ? { kind: 'held', value, encoding } : { kind: 'none' };
}

function placeInRow(
  row: SqlRow,
  bytes: number,
  table: LogTable,
  encoding: Encoding,
  pages: AttemptPages,
): LogLocation | null {
  const number = textOf(row, 'row_id');
  if (number === null || (row.storage !== 'text' && row.storage !== 'blob')) return null;
  const cell = findCell(pages, table.rootPage, BigInt(number));
  const head = pages.wholePage(cell.page).subarray(cell.offset, cell.offset + cell.localBytes);
  const field = fieldOf(head, table.column ?? 0);
  // Rows from before the column was added have its default, and don't store it.
  if (field === null) return null;
  const isInRow = field.offset + field.bytes <= cell.payloadBytes;
  if (field.storage !== row.storage || field.bytes !== bytes || !isInRow) {
    throw new Malformed('a row differs from what SQLite reads of it');
  }
  const chain = new OverflowChain(cell, pages.usable, pages.length);
  return { kind: 'row', chain, offset: field.offset, bytes, encoding };
}

/** The digits of an id that SQLite may store as a number; null if it isn't one, or is out of range. */
function wholeNumber(id: string): string | null {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(id)) return null;
  return BigInt.asIntN(64, BigInt(id)) === BigInt(id) ? id : null;
}
