import { Random } from '../../../lib/demo/random.js';
import { type Outlook, outlookOf } from '../../../lib/model/forecast/outlook.js';
import { paceMinutes, type QueuePace } from '../../../lib/model/forecast/pace.js';
import type { DepthSample } from '../../../lib/model/monitoring/monitoring.js';
import { noCounts } from '../../../lib/model/picture.js';

/** What comes and goes in a second of a simulated queue. */
export interface Second {
  /** Jobs that arrive one by one, and jobs that workers can end, a minute on average. */
  readonly arriving: number;
  readonly ending: number;
  /** Jobs that arrive at once. */
  readonly burst?: number;
  /** The share of the jobs that have ended that an operator retries: the record forgets that they ended. */
  readonly retried?: number;
}

/** When a simulated queue begins, ms. */
export const start = 1_768_300_007_000;

/** A queue whose jobs arrive and end by chance, at rates that are known, and a dashboard that watches it. */
export class SimulatedQueue {
  readonly depths: DepthSample[] = [];
  #ends: number[] = [];
  /** When each of the waiting jobs arrived; the first of them is taken first. */
  readonly #line: number[];
  readonly #random: Random;
  now = start;

  constructor(waiting: number, seed: number) {
    this.#line = Array.from({ length: waiting }, () => start);
    this.#random = new Random(seed);
    this.#look();
  }

  /** Lets seconds pass, at the rates of each. */
  pass(seconds: number, rates: (second: number) => Second): void {
    for (let second = 0; second < seconds; second += 1) {
      this.now += 1000;
      const { arriving, ending, burst = 0, retried = 0 } = rates(this.seconds);
      for (const _ of this.#line.splice(0, this.#poisson(ending / 60))) this.#ends.push(this.now);
      const before = this.#ends.length;
      if (retried > 0) this.#ends = this.#ends.filter(() => this.#random.fraction() >= retried);
      const arrived = this.#poisson(arriving / 60) + burst + before - this.#ends.length;
      for (let job = 0; job < arrived; job += 1) this.#line.push(this.now);
      if (this.waiting !== this.depths.at(-1)?.depth) this.#look();
    }
  }

  /** How long it has been simulated. */
  get seconds(): number {
    return (this.now - start) / 1000;
  }

  get waiting(): number {
    return this.#line.length;
  }

  /** The pace that a reader would bring now. */
  pace(): QueuePace {
    const minute = Math.floor(this.now / 60_000);
    const ended = Array.from({ length: paceMinutes }, () => 0);
    let endedLately = 0;
    const last = this.#ends.at(-1) ?? null;
    // They are in order: what ended before that counts for nothing.
    const first = this.#ends.findLastIndex((at) => at < Math.min(this.now, last ?? 0) - 4_000_000) + 1;
    const ends = this.#ends.slice(first);
    for (const at of ends) {
      const place = Math.floor(at / 60_000) - minute + paceMinutes;
      if (place === paceMinutes) endedLately += 1;
      else if (place >= 0) ended[place] = (ended[place] ?? 0) + 1;
    }
    const endedBefore = last === null ? 0 : ends.filter((at) => at > last - 3_600_000).length;
    return {
      at: this.now,
      ended,
      endedLately,
      lastEndedAt: last,
      endedBefore,
      oldestWaitingAt: this.#line[0] ?? null,
      heldBack: 0,
    };
  }

  outlook(running = 3, troubles = { gone: 0, silent: 0, stalled: 0 }): Outlook {
    const counts = { ...noCounts, queued: this.waiting, running };
    const depths = this.depths.filter(({ at }) => at > this.now - 3_600_000);
    return outlookOf(this.pace(), { counts, troubles, depths }, this.now);
  }

  #look(): void {
    this.depths.push({ at: this.now, depth: this.waiting });
  }

  #poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let product = this.#random.fraction();
    let count = 0;
    while (product > limit) {
      count += 1;
      product *= this.#random.fraction();
    }
    return count;
  }
}
