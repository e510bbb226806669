import fc from 'fast-check';
import { anyCharacter } from '../../support/any-character.js';

/** Bytes of a text that need not be one in any encoding. */
export interface RawText {
  readonly raw: readonly number[];
}

/** A value of any storage class. */
export type AnyValue = string | number | bigint | Uint8Array | RawText | null;

/** What may stand in a column: what workers write, and what is near to it or something else altogether. */
export interface ColumnValues {
  readonly usual: fc.Arbitrary<AnyValue>;
  readonly wild: fc.Arbitrary<AnyValue>;
}

const oneOf = fc.constantFrom<AnyValue[]>;

/** A text with one of its characters gone, doubled or another. */
const mutated = (text: fc.Arbitrary<string>): fc.Arbitrary<AnyValue> =>
  fc
    .tuple(
      text,
      fc.nat(),
      fc.constantFrom(...'09-+.:TZe"},\\\0äé０', '', ' ', '  ', '😀', '\ud800'),
      fc.nat(2),
    )
    .map(([whole, place, other, gone]) => {
      const at = place % (whole.length + 1);
      return whole.slice(0, at) + other + whole.slice(at + gone);
    });

/** Values that mean nothing in most columns. */
const stray: fc.Arbitrary<AnyValue> = fc.oneof(
  oneOf(
    null,
    0,
    1,
    -1,
    2,
    300,
    70_000,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 40,
    '',
    ' ',
    '5',
    '-5',
    '5.5',
    '1e3',
  ),
  oneOf(2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), -(2n ** 53n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double(),
  oneOf(0.5, 1e15, 1e16, 1e300, 1_768_300_000.25, 1_768_300_695_123.75),
  fc.string({ unit: anyCharacter, maxLength: 30 }),
  fc.uint8Array({ maxLength: 30 }),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => ({ raw: [...bytes] })),
);

/** A column's values, where the wild ones come from texts that belong there. */
export function columnValues(
  usual: fc.Arbitrary<AnyValue>,
  texts: fc.Arbitrary<string>,
  ...others: readonly fc.Arbitrary<AnyValue>[]
): ColumnValues {
  const bytes = texts.map((text) => new TextEncoder().encode(text));
  return { usual, wild: fc.oneof(mutated(texts), mutated(texts), padded(texts), bytes, stray, ...others) };
}

/** A text with blanks around it. */
export const padded = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(text, fc.nat(2), fc.nat(2))
    .map(([word, before, after]) => ' '.repeat(before) + word + ' '.repeat(after));

export const inAnyCase = (...words: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...words), fc.constantFrom(0, 0x7fff_ffff, null), fc.nat())
    .map(([text, upper, bits]) =>
      [...text]
        .map((letter, index) =>
          ((upper ?? bits) >> (index % 31)) & 1 ? letter.toUpperCase() : letter.toLowerCase(),
        )
        .join(''),
    );

/** Texts that don't fit into a page. */
export const long: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('x', 'ä', 'C'), fc.constantFrom(300, 700, 5000, 20_000))
  .map(([letter, length]) => letter.repeat(length));
