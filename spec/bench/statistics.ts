/** The value that this part (0 to 1) of the values doesn't exceed; NaN where there are none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))] ?? Number.NaN;
}

/** The middle value; NaN where there are none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The times with those that others would have measured, had they come every `every` ms while one was kept waiting: a
 * program that waits for an answer before asking again meets each stall only once, however long it is.
 */
export function withThoseKeptWaiting(times: readonly number[], every: number): number[] {
  return times.flatMap((time) =>
    Array.from({ length: Math.max(1, Math.ceil(time / every)) }, (_, missed) => time - missed * every),
  );
}
