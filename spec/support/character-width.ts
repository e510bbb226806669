import { eastAsianWidth } from 'get-east-asian-width';

const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/**
 * How many cells a terminal with current width tables gives a code point; independent of the product's own
 * function.
 */
export function currentWidth(codePoint: number): 0 | 1 | 2 {
  const character = String.fromCodePoint(codePoint);
  if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0)) return 0;
  if (zeroWidth.test(character) && codePoint !== 0xad) return 0;
  return eastAsianWidth(codePoint);
}
