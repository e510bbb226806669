import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FeedEntry } from '../../lib/model/feed.js';
import { contextOf } from '../../lib/view/context.js';
import {
  clockText,
  dayClockText,
  instantText,
  utcZone,
  whenCells,
  whenText,
} from '../../lib/view/format/times.js';
import { activityPanel } from '../../lib/view/panels/activity-panel.js';
import { appearance, stateWith } from './scene.js';
import { berlin, clockIn } from './zones.js';

const clockAt = (now: string | number, showsTimes = true) => ({
  now: new Date(now).getTime(),
  zone: berlin,
  showsTimes,
});

describe('a time in a zone whose clocks change', () => {
  it.each([
    // The day before was of 23 hours.
    ['2026-03-28T23:30Z', '2026-03-29T22:30Z', 'yesterday 00:30 CET', 'Sun 00:30 CET'],
    ['2026-03-28T22:30Z', '2026-03-29T12:00Z', 'yesterday 23:30 CET', 'Sat 23:30 CET'],
    ['2026-03-29T01:00Z', '2026-03-29T12:00Z', '03:00 CEST', '03:00 CEST'],
    // The day before was of 25 hours.
    ['2026-10-24T22:30Z', '2026-10-25T23:30Z', 'yesterday 00:30 CEST', 'Sun 00:30 CEST'],
    ['2026-10-25T00:30Z', '2026-10-25T12:00Z', '02:30 CEST', '02:30 CEST'],
    ['2026-10-25T01:30Z', '2026-10-25T12:00Z', '02:30 CET', '02:30 CET'],
    ['2026-10-25T23:00Z', '2026-10-25T22:59Z', 'tomorrow 00:00 CET', '2026-10-26 CET'],
    ['2026-10-18T22:00Z', '2026-10-25T22:59Z', '2026-10-19 00:00 CEST', 'Mon 00:00 CEST'],
    ['2026-10-18T21:59Z', '2026-10-25T22:59Z', '2026-10-18 23:59 CEST', '2026-10-18 CEST'],
  ])('of %s, at %s, is %s, and %s in a row', (at, now, clock, row) => {
    const ms = Date.parse(at);
    expect([clockText(ms, clockAt(now)), whenText(ms, clockAt(now))]).toEqual([clock, row]);
  });

  it('is what clocks there show, on the day that their calendar says', () => {
    const anyAt = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(anyAt, fc.integer({ min: 0, max: 8 * 86_400_000 }), (date, age) => {
        const at = date.getTime();
        const [day = '', time = ''] = clockIn('Europe/Berlin', at).split(' ');
        const [today = ''] = clockIn('Europe/Berlin', at + age).split(' ');
        const days = (Date.parse(today) - Date.parse(day)) / 86_400_000;
        const name = new Date(day).toUTCString().slice(0, 3);
        const before = days === 0 ? '' : days > 6 ? `${day} ` : `${name} `;
        expect(instantText(at, berlin)).toBe(`${day} ${time} ${berlin.nameAt(at)}`);
        expect(dayClockText(at, clockAt(at + age))).toBe(`${before}${time.slice(0, 5)} ${berlin.nameAt(at)}`);
      }),
    );
  });

  it('fits its column at any age, in summer and in winter', () => {
    for (const now of [Date.parse('2026-01-15'), Date.parse('2026-07-15')])
      for (let days = -1; days < 400; days += 1) {
        const text = whenText(now - days * 86_400_000, clockAt(now));
        expect(whenCells(clockAt(now), 8)).toBeGreaterThanOrEqual(text.length);
      }
  });

  it('is an age where rows show ages, and nothing if it is unknown or beyond the calendar', () => {
    const ms = Date.parse('2026-01-15T12:00Z');
    expect([whenText(ms - 120_000, clockAt(ms, false)), whenCells(clockAt(ms, false), 8)]).toEqual([
      '2m ago',
      8,
    ]);
    for (const at of [null, 8.64e15, 1e300, Number.NaN]) expect(whenText(at, clockAt(ms))).toBe('');
    expect(instantText(8.64e15, utcZone)).not.toBe('');
  });
});

it('the activity names the zone above its rows, and in each of them where the clocks were changed between two', () => {
  const entry = (at: string, id: number): FeedEntry => ({
    id,
    kind: 'empty',
    count: 1,
    words: [],
    ids: [],
    from: Date.parse(at),
    at: Date.parse(at),
  });
  const shown = (now: string, ...times: readonly string[]) => {
    const size = { columns: 80, rows: 24 };
    const context = contextOf({ ...appearance, zone: berlin }, { now: Date.parse(now), heldUntil: 0, size });
    const panel = activityPanel(stateWith({ feed: times.map(entry) }), context);
    if (!('rows' in panel)) throw new Error('no rows');
    const rows = times.map((_, index) => panel.row(index).left[0]?.text);
    return [panel.heading.right[0]?.text, ...rows];
  };
  expect(shown('2026-10-24T12:00Z', '2026-10-24T10:00Z')).toEqual(['newest first, CEST', '12:00:00']);
  expect(shown('2026-10-25T12:00Z', '2026-10-25T01:30Z', '2026-10-25T00:30Z')).toEqual([
    'newest first',
    ' 02:30:00 CET',
    '02:30:00 CEST',
  ]);
});

const months = Array.from({ length: 14 }, (_, month) => Date.UTC(2026, month, 25, 0, 30));

describe('the zone of this host', () => {
  it.each([
    ['UTC', 'UTC', 'UTC'],
    ['Europe/Berlin', 'CET', 'CEST'],
    ['America/New_York', 'EST', 'EDT'],
    ['Asia/Kathmandu', '+05:45', '+05:45'],
    ['America/St_Johns', '-03:30', '-02:30'],
    ['Australia/Lord_Howe', 'LHDT', 'LHST'],
  ])('in %s shows what clocks show there at each instant, as %s or %s', (place, winter, summer) => {
    const program = `
      import { localZone } from '${new URL('../../lib/commands/appearance.js', import.meta.url)}';
      import { instantText } from '${new URL('../../lib/view/format/times.js', import.meta.url)}';
      console.log(JSON.stringify(${JSON.stringify(months)}.map((at) => instantText(at, localZone))));`;
    const env = { ...process.env, TZ: place };
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], { env });
    const texts: string[] = JSON.parse(printed.toString());
    expect(texts.map((text) => text.slice(0, 19))).toEqual(months.map((at) => clockIn(place, at)));
    expect([texts[0], texts[6]].map((text) => text?.slice(20))).toEqual([winter, summer]);
  });
});
