import { describe, expect, it } from '@jest/globals';
import { durationIn } from '../../lib/cli/duration.js';

describe('durationIn', () => {
  it.each([
    ['0s', 0],
    ['90s', 90_000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['1h30m', 5_400_000],
    ['1d2h3m4s', 93_784_000],
    [' 5M ', 300_000],
  ])('reads %j', (text, milliseconds) => {
    expect(durationIn(text)).toBe(milliseconds);
  });

  it.each(['', ' ', '10', '1.5h', '-1m', '30m1h', '1w', 's', '10 m', '25d', '999999999999999999h'])(
    'refuses %j',
    (text) => {
      expect(durationIn(text)).toBeNull();
    },
  );
});
