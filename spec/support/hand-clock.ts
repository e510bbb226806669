/** Resolves when everything that is under way has had its turn. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A clock that is moved by hand, with its alarms. */
export class HandClock {
  readonly alarms = new Set<{ readonly at: number; readonly action: () => void }>();
  /** How many turns of the event loop an alarm's work gets before the next alarm. */
  readonly #turns: number;

  /** At `time`, ms. */
  constructor(
    public time: number,
    turns = 1,
  ) {
    this.#turns = turns;
  }

  /** Sets an alarm; returns a function that cancels it. */
  after(milliseconds: number, action: () => void): () => void {
    const alarm = { at: this.time + milliseconds, action };
    this.alarms.add(alarm);
    return () => void this.alarms.delete(alarm);
  }

  /** Lets time pass, alarm by alarm. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.time + milliseconds;
    await this.#settled();
    for (;;) {
      const [next] = [...this.alarms].sort((one, other) => one.at - other.at);
      if (next === undefined || next.at > until) break;
      this.alarms.delete(next);
      this.time = Math.max(this.time, next.at);
      next.action();
      await this.#settled();
    }
    this.time = until;
    await this.#settled();
  }

  async #settled(): Promise<void> {
    for (let turn = 0; turn < this.#turns; turn += 1) await settled();
  }
}
