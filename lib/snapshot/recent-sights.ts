import type { ProcessSight } from '../model/worker.js';

/** What looks at processes on this host. */
export interface Processes {
  look(pids: Iterable<number>): ReadonlyMap<number, ProcessSight>;
}

/** One look serves whatever is asked within so many ms. */
export const freshMilliseconds = 2000;

/** Looks at some processes now and then, however often it is asked. */
export class RecentSights {
  #sights: ReadonlyMap<number, ProcessSight> = new Map();
  #asked: ReadonlySet<number> = new Set();
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** `clock` gives ms since the epoch. */
  constructor(
    private readonly processes: Processes,
    private readonly clock: () => number,
  ) {}

  /** What is known of these processes, and looked at just now where that is too old. */
  of(pids: readonly number[]): ReadonlyMap<number, ProcessSight> {
    const now = this.clock();
    const isFresh = Math.abs(now - this.#lookedAt) < freshMilliseconds;
    if (isFresh && pids.every((pid) => this.#asked.has(pid))) return this.#sights;
    this.#lookedAt = now;
    this.#asked = new Set(pids);
    this.#sights = this.processes.look(this.#asked);
    return this.#sights;
  }
}
