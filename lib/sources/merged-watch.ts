import type { ChangeWatch } from '../app/ports.js';

/**
 * The watches of several databases as one. It doesn't report writers at full speed, since one database's writer says
 * nothing about the others.
 */
export class MergedWatch implements ChangeWatch {
  readonly #watches: readonly ChangeWatch[];

  constructor(watches: readonly ChangeWatch[]) {
    this.#watches = watches;
  }

  async start(): Promise<void> {
    await Promise.all(this.#watches.map((watch) => watch.start()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#watches.map((watch) => watch.close()));
  }
}
