import type { After } from '../../lib/clock.js';

/** Time that passes only when a spec says so. */
export class ManualClock {
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  readonly after: After = (milliseconds, run) => {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  readonly steady = (): number => this.#now;

  /** When the timers are due, in ms from now. */
  get due(): number[] {
    return [...this.#timers].map(({ at }) => at - this.#now).sort((one, other) => one - other);
  }

  /** Lets time pass, and what is due happen in its order. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }

  /** Lets time pass at once, as where the process was stopped meanwhile. */
  jump(milliseconds: number): void {
    this.#now += milliseconds;
    this.pass(0);
  }
}
