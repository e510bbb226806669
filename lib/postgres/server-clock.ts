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
   * Takes what the server said that its time was, `at`, in an answer that took that many ms and came when it was `here`
   * here. What is known stays for as long as the answer allows it: a slow answer allows much, and ages on the screen
   * shouldn't jump to and fro.
   */
  hear(at: number, tookMs: number, here: number): void {
    const ahead = at + tookMs / 2 - here;
    if (Math.abs(ahead - this.#aheadMs) <= toleranceMs + tookMs / 2) return;
    this.#aheadMs = Math.abs(ahead) <= toleranceMs ? 0 : Math.round(ahead);
  }
}
