import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExactSum, part, totalOf } from '../../../../lib/snapshot/index/rows/exact-sum.js';

const anyNumber = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  fc.constantFrom(part, part - 1, Number.MAX_SAFE_INTEGER),
);

it('a sum is exact, whatever is taken away, up to Number.MAX_SAFE_INTEGER', () => {
  fc.assert(
    fc.property(fc.array(anyNumber), fc.array(anyNumber), (left, gone) => {
      const sum = new ExactSum();
      for (const number of [...left, ...gone]) sum.add(number, 1);
      for (const number of gone) sum.add(number, -1);
      const exact = left.reduce((total, number) => total + BigInt(number), 0n);
      const most = BigInt(Number.MAX_SAFE_INTEGER);
      const told = exact > most ? most : exact;
      expect(BigInt(sum.total)).toBe(told);
      const both = new ExactSum();
      both.addSum(sum);
      expect(both.total).toBe(sum.total);
    }),
  );
});

it('the two parts of a sum are joined, up to Number.MAX_SAFE_INTEGER', () => {
  expect(totalOf(3, 5)).toBe(3 * 2 ** 26 + 5);
  expect(totalOf(2 ** 40, 0)).toBe(Number.MAX_SAFE_INTEGER);
});
