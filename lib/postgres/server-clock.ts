/** Clocks that are less than this apart, ms, count as the same. */
const toleranceMs = 1000;

/** How far a server's clock is ahead of this host's. */
export class ServerClock {
  #aheadMs = 0;

  /** Ms; negative: it is behind. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /**
   * Takes note that the server gave its time as `at`, in an answer that took `tookMs` and arrived at `here` by this
   * host's clock. The known difference stays as long as the answer is consistent with it: a slow answer is imprecise,
   * and ages on the screen shouldn't jump back and forth.
   */
  hear(at: number, tookMs: number, here: number): void {
    const ahead = at + tookMs / 2 - here;
    if (Math.abs(ahead - this.#aheadMs) <= toleranceMs + tookMs / 2) return;
    this.#aheadMs = Math.abs(ahead) <= toleranceMs ? 0 : Math.round(ahead);
  }
}
