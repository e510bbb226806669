import fc from 'fast-check';

/** Code points of surrogates, which are none of their own. */
const [firstSurrogate, afterSurrogates, most] = [0xd800, 0xe000, 0x10ffff];
const surrogates = afterSurrogates - firstSurrogate;

/**
 * Any character, for `unit` of `fc.string`: the same as `binary` there, which makes a list of
 * all million characters first, and so takes a second of every file that asks for it.
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
