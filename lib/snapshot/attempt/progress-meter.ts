import type { ReadProgress } from '../../model/picture.js';
import { nodeSystem } from '../files/node-system.js';

/** A read that has lasted this long, ms, begins to tell how far it is, and tells again after as long. */
const firstAfterMs = 200;
const nextAfter = 100;
/** The clock is looked at once for this many bytes. */
const step = 1 << 20;

/** Tells of a read that takes its time how far it has come. */
export class ProgressMeter {
  #bytes = 0;
  #lookAt = 0;
  #tellAt = 0;

  readonly #tell: (progress: ReadProgress) => void;
  readonly #steady: () => number;

  /** `steady` gives ms on a clock that only goes forward. */
  constructor(tell: (progress: ReadProgress) => void, steady: () => number = nodeSystem.steady) {
    this.#tell = tell;
    this.#steady = steady;
  }

  /** A read begins. */
  begin(): void {
    this.#bytes = 0;
    this.#lookAt = step;
    this.#tellAt = this.#steady() + firstAfterMs;
  }

  /** Says how many bytes were fetched, and how many the database has. */
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
