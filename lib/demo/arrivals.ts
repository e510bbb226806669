import { parsers } from './parse-work.js';
import type { Random } from './random.js';
import type { ClaimedJob } from './work.js';

/** A job that is about to be queued. */
export type NewJob = Omit<ClaimedJob, 'id'> & { readonly priority: number };

/** From the first depth of the queue on, jobs arrive slowly; from the second one down, fast again. */
const deep = 14;
const shallow = 1;

/** When new jobs come and what they are: in waves, fast until the queue is deep, then slowly until it is short. */
export class Arrivals {
  readonly #random: Random;
  #next: number;
  #fast = true;

  /** No job arrives before `first`, ms. */
  constructor(first: number, random: Random) {
    this.#next = first;
    this.#random = random;
  }

  /** The jobs that have arrived by now, given how many are queued. */
  until(now: number, depth: number): NewJob[] {
    if (depth >= deep) this.#fast = false;
    if (depth <= shallow) this.#fast = true;
    if (now < this.#next) return [];
    this.#next = now + (this.#fast ? this.#random.between(2000, 6000) : this.#random.between(7000, 12_000));
    const jobs = this.#fast ? this.#random.whole(1, 3) : 1;
    return Array.from({ length: jobs }, () => this.#job());
  }

  #job(): NewJob {
    const priority = this.#random.onceIn(6) ? 10 : 0;
    const parser = this.#random.pick(['fix_parser', 'venue_parser', 'swift_parser', 'itch_parser']);
    const source = parsers.get(parser)?.source ?? '/data';
    const version = this.#random.pick(['1.2', '1.3', '2.0']);
    const dice = this.#random.fraction();
    if (dice < 0.5) return { type: 'PARSE', name: parser, version, priority };
    if (dice < 0.7) return { type: 'SCAN', name: source, version: null, priority };
    if (dice < 0.86)
      return {
        type: 'EXPORT',
        name: this.#random.pick(['concordance', 'relativity', 'csv_bundle']),
        version: null,
        priority,
      };
    return { type: 'BACKTEST', name: parser, version, priority };
  }
}
