import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  durationIn,
  endIn,
  pointAt,
  pointInTimeIn,
  pointText,
} from '../../lib/model/filter/point-in-time.js';
import {
  clockText,
  dayClockText,
  daySecondsText,
  instantText,
  utcZone,
} from '../../lib/view/format/times.js';

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
    ['2026-01-13 9:05 UTC', { kind: 'at', ms: Date.UTC(2026, 0, 13, 9, 5) }],
    ['2026-01-13 UTC', { kind: 'at', ms: Date.UTC(2026, 0, 13) }],
    [' 16:40 ', { kind: 'clock', text: '16:40' }],
  ])('reads %j', (text, point) => {
    expect(pointInTimeIn(text)).toEqual(point);
  });

  it.each(
    (
      '|yesterda|10|10:3|24:00|10:60|10:38 CET|10:38+24:00|yesterday 24:00|' +
      'mond|2026-13-01|2026-02-31|2026-01-13 25:00|1768300695'
    ).split('|'),
  )('refuses %j', (text) => {
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

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** A Wednesday. */
const night = Date.UTC(2026, 11, 2, 3, 10, 30);

describe('pointAt', () => {
  it.each([
    ['3:10', '2026-12-02T03:10:00.000Z', '2026-12-02T03:10:59.999Z'],
    ['03:10:30', '2026-12-02T03:10:30.000Z', '2026-12-02T03:10:30.999Z'],
    ['03:10:30.001', '2026-12-01T03:10:30.001Z', '2026-12-01T03:10:30.001Z'],
    ['03:11', '2026-12-01T03:11:00.000Z', '2026-12-01T03:11:59.999Z'],
    ['23:59', '2026-12-01T23:59:00.000Z', '2026-12-01T23:59:59.999Z'],
    ['04:10+02:00', '2026-12-02T02:10:00.000Z', '2026-12-02T02:10:59.999Z'],
    ['22:00 -0530', '2026-12-01T03:30:00.000Z', '2026-12-01T03:30:59.999Z'],
    ['today', '2026-12-02T00:00:00.000Z', '2026-12-02T23:59:59.999Z'],
    ['today 16:40', '2026-12-02T16:40:00.000Z', '2026-12-02T16:40:59.999Z'],
    ['Yesterday', '2026-12-01T00:00:00.000Z', '2026-12-01T23:59:59.999Z'],
    ['yesterday -04:00', '2026-11-30T04:00:00.000Z', '2026-12-01T03:59:59.999Z'],
    ['wednesday', '2026-12-02T00:00:00.000Z', '2026-12-02T23:59:59.999Z'],
    ['Wed 03:11', '2026-11-25T03:11:00.000Z', '2026-11-25T03:11:59.999Z'],
    ['thu', '2026-11-26T00:00:00.000Z', '2026-11-26T23:59:59.999Z'],
  ])(
    'reads %j as the last time of that name that has begun, and an end as the whole of it',
    (text, from, to) => {
      const [since, until] = [pointInTimeIn(text), endIn(text)];
      expect(since && new Date(pointAt(since, night)).toISOString()).toBe(from);
      expect(until && new Date(pointAt(until, night, { end: { from: null } })).toISOString()).toBe(to);
    },
  );

  it('finds the instant of every time that the program writes, to the minute or the second', () => {
    const now = fc.integer({ min: Date.UTC(1970, 0, 9), max: Date.UTC(2100, 0, 1) });
    const ago = fc.oneof(fc.nat(3 * day), fc.nat(400 * day), fc.constantFrom(0, minute, hour, day, 7 * day));
    fc.assert(
      fc.property(now, ago, (now, ago) => {
        const at = Math.max(0, now - ago);
        const clock = { now, zone: utcZone };
        const texts = [clockText(at, clock), dayClockText(at, clock), clockText(at, clock, 'seconds')];
        const read = [...texts, daySecondsText(at, clock), instantText(at, utcZone)].map((text) => {
          const point = pointInTimeIn(text);
          return point && pointAt(point, now);
        });
        const [toMinute, toSecond] = [minute, 1000].map((unit) => Math.floor(at / unit) * unit);
        expect(read).toEqual([toMinute, toMinute, toSecond, toSecond, toSecond]);
      }),
    );
  });

  it('goes by the clocks of a place where no zone is named, whose offset changes with the season', () => {
    const change = Date.UTC(2026, 9, 25, 1);
    const offsetAt = (instant: number) => (instant < change ? 2 * hour : hour);
    const read = (text: string) => {
      const now = change + 9 * hour;
      const point = pointInTimeIn(text, { offsetAt, nameAt, now });
      return point && new Date(pointAt(point, now)).toISOString();
    };
    const nameAt = (instant: number) => (instant < change ? 'CEST' : 'CET');
    const named = ['Sat 12:00 CEST', '2026-10-25 12:00 cet', '08:00 EST'];
    expect(named.map(read)).toEqual(['2026-10-24T10:00:00.000Z', '2026-10-25T11:00:00.000Z', null]);
    const typed = ['08:00', 'today', 'Sat 12:00', '08:00 UTC', '2026-10-24 12:00', '2026-10-25 12:00:01'];
    expect(typed.map(read)).toEqual([
      '2026-10-25T07:00:00.000Z',
      '2026-10-24T22:00:00.000Z',
      '2026-10-24T10:00:00.000Z',
      '2026-10-25T08:00:00.000Z',
      '2026-10-24T10:00:00.000Z',
      '2026-10-25T11:00:01.000Z',
    ]);
    const dated = typed.slice(4).map((text) => pointInTimeIn(text, { offsetAt, nameAt, now: change }));
    expect(dated.map((point) => point && pointText(point, false, { offsetAt, nameAt, now: change }))).toEqual(
      typed.slice(4),
    );
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
