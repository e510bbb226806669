import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jobColumns } from '../../../lib/snapshot/index/columns/job-columns.js';
import { Scratch } from '../../../lib/snapshot/index/columns/scratch.js';
import { type KeyBits, sortByWords } from '../../../lib/snapshot/index/columns/word-sort.js';
import { usualOrder } from '../../../lib/snapshot/index/order/list-order.js';

type Key = readonly [high: number, low: number];

/** Checks that as many slots as there are keys come out as a stable sort of pairs would put them. */
function expectSorted(keys: readonly Key[], bits: KeyBits): void {
  const scratch = new Scratch();
  const slots = Uint32Array.from(keys, (_, index) => 2 * index + 1);
  const sorted = sortByWords(scratch, slots, (keyed) => {
    if (bits.high > 0) keyed.high.set(keys.map(([high]) => high));
    keyed.low.set(keys.map(([, low]) => low));
    return bits;
  });
  const expected = keys
    .map(([high, low], index) => ({ high, low, slot: 2 * index + 1 }))
    .sort((one, other) => one.high - other.high || one.low - other.low);
  expect([...sorted]).toEqual(expected.map(({ slot }) => slot));
  scratch.free();
}

/** Keys whose words have `low` and `high` bits, with equal ones among them. */
function keysOf({ low, high }: KeyBits): fc.Arbitrary<Key> {
  const word = (bits: number) => {
    const most = 2 ** bits - 1;
    return fc.oneof(fc.nat(Math.min(3, most)), fc.integer({ min: 0, max: most }), fc.constant(most));
  };
  return fc.tuple(word(high), word(low));
}

const anyBits = fc.record({ low: fc.integer({ min: 0, max: 32 }), high: fc.integer({ min: 0, max: 32 }) });

it('a few slots are sorted by the bits of both words; equal ones keep their order', () => {
  const any = anyBits.chain((bits) => fc.tuple(fc.array(keysOf(bits), { maxLength: 60 }), fc.constant(bits)));
  fc.assert(fc.property(any, ([keys, bits]) => expectSorted(keys, bits)));
});

it.each([
  { low: 28, high: 28 },
  { low: 28, high: 3 },
  { low: 32, high: 0 },
  { low: 15, high: 0 },
])('thousands of slots are sorted by the bits of both words: %j', (bits) => {
  expectSorted(fc.sample(keysOf(bits), { numRuns: 6000, seed: 1 }), bits);
});

describe('scratch memory', () => {
  it('is zeroed, and takes no memory once it is freed', () => {
    const scratch = new Scratch();
    const some = scratch.numbers(3);
    const more = scratch.numbers(0);
    some[1] = 7;
    expect([[...some], [...more]]).toEqual([[0, 7, 0], []]);
    scratch.free();
    expect([some.length, some.buffer.byteLength, more.length]).toEqual([0, 0, 0]);
    expect(scratch.numbers(2).length).toBe(2);
  });

  it('is no part of a list that was sorted with it', () => {
    const sorted = usualOrder.sort(jobColumns(4), Uint32Array.of(3, 2, 1, 0));
    expect([...sorted]).toEqual([3, 2, 1, 0]);
    expect(sorted.buffer).toHaveProperty('resizable', false);
  });
});
