import type { After } from '../clock/after.js';

/** Who gives no sign of life for this long while being asked, in ms, isn't waited for any longer. */
export const lateAfterMs = 2000;
/** Others wait at most this long for an answer, ms, whatever signs of life come. */
const longestWaitMs = 5000;

/** What a silence is measured by. */
interface SilenceClock {
  readonly steady: () => number;
  readonly after: After;
  /** How many ms ago the last sign of life came. */
  readonly silentMs: () => number;
}

/** Notices that somebody who is being asked doesn't answer, and tells those who wait. */
export class Silence {
  readonly #clock: SilenceClock;
  readonly #onChange: () => void;
  #isLate = false;
  readonly #waiting = new Set<() => void>();
  #cancel = () => {};

  /** `onChange` is called when it begins, and when it ends. */
  constructor(clock: SilenceClock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Whether an answer is overdue. */
  get isLate(): boolean {
    return this.#isLate;
  }

  /**
   * Watches from now on until the returned function is called, when the answer is there. `patiently`: as long as signs
   * of life come, there is no limit.
   */
  watch(patiently: boolean): () => void {
    const began = this.#clock.steady();
    const check = () => {
      const now = this.#clock.steady();
      const untilSilent = lateAfterMs - Math.min(now - began, this.#clock.silentMs());
      const untilLongest = patiently ? Number.POSITIVE_INFINITY : longestWaitMs - (now - began);
      const wait = Math.min(untilSilent, untilLongest);
      if (wait <= 0) this.#begin();
      else this.#cancel = this.#clock.after(wait, check);
    };
    check();
    return () => this.#end();
  }

  /** What comes of a promise, or `otherwise` once an answer is overdue. */
  unlessLate<T>(answer: Promise<T>, otherwise: () => T): Promise<T> {
    if (this.#isLate) return Promise.resolve(otherwise());
    return new Promise((resolve, reject) => {
      const giveUp = () => resolve(otherwise());
      this.#waiting.add(giveUp);
      answer.then(resolve, reject).finally(() => this.#waiting.delete(giveUp));
    });
  }

  /** Nobody is watched any more. */
  close(): void {
    this.#cancel();
  }

  #begin(): void {
    this.#isLate = true;
    for (const giveUp of this.#waiting) giveUp();
    this.#waiting.clear();
    this.#onChange();
  }

  #end(): void {
    this.#cancel();
    if (!this.#isLate) return;
    this.#isLate = false;
    this.#onChange();
  }
}
