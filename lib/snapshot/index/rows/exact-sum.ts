/** Sums are kept in two parts, so that whole numbers stay exact beyond 2^53. */
export const part = 2 ** 26;

/** A sum of whole numbers from 0 to 2^53 - 1, exact beyond 2^53. */
export class ExactSum {
  #high = 0;
  #low = 0;

  add(number: number): void {
    this.#high += Math.floor(number / part);
    this.#low += number % part;
  }

  /** The sum, at most 2^53 - 1. */
  get total(): number {
    return totalOf(this.#high, this.#low);
  }
}

/** The sum of two parts, at most 2^53 - 1: `high` is in units of {@link part}. */
export function totalOf(high: number, low: number): number {
  return Math.min(high * part + low, Number.MAX_SAFE_INTEGER);
}
