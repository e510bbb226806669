import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { percentile, percentileOf } from '../../../lib/model/monitoring/sinks.js';
import { percentileIn } from '../../../lib/snapshot/index/nth-smallest.js';
import { percentilesOf, SortedNumbers } from '../../../lib/snapshot/index/sorted-numbers.js';

/** Few values, so that many are equal. */
const anyNumber = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0.5, max: 1e9, noNaN: true }));
const anyChange = fc.record({ set: fc.nat(2), number: anyNumber, take: fc.option(fc.nat(), { nil: null }) });
const percents = [0, 1, 50, 95, 100];

function expected(numbers: readonly number[]): readonly (number | null)[] {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return percents.map((percent) => percentileOf(counts, percent));
}

describe('a set of sorted numbers', () => {
  it('has the percentiles of a list, whatever was added and taken away, however often they are requested', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(anyNumber, { maxLength: 40 }), { minLength: 3, maxLength: 3 }),
        fc.array(fc.array(anyChange, { maxLength: 20 }), { maxLength: 5 }),
        anyNumber,
        (lists, rounds, bound) => {
          const held = lists.map((list) => [...list]);
          const sets = lists.map((list) => new SortedNumbers(Float64Array.from(list)));
          const asked = [percentilesOf(sets, percents)];
          const told = [expected(held.flat())];
          for (const changes of rounds) {
            for (const { set, number, take } of changes) {
              const numbers = held[set] ?? [];
              if (take === null || numbers.length === 0) {
                numbers.push(number);
                sets[set]?.add(number);
              } else sets[set]?.take(numbers.splice(take % numbers.length, 1)[0] ?? 0);
            }
            asked.push(percentilesOf(sets, percents));
            told.push(expected(held.flat()));
          }
          expect(asked).toEqual(told);
          expect(sets.map((set) => [set.size, set.below(bound), set.upTo(bound)])).toEqual(
            held.map((numbers) => [
              numbers.length,
              numbers.filter((each) => each < bound).length,
              numbers.filter((each) => each <= bound).length,
            ]),
          );
        },
      ),
    );
  });

  it('merges added numbers into its order once there are many', () => {
    const set = new SortedNumbers();
    const numbers: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      for (let at = 0; at < 500; at += 1) {
        const number = (at * 7919 + round * 31) % 997;
        numbers.push(number);
        set.add(number);
        if (at % 3 === 0) set.take(numbers.splice((at * round) % numbers.length, 1)[0] ?? 0);
      }
      expect(percentilesOf([set], percents)).toEqual(expected(numbers));
    }
    expect(set.candidates()[0]?.length).toBeGreaterThan(1000);
  });

  it('counts its changes, and does not sort the given array before the first', () => {
    const set = new SortedNumbers(Float64Array.of(3, 1, 2));
    expect(percentilesOf([set, new SortedNumbers()], [50])).toEqual([2]);
    expect([set.isRaw, set.revision, ...set.raw]).toEqual([true, 0, 3, 1, 2]);
    set.add(0);
    expect([set.isRaw, set.revision]).toEqual([false, 1]);
    set.take(0);
    expect(set.revision).toBe(2);
  });
});

it('a percentile of a part of an array equals the one by sorting; the numbers around that part stay in place', () => {
  const number = fc.oneof(fc.nat(9), fc.nat(1_000_000), fc.constantFrom(2 ** 40, 0.5));
  fc.assert(
    fc.property(
      fc.array(number, { maxLength: 60 }),
      fc.array(number, { maxLength: 3 }),
      fc.array(number, { maxLength: 3 }),
      fc.constantFrom(0, 1, 50, 95, 99, 100),
      (values, before, after, percent) => {
        const all = Float64Array.from([...before, ...values, ...after]);
        const found = percentileIn(all, before.length, before.length + values.length, percent);
        expect(found).toBe(percentile(values, percent));
        expect([...all.slice(0, before.length)]).toEqual(before);
        expect([...all.slice(before.length + values.length)]).toEqual(after);
      },
    ),
    { numRuns: 2000 },
  );
});

it('a percentile of 200,000 numbers is found whatever their order', () => {
  const many = 200_000;
  const orders = [
    (index: number) => index,
    (index: number) => many - index,
    () => 7,
    (index: number) => Math.min(index, many - index),
    (index: number) => (index * 7919) % many,
  ];
  for (const order of orders) {
    const numbers = Float64Array.from({ length: many }, (_, index) => order(index));
    const sorted = numbers.toSorted();
    expect(percentileIn(numbers, 0, many, 95)).toBe(sorted[Math.ceil(0.95 * many) - 1]);
  }
});
