/**
 * A text as 12 lower-case hex digits, always the same for the same text: 48 of the 64 bits of two multiplying
 * hashes that are mixed at the end. No protection against somebody who searches for two texts with the same key.
 */
export function keyOf(text: string): string {
  let one = 0x9e3779b1;
  let other = 0x85ebca77;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 0xcc9e2d51);
    one ^= one >>> 15;
    other = Math.imul(other ^ unit, 0x1b873593);
    other ^= other >>> 13;
  }
  one = mixed(one ^ text.length);
  other = mixed(other + one);
  return ((other >>> 0) * 0x10000 + (one >>> 16)).toString(16).padStart(12, '0');
}

/** Makes every bit of a 32-bit number depend on all others. */
function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
