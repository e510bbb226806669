import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  bytesText,
  countText,
  filledCells,
  ordinalText,
  passRateText,
  percentText,
  rateText,
  shortCount,
} from '../../lib/view/format/numbers.js';
import {
  ageText,
  briefDuration,
  clockText,
  etaText,
  spanText,
  utcZone,
} from '../../lib/view/format/times.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('countText', () => {
  it.each([
    [999, '999'],
    [1235, '1,235'],
    [-45_782, '-45,782'],
    [12.9, '12'],
    [-0.5, '0'],
    [1e21, '1.0e+21'],
    [Number.NaN, '?'],
    [Number.POSITIVE_INFINITY, '?'],
  ])('of %d is %s', (count, expected) => {
    expect(countText(count)).toBe(expected);
  });
});

describe('bytesText', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9999, '9.9 kB'],
    [156_000_000, '156 MB'],
    [1_000_000_000, '1.0 GB'],
    [1_299_999_999n, '1.2 GB'],
    [2n ** 63n, '9.2 EB'],
    [10n ** 40n, '999 YB'],
    [-1500, '-1.5 kB'],
    [Number.NaN, '?'],
    [Number.POSITIVE_INFINITY, '?'],
  ])('of %d is %s', (bytes, expected) => {
    expect(bytesText(bytes)).toBe(expected);
  });

  it('never says 1000 of anything, and is always short', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 80n }), (bytes) => {
        expect(bytesText(bytes)).toMatch(/^(?:\d\.\d|\d\d|\d\d\d) [kMGTPEZY]B$|^\d{1,3} B$/);
      }),
    );
  });
});

describe('ageText', () => {
  const now = Date.parse('2026-01-15T12:00:00Z');

  it.each([
    [0, 'just now'],
    [9.9 * second, 'just now'],
    [10 * second, '10s ago'],
    [59.9 * second, '59s ago'],
    [2 * minute, '2m ago'],
    [hour, '1h ago'],
    [23.9 * hour, '23h ago'],
    [400 * day, '1y ago'],
    [-3 * second, 'just now'],
    [-5 * minute, 'just now'],
    [-6 * minute, 'in 6m'],
  ])('of %d ms is %s', (age, expected) => {
    expect(ageText(now - age, now)).toBe(expected);
  });

  it('is empty for an unknown time, and short for any other', () => {
    expect(ageText(null, now)).toBe('');
    expect(ageText(Number.NaN, now)).toBe('');
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (then) => {
        expect(ageText(then, now)).toMatch(/^(?:just now|\d+[smhdy] ago|in \d+[smhdy])$/);
      }),
    );
  });
});

describe('etaText', () => {
  it.each([
    [0, '0s'],
    [999, '1s'],
    [59.99 * second, '59s'],
    [minute, '1m'],
    [hour + 59 * second, '1h'],
    [80.5 * minute, '1h 20m'],
    [day + 30 * minute, '1d'],
    [3 * day + 4 * hour, '3d 4h'],
    [-5, '0s'],
    [Number.NaN, '0s'],
    [Number.POSITIVE_INFINITY, '0s'],
  ])('of %d ms is %s', (ms, expected) => {
    expect(etaText(ms)).toBe(expected);
  });
});

describe('spanText', () => {
  it.each([
    [0, '<1s'],
    [999, '<1s'],
    [100_000, '1m 40s'],
    [120_000, '2m'],
    [3_605_000, '1h'],
    [80 * 60_000 + 59_000, '1h 20m'],
    [24 * 3_600_000 + 8 * 60_000, '1d'],
    [76 * 3_600_000 + 59 * 60_000, '3d 4h'],
    [365 * 24 * 3_600_000 + 5 * 3_600_000, '1y'],
  ])('of %d ms is %s', (ms, expected) => {
    expect(spanText(ms)).toBe(expected);
  });
});

describe('briefDuration', () => {
  it.each([
    [999, '0s'],
    [2.9 * minute, '2m'],
    [25 * hour, '1d'],
    [-1, '0s'],
    [Number.NaN, '0s'],
  ])('of %d ms is %s', (ms, expected) => {
    expect(briefDuration(ms)).toBe(expected);
  });
});

describe('clockText', () => {
  const clock = { now: Date.parse('2026-01-15T12:00:00Z'), zone: utcZone };
  it.each([
    ['2026-01-15T14:07:59Z', '14:07 UTC'],
    ['2026-01-15T00:00:00Z', '00:00 UTC'],
    ['2026-01-14T23:59:59Z', 'yesterday 23:59 UTC'],
    ['2026-01-16T00:00:00Z', 'tomorrow 00:00 UTC'],
    ['2026-01-17T00:00:00Z', '2026-01-17 00:00 UTC'],
    ['2025-01-15T12:00:00Z', '2025-01-15 12:00 UTC'],
  ])('of %s is %s, with the day where it is another one', (at, expected) => {
    expect(clockText(Date.parse(at), clock)).toBe(expected);
  });

  it('is empty for a time beyond the calendar', () => {
    expect(clockText(1e300, clock)).toBe('');
  });
});

describe('ordinalText', () => {
  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [13, '13th'],
    [21, '21st'],
    [111, '111th'],
    [10_002, '10,002nd'],
  ])('of %d is %s', (place, expected) => {
    expect(ordinalText(place)).toBe(expected);
  });
});

describe('a percentage', () => {
  it.each([
    [0, '0%', '0%'],
    [108 / 124, '87%', '87.1%'],
    [0.992, '99%', '99.2%'],
    [0.9999, '99%', '99.9%'],
    [1, '100%', '100%'],
    [1.2, '100%', '100%'],
    [-1, '0%', '0%'],
    [Number.NaN, '0%', '0%'],
  ])('of %d is %s, and with a decimal %s', (share, whole, precise) => {
    expect([percentText(share), passRateText(share)]).toEqual([whole, precise]);
  });
});

describe('shortCount', () => {
  it.each([
    [0, '0'],
    [0.4, '0.4'],
    [9.97, '9.9'],
    [999.9, '999'],
    [2400, '2.4k'],
    [31_900, '31k'],
    [1_299_999, '1.2M'],
    [1e18, '>999P'],
    [-3, '0'],
    [Number.NaN, '?'],
  ])('writes %d as %s', (count, expected) => {
    expect(shortCount(count)).toBe(expected);
  });

  it('takes at most four characters and says no more than there is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 999e15, noNaN: true }), fc.nat(9), (count, tens) => {
        const [, figure = '', unit = ''] =
          /^(\d{1,3}|\d\.\d)([kMGTP]?)$/.exec(shortCount(count / 10 ** (2 * tens))) ?? [];
        const said = Number(figure) * 1000 ** ['', 'k', 'M', 'G', 'T', 'P'].indexOf(unit);
        const real = count / 10 ** (2 * tens);
        expect(figure).not.toBe('');
        expect(said).toBeLessThanOrEqual(real * (1 + 1e-12));
        expect(real - said).toBeLessThan(Math.max(1, real / 10));
      }),
    );
  });
});

describe('rateText', () => {
  it.each([
    [350.9, '350/s'],
    [9.99, '9.9/s'],
    [2.45, '2.4/s'],
    [1, '1/s'],
    [0.999, '59/min'],
    [1 / 60, '1/min'],
    [0.99 / 60, '59/h'],
    [0, '0/h'],
  ])('writes %d a second as %s, never more than it is', (perSecond, expected) => {
    expect(rateText(perSecond)).toBe(expected);
  });
});

describe('filledCells', () => {
  it.each([
    [0, 0],
    [0.04, 0],
    [0.05, 1],
    [0.999, 11],
    [1, 12],
    [7, 12],
    [-1, 0],
    [Number.NaN, 0],
  ])('of %d is %i', (share, expected) => {
    expect(filledCells(share)).toBe(expected);
  });
});
