import type { After } from '../clock.js';

/** If there is no sign of life for this long after a question, in ms, the answer isn't waited for any longer. */
export const lateAfterMs = 2000;
/** An answer is waited for at most this long, ms, even if signs of life come. */
const longestWaitMs = 5000;

/** What is needed to measure a silence. */
interface SilenceClock {
  readonly steady: () => number;
  readonly after: After;
  /** How many ms ago the last sign of life came. */
  readonly silentMs: () => number;
}

/** Notices that an answer is overdue, and stops those who wait for it from waiting. */
export class Silence {
  readonly #clock: SilenceClock;
  readonly #onChange: () => void;
  #isLate = false;
  readonly #waiting = new Set<() => void>();
  #cancel = () => {};

  /** `onChange` is called when a silence begins, and when it ends. */
  constructor(clock: SilenceClock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Whether an answer is overdue. */
  get isLate(): boolean {
    return this.#isLate;
  }

  /**
   * Watches from now on until the returned function is called, which is when the answer has come. `patiently`: there is
   * no limit as long as signs of life come.
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

  /** The promise's result, or `otherwise` if an answer is or becomes overdue. */
  unlessLate<T>(answer: Promise<T>, otherwise: () => T): Promise<T> {
    if (this.#isLate) return Promise.resolve(otherwise());
    return new Promise((resolve, reject) => {
      const giveUp = () => resolve(otherwise());
      this.#waiting.add(giveUp);
      answer.then(resolve, reject).finally(() => this.#waiting.delete(giveUp));
    });
  }

  /** Stops watching. */
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
