/** Options of a loop of looks. */
export interface LookLoopOptions {
  /** A text that differs from an earlier one if something changed. Must not reject. */
  readonly look: () => Promise<string>;
  /** Called when a look differs from the one before it. */
  readonly onChange: () => void;
}

/** Looks, one at a time, and reports when a look differs from the one before. */
export class LookLoop {
  readonly #options: LookLoopOptions;
  #lastText: string | null = null;
  #running: Promise<void> | null = null;
  #wanted = false;
  #closed = false;

  constructor(options: LookLoopOptions) {
    this.#options = options;
  }

  /**
   * Looks now, or as soon as the look under way has ended: changes made before the call have been seen when the
   * promise resolves. The first look only learns what there is.
   */
  look(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#wanted = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Stops looking; resolves when the look under way has ended. Nothing is reported afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#wanted) {
        this.#wanted = false;
        const text = await this.#options.look();
        if (this.#closed) return;
        const changed = this.#lastText !== null && this.#lastText !== text;
        this.#lastText = text;
        if (changed) this.#options.onChange();
      }
    } finally {
      // Reset here, not when the promise settles, or a look requested in between would be lost.
      this.#running = null;
    }
  }
}
