import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { slowerThan, wholePercents } from '../../lib/model/job-detail.js';
import { percentile, percentileOf } from '../../lib/model/monitoring/sinks.js';

const someValues = fc.array(fc.oneof(fc.nat({ max: 100 }), fc.double({ min: 0, max: 1e6, noNaN: true })));
const somePercent = fc.integer({ min: 0, max: 100 });

describe('a percentile', () => {
  it.each([
    [[15, 20, 35, 40, 50], 30, 20],
    [[15, 20, 35, 40, 50], 40, 20],
    [[50, 40, 35, 20, 15], 50, 35],
    [[15, 20, 35, 40, 50], 100, 50],
    [[15, 20, 35, 40, 50], 0, 15],
    [[7], 99, 7],
    [[], 50, null],
  ])('of %p at %p is %p, by nearest rank', (values, percent, expected) => {
    expect(percentile(values, percent)).toBe(expected);
  });

  it('is the value at that rank of the sorted values', () => {
    fc.assert(
      fc.property(someValues, somePercent, (values, percent) => {
        const sorted = [...values].sort((one, other) => one - other);
        const rank = Math.max(1, Math.ceil((percent * values.length) / 100));
        // 0 and -0 are one value.
        expect((percentile(values, percent) ?? 0) + 0).toBe((sorted[rank - 1] ?? 0) + 0);
      }),
    );
  });

  it('of counted values equals that of all the values', () => {
    const counted = fc.array(fc.tuple(fc.nat({ max: 50 }), fc.integer({ min: 1, max: 20 })));
    fc.assert(
      fc.property(counted, somePercent, (counts, percent) => {
        const occurrences = new Map(counts);
        const values = [...occurrences].flatMap(([value, count]) => Array<number>(count).fill(value));
        expect(percentileOf(occurrences, percent)).toBe(percentile(values, percent));
      }),
    );
  });
});

it('a job is slower than as many percent of the runs as took less time, rounded down', () => {
  const anyTime = fc.integer({ min: 1, max: 30 });
  fc.assert(
    fc.property(fc.array(anyTime, { minLength: 1, maxLength: 300 }), anyTime, (times, duration) => {
      const percentiles = wholePercents.map((percent) => percentile(times, percent) ?? 0);
      const shorter = times.filter((time) => time < duration).length;
      expect(slowerThan({ runs: times.length, percentiles }, duration)).toBe(
        Math.floor((100 * shorter) / times.length),
      );
    }),
  );
});
