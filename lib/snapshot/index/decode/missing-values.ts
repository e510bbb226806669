import type { WalkedPages } from '../../attempt/page-source.js';
import type { SqlRow } from '../../port.js';
import { textOf } from '../../tables/column-value.js';
import { NotWalkable } from '../pages/table-tree.js';
import type { StoredColumn } from './queue-layout.js';

/** The database's encoding of texts: UTF-8, UTF-16le, UTF-16be. */
export type TextEncoding = 1 | 2 | 3;

/** Stands for the serial type of a value that has to be read by SQL. */
export const typeNeedsSql = -1;

/**
 * The values of columns that records are too short to have: serial types by position, and where in `bytes` each
 * value begins.
 */
export interface MissingValues {
  readonly types: Int32Array;
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** The missing values of some columns; columns in between are NULL. */
export function missingValues(columns: readonly StoredColumn[], encoding: TextEncoding): MissingValues {
  const places = Math.max(0, ...columns.map((column) => column.place + 1));
  const types = new Int32Array(places);
  const offsets = new Int32Array(places);
  const bytes: number[] = [];
  for (const { place, missing } of columns) {
    const value = stored(missing, encoding);
    types[place] = value.type;
    offsets[place] = bytes.length;
    bytes.push(...value.bytes);
  }
  return { types, offsets, bytes: Uint8Array.from(bytes) };
}

interface Stored {
  readonly type: number;
  readonly bytes: Iterable<number>;
}

function stored(value: StoredColumn['missing'], encoding: TextEncoding): Stored {
  if (value === null) return { type: 0, bytes: [] };
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(value));
    return { type: 6, bytes };
  }
  if (value === undefined || !/^[\x01-\x7f]*$/.test(value)) return { type: typeNeedsSql, bytes: [] };
  const bytes = Buffer.from(value, encoding === 1 ? 'utf8' : 'utf16le');
  if (encoding === 3) bytes.swap16();
  return { type: 13 + 2 * bytes.length, bytes };
}

/** The number in a row's `id`; null if it isn't a number in its usual form, as which SQL compares ids as texts. */
export function jobNumber(row: SqlRow): number | null {
  const id = textOf(row, 'id');
  const number = Number(id);
  return id !== null && String(number) === id ? number : null;
}

/** The encoding of texts in the database: 1 UTF-8, 2 UTF-16 little-endian, 3 UTF-16 big-endian. */
export function encodingOf(attempt: WalkedPages): TextEncoding {
  const first = attempt.page(1);
  const encoding = new DataView(first.buffer, first.byteOffset).getUint32(56);
  if (encoding === 1 || encoding === 2 || encoding === 3) return encoding;
  throw new NotWalkable('an unknown encoding');
}
