import { randomWords } from '../../files/node-system.js';

/** A hash of a page's bytes as two signed numbers of 32 bits, which engines store without allocating objects. */
export interface PageHash {
  readonly one: number;
  readonly other: number;
}

const { imul } = Math;
// Random in each process, so that no one can construct two pages with the same hash.
const seeds = randomWords(4);
const [seedA = 0, seedB = 0, seedC = 0, seedD = 0] = seeds;

/**
 * The hash of a page, whose length must be a multiple of 16, as every page's is. Two contents have the same hash
 * with a probability of 1 in 2^64.
 */
export function hashOf(page: Uint8Array): PageHash {
  const hash = new Int32Array(2);
  const words = wordsOf(page);
  hashWords(words, 0, words.length, hash, 0);
  const [one = 0, other = 0] = hash;
  return { one, other };
}

/**
 * The hash of the 32-bit words from `from` up to `to` (a multiple of 4 words), written as two words to `into` from
 * `at` on: for thousands of pages, without an object for each.
 */
export function hashWords(words: Int32Array, from: number, to: number, into: Int32Array, at: number): void {
  let [a, b, c, d] = [seedA, seedB, seedC, seedD];
  // Two independent pairs, so that the processor can work on both. Each half takes in what the other has seen, so
  // that no word affects only one half of the hash.
  for (let word = from; word < to; word += 4) {
    a = imul(a ^ (words[word] ?? 0), 0x9e3779b1);
    b = imul(b ^ (words[word + 1] ?? 0), 0x85ebca77);
    c = imul(c ^ (words[word + 2] ?? 0), 0xc2b2ae3d);
    d = imul(d ^ (words[word + 3] ?? 0), 0x27d4eb2f);
    a ^= b >>> 15;
    b ^= a >>> 13;
    c ^= d >>> 15;
    d ^= c >>> 13;
  }
  a = imul(a ^ c, 0x9e3779b1);
  b = imul(b ^ d, 0x85ebca77);
  into[at] = a ^ (b >>> 15);
  into[at + 1] = b ^ ((into[at] ?? 0) >>> 13);
}

/** The page as 32-bit words; copied only if it isn't aligned. */
function wordsOf(page: Uint8Array): Int32Array {
  if (page.byteOffset % 4 === 0) return new Int32Array(page.buffer, page.byteOffset, page.length >> 2);
  const copy = Uint8Array.from(page);
  return new Int32Array(copy.buffer, 0, copy.length >> 2);
}
