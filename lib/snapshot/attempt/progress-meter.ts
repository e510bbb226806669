import type { ReadProgress } from '../../model/picture.js';
import { nodeSystem } from '../files/node-system.js';

/** A read reports its progress after it has lasted this long, ms, and again each time this much has passed. */
const firstAfterMs = 200;
const nextAfter = 100;
/** The clock is checked once per this many bytes. */
const step = 1 << 20;

/** Reports how far a long read has come. */
export class ProgressMeter {
  #bytes = 0;
  #lookAt = 0;
  #tellAt = 0;

  readonly #tell: (progress: ReadProgress) => void;
  readonly #steady: () => number;

  /** `steady` gives ms on a clock that never goes back. */
  constructor(tell: (progress: ReadProgress) => void, steady: () => number = nodeSystem.steady) {
    this.#tell = tell;
    this.#steady = steady;
  }

  /** Starts with a new read. */
  begin(): void {
    this.#bytes = 0;
    this.#lookAt = step;
    this.#tellAt = this.#steady() + firstAfterMs;
  }

  /** Adds bytes that were fetched; `databaseBytes` is the size of the database. */
  add(bytes: number, databaseBytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < this.#lookAt) return;
    this.#lookAt = this.#bytes + step;
    const now = this.#steady();
    if (now < this.#tellAt) return;
    this.#tellAt = now + nextAfter;
    this.#tell({ bytesRead: this.#bytes, databaseBytes });
  }
}
