import type { PaceClock } from '../app/read-pace.js';
import type { PacedSource } from './paced-source.js';

/** After the first is counted, a picture waits this long, ms, for others. */
const graceMs = 100;
/** A caller that asks again waits at most this long for something new, ms. */
const longestMs = 200;

/** Making a picture of the databases that are counted holds up the others for at most this long, ms. */
const longestPauseMs = 200;

/** Counts several databases for the first time; those that the same thread reads, one after the other. */
export class FirstCounts {
  readonly #sources: readonly PacedSource[];
  readonly #clock: Pick<PaceClock, 'steady' | 'after'>;
  #hasBegun = false;
  #wasAsked = false;
  /** Those who wait for something new. */
  readonly #waiting = new Set<() => void>();
  #isClosed = false;
  /** Resolves when the next one may be counted. */
  #pause: Promise<void> = Promise.resolve();

  constructor(sources: readonly PacedSource[], clock: Pick<PaceClock, 'steady' | 'after'>) {
    this.#sources = sources;
    this.#clock = clock;
  }

  /** Resolves when some have been counted that weren't before, or after a short while; at once when all are. */
  async some(): Promise<void> {
    this.#begin();
    if (this.#areAll()) return;
    if (this.#wasAsked) return this.#next(longestMs);
    this.#wasAsked = true;
    while (!this.#isClosed && !this.#sources.some((source) => source.hasAnswered)) await this.#next(null);
    const until = this.#clock.steady() + graceMs;
    for (
      let left = graceMs;
      left > 0 && !this.#isClosed && !this.#areAll();
      left = until - this.#clock.steady()
    )
      await this.#next(left);
  }

  /** Makes a picture of those that are counted; meanwhile no other count occupies the thread. */
  picture<T>(making: () => Promise<T>): Promise<T> {
    if (this.#areAll()) return making();
    const made = making();
    this.#pause = new Promise((resolve) => {
      const cancel = this.#clock.after(longestPauseMs, resolve);
      const done = () => {
        cancel();
        resolve();
      };
      made.then(done, done);
    });
    return made;
  }

  /** One of them may have been counted. */
  wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Ends all waiting. */
  close(): void {
    this.#isClosed = true;
    this.wake();
  }

  #areAll(): boolean {
    return this.#sources.every((source) => source.hasAnswered);
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const lanes = new Map<string | null, Promise<void>>();
    for (const source of this.#sources) {
      const before = source.lane === null ? undefined : lanes.get(source.lane);
      const counted = (before ?? Promise.resolve()).then(() => this.#count(source));
      lanes.set(source.lane, counted);
    }
  }

  async #count(source: PacedSource): Promise<void> {
    if (source.lane !== null) await this.#pause;
    if (this.#isClosed) return;
    await source.begin();
    this.wake();
  }

  /** Resolves with the next {@link wake}, or after that many ms. */
  #next(milliseconds: number | null): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const cancel = milliseconds === null ? () => {} : this.#clock.after(milliseconds, done);
      this.#waiting.add(done);
    });
  }
}
