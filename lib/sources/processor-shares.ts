/** A share of the processor's time, in ms. */
export interface ProcessorShare {
  /** As of now. */
  spent(): number;
  /** It works from now on until the returned function is called. */
  begin(): () => void;
}

/**
 * Divides the process's processor time among those who work at the same time, so that of two readings that take turns
 * in one thread each counts only its share.
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

  /** Makes another share. */
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
