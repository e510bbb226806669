import type { After } from '../clock.js';

/** Ages and durations on the screen are counted in seconds. */
const tick = 1000;
/**
 * After this many ticks in a row without a change, only minutes are on the screen, so one tick out of this many is
 * enough.
 */
const ticksUntilStill = 5;
const ticksWhileStill = 5;

/** Runs something once a second as long as that changes anything, and less often otherwise. */
export class Ticker {
  /** How many ticks in a row changed nothing. */
  #still = 0;
  #cancel = () => {};
  #isStopped = false;

  readonly #after: After;
  readonly #onTick: (ticks: number) => void;
  readonly #mayRest: () => boolean;

  /** `onTick` is given the number of seconds that have passed; `mayRest` says whether ticks may be skipped. */
  constructor(after: After, onTick: (ticks: number) => void, mayRest: () => boolean) {
    this.#after = after;
    this.#onTick = onTick;
    this.#mayRest = mayRest;
  }

  /** Starts ticking: a second from now, or later if nothing has changed for a while. */
  start(): void {
    this.#cancel();
    if (this.#isStopped) return;
    const ticks = this.#isStill() && this.#mayRest() ? ticksWhileStill : 1;
    this.#cancel = this.#after(ticks * tick, () => {
      this.#still += 1;
      this.#onTick(ticks);
      this.start();
    });
  }

  /** Notes that something changed, so that every second is ticked again. */
  changed(): void {
    const wasStill = this.#isStill();
    this.#still = 0;
    if (wasStill) this.start();
  }

  /** Stops ticking for good. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #isStill(): boolean {
    return this.#still >= ticksUntilStill;
  }
}
