import { describe, expect, it } from '@jest/globals';
import { blockMeans, median, quantile, trend, withThoseKeptWaiting } from './statistics.js';

describe('a quantile', () => {
  it('is one of the measured values, whatever their order', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([median(hundred), quantile(hundred, 0.99), quantile(hundred, 1), quantile(hundred, 0)]).toEqual([
      50, 99, 100, 1,
    ]);
  });

  it('is NaN where nothing was measured, which passes no target', () => {
    expect(median([])).toBeNaN();
  });
});

describe('a stall', () => {
  it('counts once for each key that would have come every 100 ms while it lasted', () => {
    expect(withThoseKeptWaiting([5, 350], 100)).toEqual([5, 350, 250, 150, 50]);
  });
});

describe('the trend of equally spaced values', () => {
  it('is the slope of the least-squares line, without error where they lie on it', () => {
    expect(trend([3, 5, 7, 9])).toEqual({ slope: 2, error: 0 });
  });

  it('is within three standard errors for noise, and beyond them where the values grow as well', () => {
    const noise = Array.from({ length: 20 }, (_, index) => [0, 3, 1, 4, 2][(7 * index) % 5] ?? 0);
    const still = trend(noise);
    const growing = trend(noise.map((value, index) => value + index));
    expect(Math.abs(still.slope)).toBeLessThan(3 * still.error);
    expect(growing.slope).toBeGreaterThan(3 * growing.error);
  });

  it('can be taken over the means of equal stretches, without the rest at the end', () => {
    expect(blockMeans([1, 3, 5, 7, 9, 11, 100], 3)).toEqual([2, 6, 10]);
  });
});
