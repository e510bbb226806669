import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { percentile } from '../../../lib/model/monitoring-percentile.js';
import { percentileIn } from '../../../lib/snapshot/index/nth-smallest.js';

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
