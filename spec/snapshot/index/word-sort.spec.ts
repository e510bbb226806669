import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Scratch } from '../../../lib/snapshot/index/scratch.js';
import { sortByWords } from '../../../lib/snapshot/index/word-sort.js';

const word = fc.oneof(fc.nat(3), fc.nat(2 ** 28 - 1));

/** Checks that as many slots as there are keys come out as a stable sort of pairs would put them. */
function expectSorted(keys: readonly (readonly [high: number, low: number])[]): void {
  const scratch = new Scratch();
  const slots = Uint32Array.from(keys, (_, index) => 2 * index + 1);
  const sorted = sortByWords(scratch, slots, (keyed) => {
    keyed.high.set(keys.map(([high]) => high));
    keyed.low.set(keys.map(([, low]) => low));
  });
  const expected = keys
    .map(([high, low], index) => ({ high, low, slot: 2 * index + 1 }))
    .sort((one, other) => one.high - other.high || one.low - other.low);
  expect([...sorted]).toEqual(expected.map(({ slot }) => slot));
  scratch.free();
}

it('sorts a few slots by both words, and keeps the order of equal ones', () => {
  fc.assert(fc.property(fc.array(fc.tuple(word, word), { maxLength: 60 }), expectSorted));
});

it('sorts thousands of slots likewise', () => {
  const keys = fc.sample(fc.tuple(word, word), { numRuns: 6000, seed: 1 });
  expectSorted(keys);
});
