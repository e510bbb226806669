import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { durationIn, pointInTimeIn } from '../../lib/model/filter/point-in-time.js';

describe('pointInTimeIn', () => {
  it.each([
    ['2h', { kind: 'ago', ms: 7_200_000 }],
    ['0s', { kind: 'ago', ms: 0 }],
    ['2026-01-13', { kind: 'at', ms: Date.UTC(2026, 0, 13) }],
    ['2026-01-13 10:38', { kind: 'at', ms: Date.UTC(2026, 0, 13, 10, 38) }],
    [' 2026-01-13T10:38:15Z ', { kind: 'at', ms: Date.UTC(2026, 0, 13, 10, 38, 15) }],
    ['2026-01-13t10:38:15.123456789z', { kind: 'at', ms: Date.UTC(2026, 0, 13, 10, 38, 15, 123) }],
    ['2026-01-13 10:38:15+02:00', { kind: 'at', ms: Date.UTC(2026, 0, 13, 8, 38, 15) }],
    ['2026-01-13T10:38-0530', { kind: 'at', ms: Date.UTC(2026, 0, 13, 16, 8) }],
  ])('reads %j', (text, point) => {
    expect(pointInTimeIn(text)).toEqual(point);
  });

  it.each([
    '',
    'yesterday',
    '10',
    '10:38',
    '2026-13-01',
    '2026-02-31',
    '2026-01-13 25:00',
    '2026-01-13Z',
    '1768300695',
  ])('refuses %j', (text) => {
    expect(pointInTimeIn(text)).toBeNull();
  });

  it('means UTC in any time zone', () => {
    const module = JSON.stringify(new URL('../../lib/model/filter/point-in-time.js', import.meta.url).href);
    const script = `const { pointInTimeIn } = await import(${module}); console.log(pointInTimeIn('2026-01-13 10:38').ms)`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'America/New_York' },
    });
    expect(Number(printed)).toBe(Date.UTC(2026, 0, 13, 10, 38));
  });
});

describe('durationIn', () => {
  it.each([
    ['0s', 0],
    ['90s', 90_000],
    ['90', 90_000],
    ['10m', 600_000],
    ['2h', 7_200_000],
    ['1h30m', 5_400_000],
    ['1d2h3m4s', 93_784_000],
    [' 5M ', 300_000],
  ])('reads %j', (text, milliseconds) => {
    expect(durationIn(text)).toBe(milliseconds);
  });

  it.each(['', ' ', '1h30', '1.5h', '-1m', '30m1h', '1w', 's', '10 m', '25d', '999999999999999999h'])(
    'refuses %j',
    (text) => {
      expect(durationIn(text)).toBeNull();
    },
  );
});
