import { Random as SeededRandom } from '../../lib/demo/random.js';

/** A stream of pseudo-random numbers that a seed decides, with what specs draw from it. */
export class Random extends SeededRandom {
  /** One of the values, all equally likely. Throws where there are none. */
  override pick<T>(values: readonly T[]): T {
    const value = values[this.whole(0, values.length - 1)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }

  /** One of the keys, each as likely as its weight says. Throws where no weight is positive. */
  weighted<K extends string>(weights: ReadonlyMap<K, number>): K {
    let left = this.fraction() * [...weights.values()].reduce((sum, weight) => sum + weight, 0);
    for (const [key, weight] of weights) {
      left -= weight;
      if (left < 0) return key;
    }
    throw new Error('no weight is positive');
  }
}
