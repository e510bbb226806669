import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { textTime, timeNeedsSql, wholeTime } from '../../../lib/snapshot/index/decode/stored-time.js';
import { timeTexts } from './any-time.js';

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

const changed = fc
  .tuple(
    timeTexts.sound,
    fc.nat(),
    fc.constantFrom('0', '9', ':', '/', '-', 't', '.', 'Z', ' ', '+', 'x', '\xb2'),
  )
  .map(([text, at, other]) => {
    const place = at % text.length;
    return text.slice(0, place) + other + text.slice(place + 1);
  });
const text = fc.oneof(timeTexts.sound, timeTexts.near, changed, timeTexts.digits);

describe('the time in a text', () => {
  it('is that of its date and clock; other notations are left to SQL', () => {
    fc.assert(
      fc.property(text, (text) => {
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
