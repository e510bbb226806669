import fc from 'fast-check';
import { type ColumnValues, columnValues, long } from './any-value.js';

const key = fc.oneof(
  fc.constantFrom('output_size_bytes', 'output_bytes', 'bytes_written', 'total_bytes', 'size_bytes', 'bytes'),
  fc.constantFrom('Bytes', 'path', '', 'bytes '),
  fc.string({ maxLength: 6 }),
);
const number = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom('0', '-0', '-1', '1.5', '7.0', '1e3', '1E400', '007', '1.', '.5', '-', '+1', '0x10', 'NaN'),
  fc.constantFrom(
    '999999999999999',
    '9007199254740993',
    '18446744073709551616',
    'Infinity',
    '0.99999999999999999',
  ),
);
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const value = fc.oneof(
  number,
  number,
  fc.json({ maxDepth: 3 }),
  fc.constantFrom('"/out/a"', '"a\\"b\\u00e4\\n"', '"\\x41"', '"a\tb"', "'a'", '"ä"', '"\\ud800"', '"\\u12"'),
  fc.constantFrom('tru', 'null', 'true', '[1,]', '{"bytes":5}', '{"a":1,}', deep(16), deep(17), deep(1001)),
);
const blank = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r', '\f', '\v', '\u00a0');
const member = fc
  .tuple(key, value, blank, blank)
  .map(([name, text, before, after]) => `${before}${JSON.stringify(name)}${after}:${before}${text}${after}`);
const escapedKey = fc.constantFrom(
  '"\\u0062ytes":5',
  '"bytes\\u0000":5',
  'bytes:5',
  '"bytes":5,"bytes":6',
  '"a":1 "b":2',
);
const near = fc
  .tuple(
    fc.array(fc.oneof(member, member, escapedKey), { maxLength: 5 }),
    blank,
    fc.constantFrom('', '', '', '}', ' ', '\0', ',', '//'),
  )
  .map(([members, inside, after]) => `{${inside}${members.join(',')}${inside}}${after}`);
const sound = fc
  .dictionary(key, fc.oneof(fc.nat(), fc.jsonValue({ maxDepth: 2 })), { maxKeys: 5 })
  .map((object) => JSON.stringify(object));

/** A summary in any form that workers give it, and JSON that is none, if only just. */
export const summary: ColumnValues = columnValues(
  fc.oneof(fc.constantFrom(null, 'Success', '/out/ä.parquet', '{}'), sound),
  fc.oneof(sound, near),
  near,
  long.map((text) => `{"bytes":5,"note":"${text}"}`),
  long.map((text) => `{${text}`),
);
