import type { ChangeWatch } from '../app/ports.js';

/** The watches of several databases as one. */
export class MergedWatch implements ChangeWatch {
  readonly #watches: readonly ChangeWatch[];

  constructor(watches: readonly ChangeWatch[]) {
    this.#watches = watches;
  }

  /** Whether somebody writes to any of them at full speed now. */
  get inStorm(): boolean {
    return this.#watches.some(({ inStorm }) => inStorm === true);
  }

  async start(): Promise<void> {
    await Promise.all(this.#watches.map((watch) => watch.start()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#watches.map((watch) => watch.close()));
  }
}
