/** This many events within this many ms are a storm. */
const many = 8;
const within = 1000;

/** Tells when events come so fast that polling costs less. */
export class EventRate {
  #times: number[] = [];

  /**
   * Notes an event at `now`, ms on a clock that never goes back. True if that makes it a storm; then it starts
   * counting again.
   */
  isStorm(now: number): boolean {
    this.#times = [...this.#times.filter((time) => now - time < within), now];
    if (this.#times.length < many) return false;
    this.#times = [];
    return true;
  }
}
