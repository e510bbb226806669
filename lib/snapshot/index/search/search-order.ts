import type { Search } from '../sieve/search-text.js';

/** The way of a search through the list: from where it begins, around the end, past every job once. */
export class SearchOrder {
  /** How many jobs there are. */
  readonly length: number;
  readonly #first: number;
  readonly #step: 1 | -1;
  #next = 0;

  readonly #shown: Uint32Array;

  constructor(shown: Uint32Array, origin: number, { direction, inclusive }: Search) {
    this.#shown = shown;

    this.length = shown.length;
    this.#step = direction === 'forward' ? 1 : -1;
    this.#first = inclusive ? origin : origin + this.#step;
  }

  /** The position in the list after a number of steps. */
  position(steps: number): number {
    const { length } = this;
    const at = this.#first + this.#step * steps;
    return at < 0 ? at + length : at >= length ? at - length : at;
  }

  /** The slot of the job after a number of steps. */
  slot(steps: number): number {
    return this.#shown[this.position(steps)] ?? 0;
  }

  /** The slot of the next job; null after the last. */
  next(): number | null {
    if (this.#next >= this.length) return null;
    this.#next += 1;
    return this.slot(this.#next - 1);
  }

  /** Goes back to the beginning. */
  again(): void {
    this.#next = 0;
  }
}
