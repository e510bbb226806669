/** How many of the last round trips are remembered: a line may become slower, or quicker. */
const remembered = 20;

/** How a statement's time is counted. */
export interface Counting {
  /** Whether the time counts as work that the server did for us; default: yes. */
  readonly isWork?: boolean;
  /** Whether it doesn't count because it ended with this error: the server waited and did nothing. */
  readonly isWait?: (error: unknown) => boolean;
}

/**
 * How long a server has worked for us, as far as can be told from here: the time of each statement without the round
 * trip of the line, which is the shortest time that any of the last statements took. Statements that are sent while
 * another one is under way are answered one after another, with a single round trip for all of them.
 */
export class ServerTime {
  readonly #steady: () => number;
  readonly #trips: number[] = [];
  #pending = 0;
  #answeredAt = 0;
  #spentMs = 0;

  /** `steady`: ms on a clock that never goes back. */
  constructor(steady: () => number) {
    this.#steady = steady;
  }

  /** Ms of work in all. */
  get spentMs(): number {
    return this.#spentMs;
  }

  /** The round trip of the line, ms, as last known; 0 before the first statement. */
  get roundTripMs(): number {
    return this.#trips.length === 0 ? 0 : Math.min(...this.#trips);
  }

  /** Sends a statement by `send`, and counts the time until its answer is here. Settles as `send` does. */
  async of<T>(send: () => Promise<T>, { isWork = true, isWait = () => false }: Counting = {}): Promise<T> {
    const sentAt = this.#steady();
    const isAlone = this.#pending === 0;
    this.#pending += 1;
    let counts = isWork;
    try {
      return await send();
    } catch (error) {
      counts &&= !isWait(error);
      throw error;
    } finally {
      this.#pending -= 1;
      const now = this.#steady();
      if (isAlone) {
        this.#trips.push(now - sentAt);
        if (this.#trips.length > remembered) this.#trips.shift();
      }
      // The server can't have begun sooner than it was asked, nor before it was done with what it was asked earlier.
      const work = Math.min(now - sentAt - this.roundTripMs, now - this.#answeredAt);
      this.#answeredAt = now;
      if (counts) this.#spentMs += Math.max(0, work);
    }
  }
}
