/** How often a value occurs. */
export type Occurrences = ReadonlyMap<number, number>;

/**
 * The value at a percentile (0–100) by nearest rank: the smallest value that at least that share of all values
 * don't exceed. Always one of the values; null if there are none.
 */
export function percentile(values: readonly number[], percent: number): number | null {
  const occurrences = new Map<number, number>();
  for (const value of values) occurrences.set(value, (occurrences.get(value) ?? 0) + 1);
  return percentileOf(occurrences, percent);
}

/** The same for values that were counted. */
export function percentileOf(occurrences: Occurrences, percent: number): number | null {
  const ascending = [...occurrences].sort(([one], [other]) => one - other);
  const all = ascending.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.max(1, Math.ceil((percent * all) / 100));
  let passed = 0;
  for (const [value, count] of ascending) {
    passed += count;
    if (passed >= rank) return value;
  }
  return ascending.at(-1)?.[0] ?? null;
}
