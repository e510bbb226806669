import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { percentilesIn } from '../../../lib/snapshot/index/columns/nth-smallest.js';
import { percentile } from '../../support/percentile.js';

it('percentiles of a part of an array equal those by sorting; the numbers around that part stay in place', () => {
  const number = fc.oneof(fc.nat(9), fc.nat(1_000_000), fc.constantFrom(2 ** 40, 0.5));
  fc.assert(
    fc.property(
      fc.array(number, { maxLength: 60 }),
      fc.array(number, { maxLength: 3 }),
      fc.array(number, { maxLength: 3 }),
      fc.subarray([0, 1, 2, 50, 95, 99, 100]),
      (values, before, after, percents) => {
        const all = Float64Array.from([...before, ...values, ...after]);
        const found = percentilesIn(all, before.length, before.length + values.length, percents);
        expect(found).toEqual(
          values.length === 0 ? [] : percents.map((percent) => percentile(values, percent)),
        );
        expect([...all.slice(0, before.length)]).toEqual(before);
        expect([...all.slice(before.length + values.length)]).toEqual(after);
      },
    ),
    { numRuns: 2000 },
  );
});

it('percentiles of 200,000 numbers are found whatever their order', () => {
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
    const wanted = [0.5, 0.95].map((share) => sorted[Math.ceil(share * many) - 1]);
    expect(percentilesIn(numbers, 0, many, [50, 95])).toEqual(wanted);
  }
});
