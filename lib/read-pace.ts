/** Time as the pace needs it. */
export interface PaceClock {
  /** Milliseconds since some moment, which setting the time of day doesn't move. */
  steady(): number;
  /**
   * Milliseconds of processor time that this process has used, in all its threads: a read that waits for a quiet
   * instant costs nothing meanwhile. Without it a read counts as having worked all the time.
   */
  spent?(): number;
  /** Runs `action` once, `milliseconds` from now; the returned function calls it off. */
  after(milliseconds: number, action: () => void): () => void;
}

/**
 * Changes that come all the time are gathered: from one read's start to the next so many ms, at the least. After a quiet
 * time two may follow each other at once, for a commit may show twice: when its journal appears, and when it is done.
 */
const gathering = 200;
/** After a read, so many times what it took of a processor's time: reading takes at most a quarter of it. */
const restPerRead = 3;
/** The same beside a writer at full speed, which would feel more than a fortieth. */
const restInStorm = 39;
/** However long a read takes, what changed is looked at after so many ms. */
const longestRest = 60_000;

/**
 * When to read what changes: one read at a time, the first change at once, many changes together, and the last of
 * them always. Whoever is waited for needn't wait for the pace.
 */
export class ReadPace {
  readonly #clock: PaceClock;
  readonly #read: () => Promise<void>;
  #wanted: 'not' | 'in-time' | 'at-once' = 'not';
  #reading: Promise<void> | null = null;
  /** When a read more would be due, had none ever come early. */
  #due = Number.NEGATIVE_INFINITY;
  /** Before this moment of the steady clock no change is read. */
  #restsUntil = Number.NEGATIVE_INFINITY;
  #cancelWait = () => {};
  #closed = false;

  /** `read` reads everything anew; `isStorm` says whether somebody is writing at full speed now. */
  constructor(
    clock: PaceClock,
    read: () => Promise<void>,
    private readonly isStorm: () => boolean = () => false,
  ) {
    this.#clock = clock;
    this.#read = read;
  }

  /** Something changed: it is read as soon as the pace allows. */
  changed(): void {
    if (this.#wanted === 'not') this.#wanted = 'in-time';
    this.#go();
  }

  /** Somebody waits: reads at once, or as soon as the read under way has ended. */
  demand(): void {
    this.#wanted = 'at-once';
    this.#go();
  }

  /** Nothing is read from now on. Resolves when the read under way has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWait();
    await this.#reading;
  }

  #go(): void {
    if (this.#closed || this.#reading !== null || this.#wanted === 'not') return;
    this.#cancelWait();
    const wait = this.#wanted === 'at-once' ? 0 : this.#restsUntil - this.#clock.steady();
    if (wait > 0) {
      this.#cancelWait = this.#clock.after(wait, () => this.#go());
      return;
    }
    this.#reading = this.#readOnce().finally(() => {
      this.#reading = null;
      this.#go();
    });
  }

  async #readOnce(): Promise<void> {
    this.#wanted = 'not';
    const began = this.#clock.steady();
    const spentBefore = this.#clock.spent?.();
    await this.#read();
    const ended = this.#clock.steady();
    const spent = this.#clock.spent?.();
    // Other threads may have worked as well, so that the processor's time is longer.
    const took = Math.min(
      ended - began,
      spent === undefined || spentBefore === undefined ? Number.POSITIVE_INFINITY : spent - spentBefore,
    );
    this.#due = Math.max(this.#due, began) + gathering;
    const rest = took * (this.isStorm() ? restInStorm : restPerRead);
    this.#restsUntil = Math.max(this.#due - gathering, ended + Math.min(longestRest, rest));
  }
}
