import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { textTime, timeNeedsSql, wholeTime } from '../../../lib/snapshot/index/decode/stored-time.js';

/** What a text means, told with the language's own means; a text in any other form is SQL's. */
function expected(text: string): number {
  if (text === '') return Number.NaN;
  if (text.length < 19) return /^[1-9]\d{0,14}(\.0+)?$/.test(text) ? wholeTime(Number(text)) : timeNeedsSql;
  const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?(?:([zZ])|([+-])(\d\d):(\d\d))?$/.exec(text);
  if (parts === null || text.length > 64) return timeNeedsSql;
  const [, date = '', clock = '', fraction = '.', , sign, hours = '00', minutes = '00'] = parts;
  const ms = Date.parse(`${date}T${clock}.000Z`);
  const isSame = !Number.isNaN(ms) && new Date(ms).toISOString() === `${date}T${clock}.000Z`;
  if (!isSame || date < '1970' || date > '9999' || hours > '14' || minutes > '59') return timeNeedsSql;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  return ms + Number(fraction.slice(1, 4).padEnd(3, '0')) - offset;
}

/** The text's time as it stands among other bytes. */
function shown(text: string): number {
  const bytes = Buffer.from(text, 'latin1');
  return textTime(Buffer.concat([Buffer.from('19'), bytes, Buffer.from('01Z')]), 2, bytes.length);
}

const digits = (least: number, most: number, length = 2) =>
  fc.integer({ min: least, max: most }).map((value) => String(value).padStart(length, '0'));
/** Usually within bounds. */
const part = (least: number, most: number, length = 2) =>
  fc.oneof(
    { weight: 12, arbitrary: digits(least, most, length) },
    { weight: 1, arbitrary: digits(Math.max(0, least - 1), most + 1, length) },
  );
const year = fc.oneof(
  part(1970, 9998, 4),
  fc.constantFrom('1969', '1970', '1972', '2000', '2026', '2096', '2100', '2104', '2400', '9998', '9999'),
);
const suffix = fc.tuple(
  fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,9}$/), fc.constantFrom('.', '.5', '.1239', '.999999')),
  fc.oneof(
    fc.constantFrom('', '', 'Z', 'z', 'ZZ', 'Z0', ' ', '+', '+0100', '+01:000', '-1:30', '*02:00', '+02-00'),
    fc.tuple(fc.constantFrom('+', '-'), part(0, 14), part(0, 59)).map(([sign, h, m]) => `${sign}${h}:${m}`),
  ),
);
const dateTime = fc
  .tuple(
    year,
    part(1, 12),
    part(1, 31),
    fc.constantFrom('T', ' '),
    part(0, 23),
    part(0, 59),
    part(0, 59),
    suffix,
  )
  .map(([y, mo, d, between, h, mi, s, end]) => `${y}-${mo}-${d}${between}${h}:${mi}:${s}${end.join('')}`);
const changed = fc
  .tuple(dateTime, fc.nat(), fc.constantFrom('0', '9', ':', '/', '-', 't', '.', 'Z', ' ', '+', 'x', '\xb2'))
  .map(([text, at, other]) => {
    const place = at % text.length;
    return text.slice(0, place) + other + text.slice(place + 1);
  });
const number = fc.oneof(
  fc.stringMatching(/^\d{1,18}$/),
  fc.stringMatching(/^\d{1,14}\.0{0,3}$/),
  fc.stringMatching(/^[-+0-9.e]{1,18}$/),
);

describe('the time in a text', () => {
  it('is that of its date and clock; other notations are left to SQL', () => {
    fc.assert(
      fc.property(fc.oneof(dateTime, dateTime, changed, number), (text) => {
        expect([text, shown(text)]).toEqual([text, expected(text)]);
      }),
      { numRuns: 3000 },
    );
  });

  it('is that of JavaScript’s Date on every day of 400 years', () => {
    for (let ms = Date.UTC(1970); ms < Date.UTC(2370); ms += 86_400_000) {
      const text = new Date(ms).toISOString();
      if (shown(text) !== ms) expect([text, shown(text)]).toEqual([text, ms]);
    }
    for (const text of ['2026-02-29T00:00:00', '2100-02-29T00:00:00', '2026-04-31T00:00:00'])
      expect(shown(text)).toBe(timeNeedsSql);
  });

  it.each([
    ['', Number.NaN],
    ['2026-01-13 10:38:1', timeNeedsSql],
    ['2026-01-13T24:00:00', timeNeedsSql],
    ['2026-01-13T10:38:60', timeNeedsSql],
    ['2026-01-13T10:38:15.', timeNeedsSql],
    ['2026-01-13T10:38:15.1239', 1_768_300_695_123],
    ['2026-01-13T10:38:15+01:00', 1_768_297_095_000],
    ['2026-01-13T10:38:15-01:00', 1_768_304_295_000],
    ['2026-01-13T10:38:15+15:00', timeNeedsSql],
    ['2026-01-13T10:38:15+01:00:00', timeNeedsSql],
    ['2026-01-13T10:38:15Z ', timeNeedsSql],
    [`2026-01-13T10:38:15.${'1'.repeat(45)}`, timeNeedsSql],
    ['01768300695', timeNeedsSql],
    ['1234567890123456', timeNeedsSql],
    ['1768300695.0', 1_768_300_695_000],
    ['1768300695.5', timeNeedsSql],
    ['1768300695.0000000', 1_768_300_695_000],
  ])('of %j is %d', (text, ms) => {
    expect(shown(text)).toBe(ms);
    expect(expected(text)).toBe(ms);
  });
});

it.each([
  [0, Number.NaN],
  [-1, Number.NaN],
  [1, 1000],
  [99_999_999_999, 99_999_999_999_000],
  [100_000_000_000, 100_000_000_000],
  [99_999_999_999_999, 99_999_999_999_999],
  [1_768_300_695_123_456, 1_768_300_695_123],
  [9_007_199_254_740_991, 9_007_199_254_740],
  [9_007_199_254_740_992, Number.NaN],
])('a whole number’s time: %d is %d', (value, ms) => {
  expect(wholeTime(value)).toBe(ms);
});
