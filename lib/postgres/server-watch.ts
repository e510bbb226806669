import type { After } from '../clock.js';

/** What a watch needs. */
interface ServerWatchParts {
  /** A text that differs from an earlier one if something may have changed. Never rejects. */
  readonly look: () => Promise<string>;
  /** How many ms the server has spent on our statements in all. */
  readonly spentMs: () => number;
  /** The shortest time from one change that is reported to the next, ms; default: 0. */
  readonly leastMs?: () => number;
  readonly onChange: () => void;
  /** Something has changed that is reported only once the server has rested. */
  readonly onOvertaken: () => void;
  readonly after: After;
  /** Ms on a clock that never goes back. */
  readonly steady: () => number;
}

/** From the end of one look to the next, ms. */
export const pollMs = 500;
/** From the end of one look to the next soon after a change, and for how long, ms: others often follow it. */
const livelyPollMs = 250;
const livelyMs = 5000;
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
  #reportedAt = 0;
  #changedAt = Number.NEGATIVE_INFINITY;
  #spentThen = 0;
  #isDue = false;
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

  /** Ends it; resolves when the look under way has ended. Nothing is reported afterwards. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { look, onChange, onOvertaken, steady, spentMs, leastMs = () => 0 } = this.#parts;
    const text = await look();
    if (this.#isClosed) return;
    const isNew = this.#last !== null && this.#last !== text;
    this.#isDue ||= isNew;
    this.#last = text;
    const rest = Math.max(leastMs(), Math.min(longestRestMs, (spentMs() - this.#spentThen) * restTimes));
    const left = this.#reportedAt + rest - steady();
    if (this.#isDue && left <= 0) {
      this.#isDue = false;
      this.#reportedAt = steady();
      this.#changedAt = this.#reportedAt;
      this.#spentThen = spentMs();
      onChange();
    } else if (isNew) onOvertaken();
    const usual = steady() - this.#changedAt < livelyMs ? livelyPollMs : pollMs;
    // What waits for the end of a rest doesn't wait for the usual look after it as well.
    const pause = this.#isDue ? Math.min(usual, left) : usual;
    this.#cancel = this.#parts.after(pause, () => {
      this.#looking = this.#look();
    });
  }
}
