/** How long the complete runs of one version of a parser took. */
export interface RunTimes {
  /** How many of those runs have a recorded duration. */
  readonly runs: number;
  /** By percent, from 1 to 100: the shortest time, ms, that this share of them didn't exceed. */
  readonly percentiles: readonly number[];
}

/** Fewer runs than this say nothing, and are compared with no others. */
export const leastRuns = 10;

/** 1 to 100. */
export const wholePercents: readonly number[] = Array.from({ length: 100 }, (_, index) => index + 1);

/** How many percent of the runs took less than a time, ms: a whole number, rounded down, from 0 to 100. */
export function slowerThan({ percentiles }: RunTimes, durationMs: number): number {
  return percentiles.filter((percentile) => percentile < durationMs).length;
}
