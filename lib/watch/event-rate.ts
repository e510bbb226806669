/** This many events within this many ms are a high rate. */
const many = 8;
const within = 1000;

/** Tells when events come so fast that polling costs less. */
export class EventRate {
  #times: number[] = [];

  /**
   * Notes an event at `now`, ms on a clock that never goes back. True if the rate is high; then it starts
   * counting again.
   */
  isHigh(now: number): boolean {
    this.#times = [...this.#times.filter((time) => now - time < within), now];
    if (this.#times.length < many) return false;
    this.#times = [];
    return true;
  }
}

/**
 * A rate of writes is high if there are `manyWrites` in each of `timesInARow` spans of `writesWithin` ms: it is noticed
 * before it has cost much.
 */
const manyWrites = 125;
const writesWithin = 50;
const timesInARow = 3;

/**
 * Tells the same in a third of the time, from the system's own events: several come for each write to a file. One large
 * transaction, or a checkpoint, is over before that.
 */
export class WriteRate {
  #from = Number.NEGATIVE_INFINITY;
  #count = 0;
  /** How many spans in a row had many writes. */
  #inARow = 0;

  /** Notes an event of the system at `now`, as in {@link EventRate}. True if the rate is high. */
  isHigh(now: number): boolean {
    const passed = now - this.#from;
    if (passed >= writesWithin) {
      this.#inARow = this.#count >= manyWrites && passed < 2 * writesWithin ? this.#inARow + 1 : 0;
      this.#from = now;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count >= manyWrites && this.#inARow + 1 >= timesInARow;
  }
}
