import type { After } from '../clock/after.js';

/** Ages and durations on the screen are counted in seconds. */
const tick = 1000;
/** After this many ticks in a row that changed nothing only minutes are counted, and one tick in this many is enough. */
const ticksUntilStill = 5;
const ticksWhileStill = 5;

/** Runs something once a second as long as that changes anything, and less often then. */
export class Ticker {
  /** How many ticks in a row changed nothing. */
  #still = 0;
  #cancel = () => {};
  #isStopped = false;

  readonly #after: After;
  readonly #onTick: (ticks: number) => void;
  readonly #mayRest: () => boolean;

  /** `onTick` is told how many seconds have passed; `mayRest` says whether a tick may be left out. */
  constructor(after: After, onTick: (ticks: number) => void, mayRest: () => boolean) {
    this.#after = after;
    this.#onTick = onTick;
    this.#mayRest = mayRest;
  }

  /** The next tick comes a second from now, or later where nothing has changed for a while. */
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

  /** Something changed. */
  changed(): void {
    const wasStill = this.#isStill();
    this.#still = 0;
    if (wasStill) this.start();
  }

  /** For good. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #isStill(): boolean {
    return this.#still >= ticksUntilStill;
  }
}
