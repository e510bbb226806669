import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { percentile } from '../../../lib/model/monitoring-percentile.js';
import { mergedPercentile } from '../../../lib/sources/sums/percentiles.js';

const parts = fc.array(fc.array(fc.nat(12), { maxLength: 9 }), { minLength: 1, maxLength: 5 });

describe('a percentile of the numbers of several databases', () => {
  it('lies between those of each, and is told where it can be nothing else', () => {
    let told = 0;
    fc.assert(
      fc.property(parts, fc.constantFrom(50, 95, 99), (all, percent) => {
        const { value, between } = mergedPercentile(all.map((part) => percentile(part, percent)));
        const expected = percentile(all.flat(), percent);
        if (expected === null) return expect([value, between]).toEqual([null, null]);
        const [least, most] = between ?? [1, 0];
        expect(expected).toBeGreaterThanOrEqual(least);
        expect(expected).toBeLessThanOrEqual(most);
        if (value === null) return expect(least).toBeLessThan(most);
        told += 1;
        return expect(value).toBe(expected);
      }),
    );
    expect(told).toBeGreaterThan(0);
  });

  it('is the one of the only database that has any', () => {
    expect(mergedPercentile([null, 7, null])).toEqual({ value: 7, between: [7, 7] });
    expect(mergedPercentile([3, 7, 5])).toEqual({ value: null, between: [3, 7] });
  });
});
