import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { percentile } from '../../lib/model/monitoring-percentile.js';
import { slowerThan, wholePercents } from '../../lib/model/run-times.js';

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
