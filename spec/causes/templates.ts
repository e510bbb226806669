import fc from 'fast-check';
import { isFileEnding } from '../../lib/causes/varying/paths.js';

const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
/** A name that begins with `www.` is a web address, wherever it stands. */
const word = fc.string({ unit: letter, minLength: 2, maxLength: 8 }).filter((text) => text !== 'www');
const two = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((n) => String(n).padStart(2, '0'));
const digits = fc.nat({ max: 1_000_000 });
const hexDigit = fc.constantFrom(...'0123456789abcdef');
const hexOf = (length: number) => fc.string({ unit: hexDigit, minLength: length, maxLength: length });

const host = fc.oneof(
  fc.constant('localhost'),
  fc
    .tuple(
      word,
      fc.option(word),
      fc.constantFrom('com', 'net', 'org', 'internal', 'co.uk'),
      fc.option(digits.map((n) => n % 65_536)),
    )
    .map(
      ([name, sub, top, port]) =>
        `${sub === null ? '' : `${sub}-1.`}${name}.${top}${port === null ? '' : `:${port}`}`,
    ),
);
const ip = fc.oneof(
  fc
    .tuple(fc.ipV4(), fc.option(fc.integer({ min: 1, max: 65_535 })))
    .map(([address, port]) => (port === null ? address : `${address}:${port}`)),
  fc.constantFrom(
    '::1',
    'fe80::1%eth0',
    '2001:db8::ff00:42:8329',
    '[::1]:5432',
    '2001:db8:85a3:0:0:8a2e:370:7334',
  ),
);
const date = fc
  .tuple(fc.integer({ min: 1970, max: 2099 }), two(1, 12), two(1, 28))
  .map((parts) => parts.join('-'));
const clock = fc.tuple(two(0, 23), two(0, 59), two(0, 59)).map((parts) => parts.join(':'));
const name = fc
  .tuple(word, fc.option(fc.oneof(date, digits.map(String), hexOf(12))))
  .map(([stem, more]) => (more === null ? stem : `${stem}_${more}`));

/** Texts of every kind that varies; all of one kind are one to a cause. */
export const slots: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'e-mail': fc
    .tuple(word, fc.option(word), word, fc.constantFrom('com', 'org', 'co.uk'))
    .map(([one, other, at, top]) => `${one}${other === null ? '' : `.${other}+1`}@${at}.${top}`),
  URL: fc.oneof(
    fc
      .webUrl({ withQueryParameters: true })
      .filter((url) => /[a-z0-9/]$/i.test(url) && !/['()!,;]/.test(url)),
    fc
      .tuple(fc.constantFrom('s3', 'gs', 'postgresql', 'https'), name, name)
      .map(([scheme, one, other]) => `${scheme}://${one}/${other}.csv`),
  ),
  host,
  IP: ip,
  UUID: fc.oneof(
    fc.uuid(),
    fc.uuid().map((id) => id.toUpperCase()),
  ),
  hash: fc.oneof(...[32, 40, 64].map(hexOf)),
  time: fc.oneof(
    date,
    clock,
    fc
      .tuple(
        date,
        fc.constantFrom('T', ' '),
        clock,
        fc.constantFrom('', 'Z', '.123', '+01:00', '.123456Z', ' UTC'),
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(two(1, 28), fc.constantFrom('Jan', 'May', 'Sep'), fc.constant('2024'))
      .map((parts) => parts.join(' ')),
    clock.map((time) => `Tue Jan 2 ${time} 2024`),
  ),
  duration: fc.oneof(
    fc
      .tuple(digits, fc.constantFrom('s', 'ms', 'm', ' seconds', ' ms', ' minutes', 'h', ' hours'))
      .map((parts) => parts.join('')),
    fc.tuple(two(1, 9), two(0, 59), two(0, 59)).map(([h, m, s]) => `${h}h${m}m${s}s`),
    fc.tuple(digits, two(0, 99)).map(([whole, part]) => `${whole}.${part} s`),
  ),
  size: fc
    .tuple(
      digits,
      fc.constantFrom('', '.5'),
      fc.constantFrom(' bytes', 'B', ' KB', ' MiB', 'GB', ' GiB', 'G'),
    )
    .map((parts) => parts.join('')),
  hex: fc.oneof(
    digits.map((n) => `0x${n.toString(16)}`),
    digits.map((n) => `0X${n.toString(16).toUpperCase()}`),
  ),
  'quoted text': fc
    .string({ maxLength: 40 })
    .filter((text) => !/["\\]/.test(text))
    .map((text) => `"${text}"`),
  'text in single quotes': fc
    .oneof(word, name, fc.constantFrom("can't", "O'Brien", '', 'a b', '5', '/x/y.csv'))
    .map((text) => `'${text}'`),
  path: fc
    .tuple(
      fc.constantFrom('/', './', '~/', '../', '/data/', 'C:\\', 'in/'),
      fc.array(name, { maxLength: 4 }),
      name,
    )
    .map(([root, folders, file]) => {
      const line = root.endsWith('\\') ? '\\' : '/';
      return `${root}${folders.map((folder) => folder + line).join('')}${file}.parquet`;
    }),
  'file name': name.map((file) => `${file}.csv`),
  number: fc.oneof(
    digits.map(String),
    digits.map((n) => `-${n}`),
    digits.map((n) => n.toLocaleString('en-US')),
    fc.tuple(digits, digits).map((parts) => parts.join('.')),
    fc.constantFrom('1e9', '2.5e-07', '+5', '1.2.3'),
  ),
};

/** A line's part: fixed text, or a slot with two fillings. */
const fixed = fc.constantFrom(
  ...[
    'cannot read ',
    'in row ',
    'at line ',
    'column ',
    'got ',
    'expected int64, got ',
    'utf-8 in ',
    "doesn't match ",
  ],
  ...['value (', 'of ', 'and ', 'for key=', 'HTTP 404 at ', '-> ', '[', 'x86_64 ', 'Decimal(38, ', 'is: '],
);
const after = fc.constantFrom(' ', ', ', '; ', ': ', ') ', '] ', '. ');
const filled = fc.oneof(...Object.values(slots).map((slot) => fc.tuple(slot, slot)));

/** The type of an exception, with or without its package. */
export const errorType: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.stringMatching(/^[a-z][a-z0-9_]{0,7}$/), { maxLength: 3 }),
    fc.constantFrom('.', '::'),
    fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,9}(Error|Exception|Failure|Violation)?\d?$/),
  )
  .map(([packages, joint, type]) => [...packages, type].join(joint))
  .filter((type) => !/^[0-9A-F]{7,}$/.test(type) && !isFileEnding(type.replace(/.*[.:]/, '')));

/** A message twice, with other fillings of what varies. */
export const template: fc.Arbitrary<{ readonly one: readonly string[]; readonly other: readonly string[] }> =
  fc
    .tuple(fc.option(errorType), fc.array(fc.tuple(fixed, filled, after), { minLength: 1, maxLength: 4 }))
    .map(([type, parts]) => {
      const head = type === null ? [] : [`${type}: `];
      return {
        one: [...head, ...parts.flatMap(([text, [filling], end]) => [text, filling, end])],
        other: [...head, ...parts.flatMap(([text, [, filling], end]) => [text, filling, end])],
      };
    });
