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

/** The straight line nearest to values at equal distances: what it gains a step, and that gain's standard error. */
export interface Trend {
  readonly slope: number;
  readonly error: number;
}

/** Least squares. Needs three values. */
export function trend(values: readonly number[]): Trend {
  const count = values.length;
  const middle = (count - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  let products = 0;
  let squares = 0;
  for (const [index, value] of values.entries()) {
    products += (index - middle) * (value - mean);
    squares += (index - middle) ** 2;
  }
  const slope = products / squares;
  const left = values.reduce((sum, value, index) => sum + (value - mean - slope * (index - middle)) ** 2, 0);
  return { slope, error: Math.sqrt(left / (count - 2) / squares) };
}

/** The means of `blocks` stretches of values, each as long as the others; what is left over at the end is left out. */
export function blockMeans(values: readonly number[], blocks: number): number[] {
  const length = Math.floor(values.length / blocks);
  return Array.from({ length: blocks }, (_, block) => {
    const stretch = values.slice(block * length, (block + 1) * length);
    return stretch.reduce((sum, value) => sum + value, 0) / length;
  });
}
