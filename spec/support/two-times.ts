import fc from 'fast-check';

/** How far two times or two clocks are apart, ms: never by nothing, and often by what is a limit somewhere. */
const apart = fc.oneof(
  fc.constantFrom(1, 999, 1000, 2000, 5000, 10_000, 60_000, 300_000, 3_600_000),
  fc.integer({ min: 1, max: 86_400_000 }),
);

/** How far another clock is ahead of ours, ms; behind it, if negative. */
export const anyAhead: fc.Arbitrary<number> = fc
  .tuple(apart, fc.boolean())
  .map(([ms, isBehind]) => (isBehind ? -ms : ms));

/** Two times that differ, each at most two days before `until`, ms: the earlier one first. */
export const twoTimes = (until: number): fc.Arbitrary<readonly [earlier: number, later: number]> =>
  fc.tuple(apart, apart).map(([before, ago]) => [until - ago - before, until - ago]);
