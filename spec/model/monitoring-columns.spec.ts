import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { slowerThan, wholePercents } from '../../lib/model/job-detail.js';
import { average, columns, current, depthColumns, trend } from '../../lib/model/monitoring/columns.js';
import {
  believedAheadMs,
  chartEnd,
  chartSpan,
  grainMs,
  monitoringPeriods,
  type RateSample,
  type Span,
} from '../../lib/model/monitoring/monitoring.js';
import { percentileOf } from '../../lib/model/monitoring/sinks.js';
import { percentile } from '../support/percentile.js';

const minute = 60_000;
const now = 1_768_300_000_000;

function sample(at: number, jobId: string, rowsPerSecond: number | null): RateSample {
  return { at, jobId, rowsPerSecond, bytesPerSecond: rowsPerSecond === null ? null : rowsPerSecond * 100 };
}

/** Samples up to an hour around now, of clocks of any skew; whole rates, so that sums are exact in any order. */
const someSamples = fc.array(
  fc.record({
    at: fc.integer({ min: now - 60 * minute, max: now + 60 * minute }),
    jobId: fc.constantFrom('1', '2', '9007199254740993', ''),
    rowsPerSecond: fc.option(fc.nat({ max: 1_000_000 })),
    bytesPerSecond: fc.option(fc.nat({ max: 1_000_000 })),
  }),
  { maxLength: 60 },
);

const someSpan: fc.Arbitrary<Span> = fc.record({
  end: fc.integer({ min: now - 30 * minute, max: now + 30 * minute }),
  stepMs: fc.oneof(
    fc.constantFrom(1000, 5000, 60_000),
    fc.double({ min: 500, max: 600_000, noNaN: true, noDefaultInfinity: true }),
  ),
  steps: fc.integer({ min: 1, max: 120 }),
});

describe('the list of a chart’s columns', () => {
  it('has the sum of the jobs’ averages in each step, for any samples', () => {
    fc.assert(
      fc.property(someSamples, someSpan, (samples, span) => {
        const first = Math.floor(span.end / span.stepMs) - span.steps + 1;
        const drawn = columns(samples, span, 'bytes');
        expect(drawn).toHaveLength(span.steps);
        for (const [index, column] of drawn.entries()) {
          const there = samples.filter(
            (one) => Math.floor(one.at / span.stepMs) === first + index && one.bytesPerSecond !== null,
          );
          const jobs = [...new Set(there.map(({ jobId }) => jobId))];
          const sum = jobs
            .map((jobId) =>
              average(there.filter((one) => one.jobId === jobId).map((one) => one.bytesPerSecond)),
            )
            .reduce<number>((total, mean) => total + (mean ?? 0), 0);
          if (jobs.length === 0) expect(column).toBeNull();
          else expect(column).toBeCloseTo(sum, 6);
        }
      }),
    );
  });

  it('ignores samples that are no numbers', () => {
    const samples = [sample(now, '1', Number.NaN), sample(now, '2', Number.POSITIVE_INFINITY)];
    expect(columns(samples, { end: now, stepMs: 1000, steps: 1 }, 'rows')).toEqual([null]);
  });
});

describe('the list of the depth’s columns', () => {
  it('has the newest depth of each step, and of two at once the last, for any samples', () => {
    const at = fc.integer({ min: now - 60 * minute, max: now + 60 * minute });
    const depths = fc.array(fc.record({ at: fc.oneof(at, fc.constant(now)), depth: fc.nat() }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(depths, someSpan, (samples, span) => {
        const first = Math.floor(span.end / span.stepMs) - span.steps + 1;
        const wanted = Array.from({ length: span.steps }, (_, index) => {
          const there = samples.filter(({ at }) => Math.floor(at / span.stepMs) === first + index);
          return there.sort((one, other) => one.at - other.at).at(-1)?.depth ?? null;
        });
        expect(depthColumns(samples, span)).toEqual(wanted);
      }),
    );
  });
});

describe('the average', () => {
  it('is that of the columns with samples', () => {
    expect(average([null, 100, null, 0, 200])).toBe(100);
    expect(average([null, null])).toBeNull();
    expect(average([])).toBeNull();
  });
});

describe('the current rate', () => {
  it.each([
    ['the newest column that is over', [1, 2, 300, 40], 300],
    ['the one under way if the one before is empty', [1, 2, null, 40], 40],
    ['the one before these if both are empty', [1, 2, null, null], 2],
    ['null if the last three are empty', [1, null, null, null], null],
    ['null without columns', [], null],
    ['the only column', [7], 7],
    ['a standstill that was reported', [50, 0, null], 0],
  ])('is %s', (_, rates, expected) => {
    expect(current(rates)).toBe(expected);
  });

  it.each([
    [3100, 2400, 'up'],
    [2000, 2400, 'down'],
    [2400, 2400, 'level'],
    [2520, 2400, 'level'],
    [2521, 2400, 'up'],
    [2280, 2400, 'level'],
    [2279, 2400, 'down'],
    [0, 0, 'level'],
    [1, 0, 'up'],
    [null, 5, null],
    [5, null, null],
  ])('of %p against an average of %p has the trend %p', (rate, mean, expected) => {
    expect(trend(rate, mean)).toBe(expected);
  });
});

describe('the span of a chart', () => {
  it('covers the period with steps no finer than the samples, and no more than fit', () => {
    const anyWidth = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.constantFrom(0, -3));
    fc.assert(
      fc.property(fc.constantFrom(...monitoringPeriods), anyWidth, (periodMs, width) => {
        const { end, stepMs, steps } = chartSpan(now, periodMs, width);
        expect(end).toBe(now);
        expect(stepMs).toBeGreaterThanOrEqual(grainMs(periodMs));
        expect(steps).toBeLessThanOrEqual(Math.max(1, width));
        expect(stepMs * steps).toBeGreaterThanOrEqual(periodMs - 0.001);
        expect(stepMs * (steps - 1)).toBeLessThan(periodMs);
      }),
    );
  });

  it('ends now, or at the newest sample of a clock that is a little ahead', () => {
    const at = (...offsets: number[]) => offsets.map((offset) => ({ at: now + offset }));
    expect(chartEnd(now, at(-5000, -1000), 5 * minute)).toBe(now);
    expect(chartEnd(now, at(20_000, 60_000, -1000), 5 * minute)).toBe(now + 60_000);
    expect(chartEnd(now, at(60_001), 5 * minute)).toBe(now);
    expect(chartEnd(now, at(15_001), minute)).toBe(now);
    expect(chartEnd(now, [], minute)).toBe(now);
    for (const periodMs of monitoringPeriods) expect(believedAheadMs(periodMs)).toBeLessThan(periodMs / 3);
  });
});

const somePercent = fc.integer({ min: 0, max: 100 });

describe('a percentile', () => {
  it('is the value at the nearest rank of the sorted values', () => {
    expect([30, 40].map((percent) => percentile([15, 20, 35, 40, 50], percent))).toEqual([20, 20]);
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
