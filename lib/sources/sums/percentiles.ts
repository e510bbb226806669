import type { Between } from '../../model/monitoring/monitoring.js';

/** What is known of a percentile over the numbers of several databases. */
export interface MergedPercentile {
  /** Null if it isn't known exactly, or if there are no numbers. */
  readonly value: number | null;
  /** The range that it lies in; null if there are no numbers. */
  readonly between: Between | null;
}

/**
 * A percentile by nearest rank over all numbers, from the same percentile of each part: it lies between the least and
 * the greatest of these, so it is known exactly if they are all the same.
 */
export function mergedPercentile(ofParts: readonly (number | null)[]): MergedPercentile {
  const told = ofParts.filter((each) => each !== null);
  if (told.length === 0) return { value: null, between: null };
  const [least, most] = [Math.min(...told), Math.max(...told)];
  return { value: least === most ? least : null, between: [least, most] };
}
