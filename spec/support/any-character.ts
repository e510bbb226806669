import fc from 'fast-check';

/** Surrogates aren't characters of their own. */
const [firstSurrogate, afterSurrogates, most] = [0xd800, 0xe000, 0x10ffff];
const surrogates = afterSurrogates - firstSurrogate;

/**
 * Any character, for `unit` of `fc.string`: the same as `binary` there, which makes a list of all million
 * characters first, which takes a second in every file that uses it.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.nat({ max: most - surrogates }).map(
  (index) => String.fromCodePoint(index < firstSurrogate ? index : index + surrogates),
  (character) => {
    const point = typeof character === 'string' ? (character.codePointAt(0) ?? -1) : -1;
    const isSurrogate = point >= firstSurrogate && point < afterSurrogates;
    if (point < 0 || isSurrogate || String.fromCodePoint(point) !== character)
      throw new Error('none of these');
    return point < firstSurrogate ? point : point - surrogates;
  },
);
