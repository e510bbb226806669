import type { Verdict } from './inspection.js';
import { Succession } from './succession.js';

/** How many transactions the witness remembers; several times what one snapshot shows. */
const memory = 5000;

/**
 * Remembers what earlier snapshots of one database showed, and finds what can't follow from it: time running
 * backwards, a commit missing that was acknowledged before the read began, or two transactions with the same number,
 * one of which was never committed.
 */
export class Witness {
  readonly #tokens = new Map<number, number>();
  readonly #succession = new Succession();

  /**
   * Faults of one more snapshot, its own included; `least` is the commit acknowledged before the read began, `most`
   * the one begun last by its end.
   */
  judge({ counter, history, faults: own }: Verdict, least: number, most: number): string[] {
    const faults = [...own, ...this.#succession.judge({ reach: [counter], least: [least], most: [most] })];
    for (const [number, token] of history) {
      const known = this.#tokens.get(number);
      if (known !== undefined && known !== token) {
        faults.push(`transaction ${number} has token ${token}, and had ${known}: one of them never happened`);
      }
      this.#tokens.set(number, token);
    }
    this.#forget();
    return faults;
  }

  #forget(): void {
    for (const number of this.#tokens.keys()) {
      if (this.#tokens.size <= memory) return;
      this.#tokens.delete(number);
    }
  }
}
