/**
 * A variable-length integer (SQLite file format) with the index after it; null if it is cut off by the end of the
 * bytes.
 */
export function varintAt(
  bytes: Uint8Array,
  start: number,
): { readonly value: bigint; readonly next: number } | null {
  let value = 0n;
  for (let index = 0; index < 9; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) return null;
    if (index === 8) return { value: BigInt.asIntN(64, (value << 8n) | BigInt(byte)), next: start + 9 };
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) return { value, next: start + index + 1 };
  }
  return null;
}

/** The longest form of a varint of SQLite's, in bytes. */
export const longestVarint = 9;

/**
 * Writes a whole number as SQLite's files have it (file format, "Varint"), and returns where the next byte goes. A
 * JavaScript number must be exact and not below 0.
 */
export function writeVarint(into: Uint8Array, at: number, value: number | bigint): number {
  if (typeof value === 'bigint') return writeLong(into, at, BigInt.asUintN(64, value));
  if (value < 0x80) {
    into[at] = value;
    return at + 1;
  }
  const end = at + varintSize(value);
  let left = value;
  for (let place = end - 1; place >= at; place -= 1) {
    into[place] = (left % 0x80) | (place === end - 1 ? 0 : 0x80);
    left = Math.floor(left / 0x80);
  }
  return end;
}

/** How many bytes {@link writeVarint} writes. */
export function varintSize(value: number | bigint): number {
  if (typeof value === 'bigint') return longSize(BigInt.asUintN(64, value));
  let size = 1;
  for (let most = 0x80; value >= most; most *= 0x80) size += 1;
  return size;
}

/** With nine bytes, the last one has eight bits of the number, and each of the others seven. */
function writeLong(into: Uint8Array, at: number, value: bigint): number {
  const size = longSize(value);
  let left = value;
  for (let place = at + size - 1; place >= at; place -= 1) {
    const isLast = place === at + size - 1;
    const bits = isLast && size === longestVarint ? 8n : 7n;
    into[place] = Number(BigInt.asUintN(Number(bits), left)) | (isLast ? 0 : 0x80);
    left >>= bits;
  }
  return at + size;
}

function longSize(value: bigint): number {
  let size = 1;
  for (let left = value >> 7n; left > 0n && size < longestVarint; left >>= 7n) size += 1;
  return size;
}
