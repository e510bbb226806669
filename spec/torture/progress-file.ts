import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';

/** How far a writer has come: the last commit that SQLite acknowledged, and the last that it has begun. */
export interface Progress {
  readonly committed: number;
  readonly begun: number;
}

/**
 * A writer's progress in a small file of its own, so that a reader in another process learns of it at once: both
 * counters and their complements. What was read while it was being written shows, and is read again.
 */
export class ProgressFile {
  readonly #descriptor: number;
  readonly #words = new Uint32Array(4);

  constructor(path: string) {
    this.#descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  }

  write({ committed, begun }: Progress): void {
    this.#words.set([committed, begun, ~committed, ~begun]);
    writeSync(this.#descriptor, this.#words, 0, 16, 0);
  }

  read(): Progress {
    for (let tries = 0; tries < 10_000; tries += 1) {
      const isEmpty = readSync(this.#descriptor, this.#words, 0, 16, 0) < 16;
      const [committed = 0, begun = 0, ...complements] = isEmpty ? [0, 0, ~0 >>> 0, ~0 >>> 0] : this.#words;
      if (~committed >>> 0 === complements[0] && ~begun >>> 0 === complements[1]) return { committed, begun };
    }
    throw new Error('the progress of a writer is damaged');
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
