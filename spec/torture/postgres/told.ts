import type { Reach } from '../succession.js';
import { type Group, groups } from './ledger.js';

/** What the writers of one server know: how far each group has begun to commit, and how far it was told that it has. */
export class Told {
  #known: Reach;
  #begun: Reach;
  /** What was known at which time, ms since the epoch. */
  readonly #history: { readonly at: number; readonly known: Reach }[];

  constructor(before?: Told) {
    this.#known = before?.known ?? groups.map(() => 0);
    this.#begun = before?.begun ?? groups.map(() => 0);
    this.#history = before === undefined ? [] : [...before.#history];
  }

  /** The last commit of each group that was acknowledged. */
  get known(): Reach {
    return this.#known;
  }

  /** The last commit of each group that may have been committed. */
  get begun(): Reach {
    return this.#begun;
  }

  /** A commit has been begun: it may be there from now on. */
  begin(group: Group, number: number): void {
    this.#begun = further(this.#begun, group, number);
  }

  /** A commit was acknowledged: it is there. */
  acknowledge(group: Group, number: number): void {
    this.#known = further(this.#known, group, number);
    this.#history.push({ at: Date.now(), known: this.#known });
  }

  /** What was acknowledged before a time, ms since the epoch; a server rounds times to the next ms. */
  by(time: number): Reach {
    return this.#history.findLast(({ at }) => at < time - 1)?.known ?? groups.map(() => 0);
  }
}

function further(reach: Reach, group: Group, number: number): Reach {
  return reach.map((last, at) => (groups[at] === group ? Math.max(last, number) : last));
}
