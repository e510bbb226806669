/** One of those who share the processor: how much of it counts as theirs, in ms. */
export interface ProcessorShare {
  /** As of now. */
  spent(): number;
  /** From now on it works, until the returned function is called. */
  begin(): () => void;
}

/**
 * The processor time of the process, divided among those who work at the same time: of two readings that take turns in
 * one thread, neither counts as long as both.
 */
export class ProcessorShares {
  readonly #spent: () => number;
  readonly #working = new Map<object, (ms: number) => void>();
  #counted: number;

  /** `spent` gives the processor time that the process has used, ms. */
  constructor(spent: () => number) {
    this.#spent = spent;
    this.#counted = spent();
  }

  /** One more who shares it. */
  share(): ProcessorShare {
    let sum = 0;
    return {
      spent: () => {
        this.#divide();
        return sum;
      },
      begin: () => {
        this.#divide();
        const work = {};
        this.#working.set(work, (ms) => {
          sum += ms;
        });
        return () => {
          this.#divide();
          this.#working.delete(work);
        };
      },
    };
  }

  #divide(): void {
    const now = this.#spent();
    const part = (now - this.#counted) / Math.max(1, this.#working.size);
    this.#counted = now;
    for (const add of this.#working.values()) add(part);
  }
}
