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
