import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  barCells,
  bytesText,
  countOf,
  countText,
  filledCells,
  ordinalText,
  passRateText,
  percentText,
  rateText,
  shortCount,
} from '../../lib/view/format/numbers.js';
import { ageText, briefDuration, clockText, etaText, spanText } from '../../lib/view/format/times.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

describe('countText', () => {
  it('groups thousands, cuts decimals, and has a sign for what is no number', () => {
    expect(
      [0, 999, 1235, 1_000_000, -45_782, 12.9, -0.5, 1e21, Number.NaN, Number.POSITIVE_INFINITY]
        .map(countText)
        .join(' | '),
    ).toBe('0 | 999 | 1,235 | 1,000,000 | -45,782 | 12 | 0 | 1.0e+21 | ? | ?');
  });

  it('has its noun in the right number', () => {
    expect([countOf(0, 'file'), countOf(1, 'file'), countOf(1235, 'file')]).toEqual([
      '0 files',
      '1 file',
      '1,235 files',
    ]);
  });
});

describe('bytesText', () => {
  it('cuts to two or three figures of the greatest unit', () => {
    const numbers = [0, 5, 999, 1000, 9999, 10_000, 156_000_000, 999_999_999, 1_000_000_000, -1500];
    expect(numbers.map(bytesText).join(' | ')).toBe(
      '0 B | 5 B | 999 B | 1.0 kB | 9.9 kB | 10 kB | 156 MB | 999 MB | 1.0 GB | -1.5 kB',
    );
    const large = [847_000_000n, 1_299_999_999n, 2n ** 63n, 10n ** 40n, -(10n ** 40n)];
    expect(large.map(bytesText).join(' | ')).toBe('847 MB | 1.2 GB | 9.2 EB | 999 YB | -999 YB');
    expect([Number.NaN, Number.POSITIVE_INFINITY].map(bytesText)).toEqual(['?', '?']);
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

  it('has the greatest unit, and is in the future only if that is sure', () => {
    const seconds = [
      0, 9.9, 10, 45, 59.9, 120, 3594, 3600, 86_040, 259_200, 34_560_000, -3, -300, -360, -259_200,
    ];
    expect(seconds.map((age) => ageText(now - age * second, now)).join(' | ')).toBe(
      'just now | just now | 10s ago | 45s ago | 59s ago | 2m ago | 59m ago | 1h ago | 23h ago | ' +
        '3d ago | 1y ago | just now | just now | in 6m | in 3d',
    );
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
  it('has two units at the most, and is never below zero', () => {
    const seconds = [
      0, 0.001, 0.999, 45.9, 59.99, 60, 414, 3600, 3659, 4830, 86_400, 88_200, 273_600, -0.005,
    ];
    const whole = [...seconds, Number.NaN, Number.POSITIVE_INFINITY];
    expect(whole.map((each) => etaText(each * second)).join(' | ')).toBe(
      '0s | 1s | 1s | 45s | 59s | 1m | 6m | 1h | 1h | 1h 20m | 1d | 1d | 3d 4h | 0s | 0s | 0s',
    );
  });
});

describe('spanText', () => {
  it('has two units at the most, and is under a second rather than none', () => {
    expect(
      [0, 999, 45_900, 100_000, 119_999, 120_000, 80 * 60_000 + 59_000, 76 * 3_600_000 + 59 * 60_000]
        .map(spanText)
        .join(' | '),
    ).toBe('<1s | <1s | 45s | 1m 40s | 1m 59s | 2m | 1h 20m | 3d 4h');
  });
});

describe('briefDuration', () => {
  it('has one unit, and is never below zero', () => {
    expect(
      [0, 999, 30 * second, 2.9 * minute, 25 * hour, -1, Number.NaN].map(briefDuration).join(' | '),
    ).toBe('0s | 0s | 30s | 2m | 1d | 0s | 0s');
  });
});

describe('clockText', () => {
  const now = Date.parse('2026-01-15T12:00:00Z');
  it.each([
    ['2026-01-15T14:07:59Z', '14:07 UTC'],
    ['2026-01-15T00:00:00Z', '00:00 UTC'],
    ['2026-01-14T23:59:59Z', 'yesterday 23:59 UTC'],
    ['2026-01-16T00:00:00Z', 'tomorrow 00:00 UTC'],
    ['2026-01-17T00:00:00Z', '2026-01-17 00:00 UTC'],
    ['2025-01-15T12:00:00Z', '2025-01-15 12:00 UTC'],
  ])('of %s is %s, with the day where it is another one', (at, expected) => {
    expect(clockText(Date.parse(at), now)).toBe(expected);
  });

  it('is empty for a time beyond the calendar', () => {
    expect(clockText(1e300, now)).toBe('');
  });
});

describe('ordinalText', () => {
  it('has the ending of its last figures', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 111, 10_002].map(ordinalText).join(' | ')).toBe(
      '1st | 2nd | 3rd | 4th | 11th | 12th | 13th | 21st | 111th | 10,002nd',
    );
  });
});

describe('a percentage', () => {
  it.each([
    [0, '0%', '0%'],
    [0.23, '23%', '23%'],
    [108 / 124, '87%', '87.1%'],
    [30_521 / 45_782, '67%', '66.7%'],
    [0.992, '99%', '99.2%'],
    [0.9999, '99%', '99.9%'],
    [1, '100%', '100%'],
    [1.2, '100%', '100%'],
    [-1, '0%', '0%'],
    [Number.NaN, '0%', '0%'],
  ])('of %d is %s, and with a decimal %s', (share, whole, precise) => {
    expect([percentText(share), passRateText(share)]).toEqual([whole, precise]);
  });

  it('grows with the share, and reaches 100% only when all is done', () => {
    const unit = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.99, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(unit, unit, fc.constantFrom(percentText, passRateText), (one, other, textOf) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)].map(textOf);
        expect(Number.parseFloat(less ?? '')).toBeLessThanOrEqual(Number.parseFloat(more ?? ''));
        expect(textOf(one) === '100%').toBe(one === 1);
      }),
    );
  });
});

describe('shortCount', () => {
  it('has at most four characters, with a decimal below ten', () => {
    expect(
      [0, 0.4, 7, 9.97, 812, 999.9, 2400, 9999, 31_900, 1_299_999, 1e18, -3, Number.NaN]
        .map(shortCount)
        .join(' | '),
    ).toBe('0 | 0.4 | 7 | 9.9 | 812 | 999 | 2.4k | 9.9k | 31k | 1.2M | >999P | 0 | ?');
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
  it('has the unit of time in which it is at least one, and is never more than it is', () => {
    expect([350.9, 10, 9.99, 2.45, 1, 0.999, 1 / 60, 0.99 / 60, 0].map(rateText).join(' | ')).toBe(
      '350/s | 10/s | 9.9/s | 2.4/s | 1/s | 59/min | 1/min | 59/h | 0/h',
    );
  });
});

describe('filledCells', () => {
  it('is the share of twelve cells, rounded, but full only for all of it', () => {
    const shares = [0, 0.04, 0.05, 0.5, 0.67, 0.87, 0.999, 1, 7, -1, Number.NaN];
    expect(shares.map(filledCells)).toEqual([0, 0, 1, 6, 8, 10, 11, 12, 12, 0, 0]);
  });

  it('grows with the share, and is the whole bar only when all is done', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(unit, unit, (one, other) => {
        expect(filledCells(Math.min(one, other))).toBeLessThanOrEqual(filledCells(Math.max(one, other)));
        expect(filledCells(one) === barCells).toBe(one === 1);
      }),
    );
  });
});
