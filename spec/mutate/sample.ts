import { Random } from '../torture/random.js';

/** `count` of some things (all, where there are fewer) in an order that a seed decides: each as likely as any other. */
export function sampleOf<T>(things: readonly T[], count: number, seed: number): readonly T[] {
  const random = new Random(seed);
  return things
    .map((thing) => ({ thing, rank: random.fraction() }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ thing }) => thing);
}
