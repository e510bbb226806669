/** The two running 32-bit sums of a write-ahead log (SQLite file format, "WAL Frames"), as signed integers. */
export interface WalSums {
  readonly first: number;
  readonly second: number;
}

/** The initial sums of a WAL. */
export const noSums: WalSums = { first: 0, second: 0 };

const hostIsLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * Continues the sums over `length` bytes of `bytes` from `offset` on, as 32-bit words in the given byte order.
 * `length` must be a multiple of 8, and the bytes 4-byte aligned in their buffer.
 */
export function addToSums(
  sums: WalSums,
  bytes: Uint8Array,
  offset: number,
  length: number,
  bigEndian: boolean,
): WalSums {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + offset, length / 4);
  const swap = bigEndian === hostIsLittleEndian;
  let first = sums.first;
  let second = sums.second;
  for (let index = 0; index < words.length; index += 2) {
    const left = words[index] ?? 0;
    const right = words[index + 1] ?? 0;
    first = (first + (swap ? swapped(left) : left) + second) | 0;
    second = (second + (swap ? swapped(right) : right) + first) | 0;
  }
  return { first, second };
}

function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

/** True if the 8 bytes at `offset` are these sums, big-endian. */
export function sumsStandAt(sums: WalSums, bytes: Buffer, offset: number): boolean {
  return bytes.readInt32BE(offset) === sums.first && bytes.readInt32BE(offset + 4) === sums.second;
}
