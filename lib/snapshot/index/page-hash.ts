import { randomInt } from 'node:crypto';

/** Two numbers of 32 bits that stand for a page's bytes. */
export interface PageHash {
  readonly one: number;
  readonly other: number;
}

const { imul } = Math;
// Of this process alone, so that nobody can make two pages that are taken for the same.
const [firstSeed, secondSeed] = [randomInt(2 ** 32), randomInt(2 ** 32)];

/**
 * The hash of a page whose length is a multiple of 8, as every page's is. Two contents have the same by a chance of 1 in
 * 2^64.
 */
export function hashOf(page: Uint8Array): PageHash {
  const words = wordsOf(page);
  let one = firstSeed | 0;
  let other = secondSeed | 0;
  for (let at = 0; at < words.length; at += 2) {
    one = imul(one ^ (words[at] ?? 0), 0x9e3779b1);
    other = imul(other ^ (words[at + 1] ?? 0), 0x85ebca77);
    // Each takes up what the other has seen, so that no word touches one half alone.
    one ^= other >>> 15;
    other ^= one >>> 13;
  }
  return { one: one >>> 0, other: other >>> 0 };
}

/** The page as words of 32 bits; a copy only where it doesn't begin on such a word. */
function wordsOf(page: Uint8Array): Int32Array {
  if (page.byteOffset % 4 === 0) return new Int32Array(page.buffer, page.byteOffset, page.length >> 2);
  const copy = Uint8Array.from(page);
  return new Int32Array(copy.buffer, 0, copy.length >> 2);
}
