import { describe, expect, it } from '@jest/globals';
import { median, quantile, withThoseKeptWaiting } from './statistics.js';

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
