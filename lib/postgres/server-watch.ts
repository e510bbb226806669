import type { After } from '../clock/after.js';

/** What a watch needs. */
export interface ServerWatchParts {
  /** A text that differs from an earlier one if something may have changed. Never rejects. */
  readonly look: () => Promise<string>;
  /** How many ms the server has worked for us in all. */
  readonly spentMs: () => number;
  readonly onChange: () => void;
  readonly after: After;
  /** Ms on a clock that never goes back. */
  readonly steady: () => number;
}

/** From the end of one look to the next, ms. */
export const pollMs = 500;
/** After the server has worked for us, it is left alone this many times as long: it works for us a twentieth of the time. */
const restTimes = 19;
/** But never for longer than this many ms: the first reading of a large queue must not hide what happens after it. */
export const longestRestMs = 10_000;

/**
 * Tells when a server's queue may have changed, by looks at it; what has been read of it since the last time decides how
 * long the server is left alone.
 */
export class ServerWatch {
  readonly #parts: ServerWatchParts;
  #last: string | null = null;
  #toldAt = 0;
  #spentThen = 0;
  #isDue = false;
  #cancel = () => {};
  #isClosed = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: ServerWatchParts) {
    this.#parts = parts;
  }

  /** Looks for the first time, and goes on by itself. */
  start(): Promise<void> {
    this.#looking = this.#look();
    return this.#looking;
  }

  /** Ends it; resolves when the look under way has ended. Nothing is told afterwards. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { look, onChange, after, steady, spentMs } = this.#parts;
    const text = await look();
    if (this.#isClosed) return;
    this.#isDue ||= this.#last !== null && this.#last !== text;
    this.#last = text;
    const rest = Math.min(longestRestMs, (spentMs() - this.#spentThen) * restTimes);
    if (this.#isDue && steady() - this.#toldAt >= rest) {
      this.#isDue = false;
      this.#toldAt = steady();
      this.#spentThen = spentMs();
      onChange();
    }
    this.#cancel = after(pollMs, () => {
      this.#looking = this.#look();
    });
  }
}
