import type { After } from '../clock/after.js';

/** Time as the pace needs it. */
export interface PaceClock {
  /** Milliseconds since some moment, which setting the time of day doesn't move. */
  steady(): number;
  /**
   * Milliseconds of processor time that this process has used, in all its threads: a read that waits for a quiet
   * instant costs nothing meanwhile. Without it a read counts as having worked all the time.
   */
  spent?(): number;
  readonly after: After;
}

/**
 * Changes that come all the time are gathered: from one read's start to the next at least this long, ms. After a quiet
 * time two may follow each other at once, for a commit may show twice: when its journal appears, and when it is done.
 */
const gathering = 200;
/** After a read, a rest of this many times what it took of a processor's time: reading takes at most a quarter of it. */
const restPerRead = 3;
/** The same beside a writer at full speed, which would feel more than a fortieth. */
const restInStorm = 39;
/** However long a read takes, what changed is looked at after this many ms. */
const longestRestMs = 60_000;

/** A burst of changes may be over after this many ms without one, and after this many times its longest gap. */
const shortestLullMs = 500;
const gapsPerLull = 1.5;
/** A change after a longer gap, in ms, begins another burst. */
const longestGapMs = 10_000;
/** This many of the latest gaps tell the rhythm. */
const gapsKept = 8;
/** A look waits while the reader reads: what shows in a read, or this soon after it, ms, may have come long before. */
const heldUpMs = 100;
/** A read that takes longer, in ms, can't be made up for soon, and waits for its time. */
const longestEarlyMs = 1500;

/** The result of a read: something to show, or nothing. */
export type ReadOutcome = 'shown' | 'failed';

/** Tells from the rhythm of changes when a burst of them seems to be over. */
class Burst {
  #gaps: number[] = [];
  #last = Number.NEGATIVE_INFINITY;

  /** `isHeldUp`: the change may have come earlier than it shows, so that its gap tells nothing of the writer. */
  changed(now: number, isHeldUp: boolean): void {
    const gap = now - this.#last;
    if (gap > longestGapMs) this.#gaps = [];
    else if (!isHeldUp) this.#gaps = [...this.#gaps.slice(1 - gapsKept), gap];
    this.#last = now;
  }

  /** From this moment on it is over, unless something changes before. */
  get end(): number {
    return this.#last + Math.max(shortestLullMs, gapsPerLull * Math.max(0, ...this.#gaps));
  }
}

/**
 * When to read what changes: one read at a time, the first change at once, many changes together, and the last of
 * them always. Whoever is waited for needn't wait for the pace, nor do changes wait for what was read for them: a start
 * on a large queue takes long, and comes once. When a burst is over, one read comes before its time,
 * and the rests after it make up for that: so the screen is soon right, whatever the reads beside the writer cost.
 */
export class ReadPace {
  readonly #clock: PaceClock;
  readonly #read: () => Promise<ReadOutcome>;
  #wanted: 'not' | 'in-time' | 'at-once' = 'not';
  #reading: Promise<void> | null = null;
  /** When a read more would be due, had none ever come early. */
  #due = Number.NEGATIVE_INFINITY;
  readonly #burst = new Burst();
  /** Before this moment of the steady clock no change is read while a burst goes on. */
  #restsUntil = Number.NEGATIVE_INFINITY;
  /** At this moment reading has taken no more than its share, by whatever read came early. */
  #evenAt = Number.NEGATIVE_INFINITY;
  /** Before this moment no read comes early again. */
  #earlyFrom = Number.NEGATIVE_INFINITY;
  #readEnded = Number.NEGATIVE_INFINITY;
  /** What the last read took that showed something. */
  #lastTook = 0;
  #cancelWait = () => {};
  #closed = false;

  readonly #isStorm: () => boolean;

  /** `read` reads everything again; `isStorm` says whether somebody is writing at full speed now. */
  constructor(clock: PaceClock, read: () => Promise<ReadOutcome>, isStorm: () => boolean = () => false) {
    this.#isStorm = isStorm;

    this.#clock = clock;
    this.#read = read;
  }

  /** Something was committed: it is read as soon as the pace allows. */
  changed(): void {
    const now = this.#clock.steady();
    this.#burst.changed(now, this.#reading !== null || now - this.#readEnded < heldUpMs);
    this.renew();
  }

  /** What is shown may not be all, though nothing was committed: it is read as soon as the pace allows. */
  renew(): void {
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
    const wait = this.#dueAt() - this.#clock.steady();
    if (wait > 0) {
      this.#cancelWait = this.#clock.after(wait, () => this.#go());
      return;
    }
    this.#reading = this.#readOnce(this.#wanted === 'at-once').finally(() => {
      this.#reading = null;
      this.#go();
    });
  }

  #dueAt(): number {
    if (this.#wanted === 'at-once') return Number.NEGATIVE_INFINITY;
    if (this.#lastTook > longestEarlyMs) return this.#restsUntil;
    return Math.min(this.#restsUntil, Math.max(this.#burst.end, this.#earlyFrom));
  }

  async #readOnce(isDemanded: boolean): Promise<void> {
    this.#wanted = 'not';
    const began = this.#clock.steady();
    const spentBefore = this.#clock.spent?.();
    const outcome = await this.#read();
    const ended = this.#clock.steady();
    this.#readEnded = ended;
    const spent = this.#clock.spent?.();
    // Other threads may have worked as well, so that the processor's time is longer.
    const took = Math.min(
      ended - began,
      spent === undefined || spentBefore === undefined ? Number.POSITIVE_INFINITY : spent - spentBefore,
    );
    this.#due = Math.max(this.#due, began) + gathering;
    const isEarly = !isDemanded && began < this.#evenAt;
    const rest = Math.min(longestRestMs, restPerRead * took);
    if (outcome === 'failed') {
      // It has cost something, but nobody has seen anything for it: the next one shall come sooner.
      if (isEarly) this.#earlyFrom = ended + took;
      this.#restsUntil = Math.max(this.#due - gathering, ended + rest);
      return;
    }
    this.#lastTook = took;
    const stormy = ended + (this.#isStorm() ? Math.min(longestRestMs, restInStorm * took) : 0);
    if (isDemanded) {
      this.#restsUntil = Math.max(this.#restsUntil, this.#due - gathering, stormy);
      return;
    }
    this.#evenAt = ended + rest + (isEarly ? this.#evenAt - began : 0);
    if (isEarly) this.#earlyFrom = this.#evenAt;
    const usual = Math.min(ended + longestRestMs, this.#evenAt);
    this.#restsUntil = Math.max(this.#due - gathering, usual, stormy);
  }
}
