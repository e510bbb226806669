/** The value at a percentile (0–100) by nearest rank, found by sorting; null if there are none. */
export function percentile(values: readonly number[], percent: number): number | null {
  const rank = Math.max(1, Math.ceil((percent * values.length) / 100));
  const value = values.toSorted((one, other) => one - other)[rank - 1];
  // 0 and -0 are one value.
  return value === undefined ? null : value + 0;
}
