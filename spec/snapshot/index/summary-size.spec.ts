import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { listed } from '../../../lib/schema/statement.js';
import { sizeNeedsSql, summarySize } from '../../../lib/snapshot/index/decode/summary-size.js';

/** Members that may hold the size, the best first. */
const keys = listed('summary_bytes', 'part.key');

type Member = readonly [key: string, value: string];

/** What SQL makes of these members, where every build of SQLite makes the same of them. */
function expected(members: readonly Member[], text: string): number {
  try {
    JSON.parse(text);
  } catch {
    return sizeNeedsSql;
  }
  if (members.some(([key]) => key.includes('\\'))) return sizeNeedsSql;
  const numbers = members.filter(([key, value]) => keys.includes(key) && /^[-\d]/.test(value));
  const isPlain = numbers.every(([, value]) => /^(0|[1-9]\d{0,14})$/.test(value));
  if (!isPlain || new Set(numbers.map(([key]) => key)).size < numbers.length) return sizeNeedsSql;
  const [best] = [...numbers].sort(([one], [other]) => keys.indexOf(one) - keys.indexOf(other));
  return Number(best?.[1] ?? 0);
}

const key = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...keys) },
  { weight: 1, arbitrary: fc.constantFrom(...keys).map((word) => `${word}x`) },
  { weight: 1, arbitrary: fc.constantFrom(...keys).map((word) => word.slice(0, -1)) },
  { weight: 1, arbitrary: fc.constantFrom(...keys).map((word) => `X${word.slice(1)}`) },
  { weight: 1, arbitrary: fc.constantFrom('', 'rows', 'o\\u0075t', '\\n') },
);
const value = fc.oneof(
  { weight: 6, arbitrary: fc.nat().map(String) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...'0 00 01 -1 -0 1.5 1e3 1E3 1. - "7" null true [1] {"a":1}'.split(' '),
      ...['999999999999999', '1000000000000000', '12345678901234567', '1x', '', '9007199254740993'],
    ),
  },
);
const blank = fc.constantFrom('', '', ' ', '\n\t', '\r');
const after = fc.constantFrom('', '', '', '', ' ', '\n', 'x', '}', ' {}', ',');

it('the size in a summary’s JSON is the one that SQL reads, or left to SQL', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 4 }), blank, after, (members, gap, end) => {
      const inner = members.map(([name, held]) => `${gap}"${name}"${gap}:${gap}${held}${gap}`).join(',');
      const text = `{${inner || gap}}${end}`;
      const bytes = Buffer.from(`{${text}0}`);
      expect([text, summarySize(bytes, 1, text.length)]).toEqual([text, expected(members, text)]);
    }),
    { numRuns: 3000 },
  );
});
