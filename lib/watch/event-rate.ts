/** This many events within this many ms are a storm. */
const many = 8;
const within = 1000;

/** Tells when events come so thick that looking by the clock costs less. */
export class EventRate {
  #times: number[] = [];

  /** An event came at `now`, ms on a clock that only goes forward. True if that makes it a storm; then it starts counting again. */
  isStorm(now: number): boolean {
    this.#times = [...this.#times.filter((time) => now - time < within), now];
    if (this.#times.length < many) return false;
    this.#times = [];
    return true;
  }
}
