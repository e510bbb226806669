import fc from 'fast-check';
import { hostilePieces } from '../matrix/hostile-text.js';
import { anyCharacter } from '../support/any-character.js';
import { hour, now } from './scene.js';

const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** Text that nobody should have put into a database. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Object.values(hostilePieces).flat(), '漢字', '한', '/', 'a/b/'),
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
