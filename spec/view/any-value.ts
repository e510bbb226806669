import fc from 'fast-check';
import { anyCharacter } from '../support/any-character.js';
import { hour, now } from './scene.js';

/** Pieces that break terminals, widths, or naive code. */
export const hostilePieces = [
  '\x1b[31m',
  '\x1b]0;owned\x07',
  '\x1bP+q544e\x1b\\',
  '\x9b2J',
  '\x9d0;x\x9c',
  '\x1b',
  '\r\n',
  '\t',
  '\0',
  '{bold}',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200d',
  '\ufe0f',
  '\ufeff',
  '\u00ad',
  '👨‍👩‍👧‍👦',
  '👍🏽',
  '🇩🇪',
  '1️⃣',
  '漢字',
  '한',
  'ｶﾞ',
  'e\u0301',
  '\u0301',
  'Z\u0300\u0301\u0302\u0303\u0304',
  'क्ष',
  'שלום',
  '\ud800',
  '\udc00',
  '\ue000',
  '\uffff',
  '\u{e0041}',
  '/',
  'a/b/',
];

export const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** Text that nobody should have put into a database. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...hostilePieces),
      fc.string({ unit: anyCharacter, maxLength: 8 }),
      fc.string({ unit: anyUnit, maxLength: 8 }),
      fc.string({ maxLength: 20 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

export const anyCount = fc.oneof(
  fc.nat({ max: 100_000 }),
  fc.constantFrom(0, 1, 2 ** 53, 1e300, Number.POSITIVE_INFINITY, Number.NaN),
);

export const anyTime = fc.oneof(
  fc.integer({ min: now - 100 * hour, max: now + hour }),
  fc.constantFrom(0, -1, 8.64e15, 1e300, Number.NaN),
);

export function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(arbitrary, { nil: null });
}

export const anyText = maybe(hostileText);

export const anyInstant = fc.integer({ min: now - hour, max: now + 1000 });
