import type { After } from '../clock.js';

/** What a watch needs. */
export interface ServerWatchParts {
  /** A text that differs from an earlier one if something may have changed. Never rejects. */
  readonly look: () => Promise<string>;
  /**
   * Makes sure that we listen for announced changes, and resolves with whether we do; default: we don't. Never rejects.
   */
  readonly attend?: () => Promise<boolean>;
  /** How many ms the server has spent on our statements in all. */
  readonly spentMs: () => number;
  readonly onChange: () => void;
  readonly after: After;
  /** Ms on a clock that never goes back. */
  readonly steady: () => number;
}

/** From the end of one look to the next, ms. */
export const pollMs = 500;
/** The same for this many ms after a change: others often follow it. */
export const livelyPollMs = 250;
const livelyMs = 5000;
/** The same while changes are announced: not every program that writes may announce them. */
export const heardPollMs = 5000;
/** However often changes are announced, looks are at least this many ms apart. */
export const leastMs = 100;
/**
 * After the server has worked for us, it is left alone this many times as long, so that it spends at most a twentieth
 * of its time on us.
 */
const restTimes = 19;
/** The longest such rest, ms: after the first reading of a large queue, changes must not go unnoticed for minutes. */
export const longestRestMs = 10_000;

/**
 * Reports when a server's queue may have changed, by polling it. The more the server has worked for us since the last
 * look, the longer it is left alone.
 */
export class ServerWatch {
  readonly #parts: ServerWatchParts;
  #last: string | null = null;
  #toldAt = 0;
  #changedAt = Number.NEGATIVE_INFINITY;
  #spentThen = 0;
  #isDue = false;
  /** When the next look is due on the steady clock; null while one is under way. */
  #nextAt: number | null = null;
  #lookedAt = 0;
  #isHeard = false;
  #cancel = () => {};
  #isClosed = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: ServerWatchParts) {
    this.#parts = parts;
  }

  /** Looks for the first time, and from then on by itself. */
  start(): Promise<void> {
    this.#looking = this.#look();
    return this.#looking;
  }

  /** A change was announced: the next look comes at once, or soon. */
  hear(): void {
    // A look under way may have been too early, so another follows it. A change that is already known can wait until
    // the server has rested.
    if (this.#nextAt === null) this.#isHeard = true;
    else if (!this.#isDue) this.#lookIn(Math.max(0, this.#lookedAt + leastMs - this.#parts.steady()));
  }

  /** Ends it; resolves when the look under way has ended. Nothing is reported afterwards. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { look, attend, onChange, steady, spentMs } = this.#parts;
    this.#nextAt = null;
    this.#isHeard = false;
    const hears = attend !== undefined && (await attend());
    const text = await look();
    if (this.#isClosed) return;
    this.#lookedAt = steady();
    this.#isDue ||= this.#last !== null && this.#last !== text;
    this.#last = text;
    const rest = Math.min(longestRestMs, (spentMs() - this.#spentThen) * restTimes);
    const left = this.#toldAt + rest - steady();
    if (this.#isDue && left <= 0) {
      this.#isDue = false;
      this.#toldAt = steady();
      this.#changedAt = this.#toldAt;
      this.#spentThen = spentMs();
      onChange();
    }
    if (!hears) this.#lookIn(steady() - this.#changedAt < livelyMs ? livelyPollMs : pollMs);
    else if (this.#isDue) this.#lookIn(Math.max(leastMs, left));
    else this.#lookIn(this.#isHeard ? leastMs : heardPollMs);
  }

  /** Looks again after that many ms, unless a look is due earlier. */
  #lookIn(ms: number): void {
    const at = this.#parts.steady() + ms;
    if (this.#isClosed || (this.#nextAt !== null && this.#nextAt <= at)) return;
    this.#cancel();
    this.#nextAt = at;
    this.#cancel = this.#parts.after(ms, () => {
      this.#looking = this.#look();
    });
  }
}
