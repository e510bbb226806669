import type { Between } from '../../model/between.js';

/** What is known of a percentile of the numbers of several databases. */
export interface MergedPercentile {
  /** Null where it isn't known exactly, and where there are no numbers. */
  readonly value: number | null;
  /** Where it lies; null where there are no numbers. */
  readonly between: Between | null;
}

/**
 * A percentile by nearest rank of all numbers, from the same one of each part of them: it is neither less than the
 * least of these nor more than the most, and so it is known where they are all the same.
 */
export function mergedPercentile(ofParts: readonly (number | null)[]): MergedPercentile {
  const told = ofParts.filter((each) => each !== null);
  if (told.length === 0) return { value: null, between: null };
  const [least, most] = [Math.min(...told), Math.max(...told)];
  return { value: least === most ? least : null, between: [least, most] };
}
