import { varintAt } from '../files/varint.js';

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
export function fieldOf(row: Uint8Array, column: number): Field | null {
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
