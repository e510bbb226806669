import { randomBytes } from 'node:crypto';

/** Bytes that repeat nowhere, and are no packed log. */
export function anyBytes(size: number): Buffer {
  const bytes = randomBytes(size);
  if (size > 0) bytes[0] = 0x61;
  return bytes;
}
