/** How long a search may take in one read. */
export interface SearchPace {
  /** Ms on a clock that never goes back. */
  readonly steady: () => number;
  /** The search stops after this many ms, to continue in the next read; Infinity: it finishes in this one. */
  readonly patience: number;
  /** How many leaves are searched before the clock is checked. */
  readonly leaves?: number;
}

/** Finishes in one read, however long that takes. */
export const untilDone: SearchPace = { steady: () => 0, patience: Number.POSITIVE_INFINITY };
