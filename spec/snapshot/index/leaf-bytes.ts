import { localPart } from '../../../lib/snapshot/files/table-cell.js';

/** Big-endian, seven bits in each byte, but for a ninth, which has eight (SQLite file format, "Varint"). */
export function varint(value: number | bigint): number[] {
  let left = BigInt.asUintN(64, BigInt(value));
  if (left >= 2n ** 56n) {
    const last = Number(left & 0xffn);
    left >>= 8n;
    return [
      ...Array.from({ length: 8 }, (_, at) => Number((left >> BigInt(49 - 7 * at)) & 0x7fn) | 0x80),
      last,
    ];
  }
  const bytes = [Number(left & 0x7fn)];
  for (left >>= 7n; left > 0n; left >>= 7n) bytes.unshift(Number(left & 0x7fn) | 0x80);
  return bytes;
}

/** A value of a record: its serial type, and its bytes. */
export type StoredValue = readonly [type: number, bytes: readonly number[]];

/** A record of these values (SQLite file format, "Record Format"). */
export function record(values: readonly StoredValue[]): number[] {
  const types = values.flatMap(([type]) => varint(type));
  // The length counts itself: up to 126 bytes of types it takes one byte, up to 16,381 two.
  const length = types.length + (types.length > 126 ? 2 : 1);
  return [...varint(length), ...types, ...values.flatMap(([, bytes]) => bytes)];
}

/** A row of a page: its number, and the bytes that it holds. */
export interface LeafRow {
  readonly id: number | bigint;
  readonly payload: readonly number[];
  /** What the page says of the payload's length, where that is something else. */
  readonly length?: number;
}

/** A leaf page of a table, with the overflow pages that its rows go on in. */
export interface LeafBytes {
  readonly page: Uint8Array;
  readonly overflow: ReadonlyMap<number, Uint8Array>;
}

/** A leaf page with these rows, of which `usable` bytes are used; there must be room for them. */
export function leafBytes(rows: readonly LeafRow[], pageSize: number, usable = pageSize): LeafBytes {
  const page = new Uint8Array(pageSize).fill(0xee, usable);
  const view = new DataView(page.buffer);
  const overflow = new Map<number, Uint8Array>();
  page[0] = 0x0d;
  view.setUint16(3, rows.length);
  let end = usable;
  rows.forEach(({ id, payload, length = payload.length }, index) => {
    const local = localPart(length, usable);
    const cell = [...varint(length), ...varint(id), ...payload.slice(0, local)];
    if (local < length) cell.push(...chained(payload.slice(local), pageSize, usable, overflow));
    // No cell is shorter, so that it can be freed.
    while (cell.length < 4) cell.push(0);
    end -= cell.length;
    if (end < 8 + 2 * rows.length) throw new RangeError('no room');
    page.set(cell, end);
    view.setUint16(8 + 2 * index, end);
  });
  return { page, overflow };
}

/** Puts bytes into overflow pages; returns the number of the first, as it stands in the cell. */
function chained(
  bytes: readonly number[],
  pageSize: number,
  usable: number,
  into: Map<number, Uint8Array>,
): readonly number[] {
  const first = into.size + 2;
  for (let at = 0; at < bytes.length; at += usable - 4) {
    const page = new Uint8Array(pageSize).fill(0xee, usable);
    page.set(bytes.slice(at, at + usable - 4), 4);
    const number = into.size + 2;
    if (at + usable - 4 < bytes.length) new DataView(page.buffer).setUint32(0, number + 1);
    into.set(number, page);
  }
  const pointer = new Uint8Array(4);
  new DataView(pointer.buffer).setUint32(0, first);
  return [...pointer];
}
