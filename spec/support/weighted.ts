import type { Random } from '../../lib/demo/random.js';

/** One of the keys, each as likely as its weight says. Throws where no weight is positive. */
export function weighted<K extends string>(random: Random, weights: ReadonlyMap<K, number>): K {
  let left = random.fraction() * [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  for (const [key, weight] of weights) {
    left -= weight;
    if (left < 0) return key;
  }
  throw new Error('no weight is positive');
}
