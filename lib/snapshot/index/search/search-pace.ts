/** What a search takes for one read. */
export interface SearchPace {
  /** Ms on a clock that only goes forward. */
  readonly steady: () => number;
  /** The search goes on in the next read after this many ms; Infinity: it ends in this one. */
  readonly patience: number;
  /** How many leaves are looked at before the clock is. */
  readonly leaves?: number;
}

/** In one read, however long that takes. */
export const untilDone: SearchPace = { steady: () => 0, patience: Number.POSITIVE_INFINITY };
