import { Random } from '../../lib/demo/random.js';

/**
 * `count` of some things (all, where there are fewer) in an order that a seed decides: each as likely as its weight says,
 * or as any other.
 */
export function sampleOf<T>(
  things: readonly T[],
  count: number,
  seed: number,
  weightOf: (thing: T) => number = () => 1,
): readonly T[] {
  const random = new Random(seed);
  return things
    .map((thing) => ({ thing, rank: -Math.log(random.fraction()) / weightOf(thing) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ thing }) => thing);
}
