import type { JobColumns } from './job-columns.js';
import type { Block } from './leaf-times.js';

/** What is kept is dropped once more jobs than this, plus this share of all, have changed since it was last read. */
const fewChanges = 10_000;
const changesShare = 1 / 4;

/** Figures about the jobs that ended after an instant, brought up to date as jobs change. */
export interface JobFigures {
  /** Adds the jobs of a leaf. */
  enter(columns: JobColumns, leaf: Block): void;
  /** Takes away the jobs of a leaf, which must still be in their slots. */
  leave(columns: JobColumns, leaf: Block): void;
  /** Moves the beginning of the period to another time, ms. False if what is known isn't enough for that. */
  moveTo(columns: JobColumns, from: number): boolean;
}

/** Keeps such figures from one picture to the next, as long as they are read. */
export class KeptTallies<T extends JobFigures> {
  #kept: T | null = null;
  /** How many jobs changed since it was last read. */
  #changes = 0;

  /** What is kept; null: nothing. */
  get kept(): T | null {
    return this.#kept;
  }

  /** What is kept of the jobs that ended after `from`; it is made if nothing is kept. */
  from(columns: JobColumns, from: number, make: () => T): T {
    this.#changes = 0;
    if (!this.#kept?.moveTo(columns, from)) this.#kept = make();
    return this.#kept;
  }

  /**
   * Replaces leaves with others; the jobs of all of them must still be in their slots. `jobs`: how many the queue has.
   */
  replace(columns: JobColumns, gone: readonly Block[], come: readonly Block[], jobs: number): void {
    const kept = this.#kept;
    if (kept === null) return;
    for (const { count } of gone) this.#changes += count;
    for (const { count } of come) this.#changes += count;
    if (this.#changes > fewChanges + jobs * changesShare) {
      this.clear();
      return;
    }
    for (const leaf of gone) kept.leave(columns, leaf);
    for (const leaf of come) kept.enter(columns, leaf);
  }

  clear(): void {
    this.#kept = null;
    this.#changes = 0;
  }
}
