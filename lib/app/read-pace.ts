import type { After } from '../clock.js';

/** The time that the pace is measured by. */
export interface PaceClock {
  /** Milliseconds since some fixed time, unaffected by changes to the system clock. */
  steady(): number;
  /**
   * Milliseconds of processor time that this process has used, in all its threads: a read that waits for a quiet
   * instant costs nothing meanwhile. Without this method, a read is taken to have been busy all the time.
   */
  spent?(): number;
  readonly after: After;
}

/**
 * Frequent changes are gathered: at least this long from one read's start to the next, ms. After a quiet time two
 * reads may follow each other at once, because a commit may show twice: when its journal appears, and when it is
 * done.
 */
const minIntervalMs = 200;
/**
 * The rest after a read is this many times the processor time that it took: reading takes at most a quarter of one
 * processor.
 */
const restPerRead = 3;
/**
 * This many times beside a writer at full speed, which would notice if reading took more than a fortieth of the time, even if
 * the reads failed.
 */
const restAtFullSpeed = 39;
/** However long a read took, changes are read after this many ms. */
const longestRestMs = 60_000;

/** A burst of changes may be over after this many ms without one, or this many times its longest gap. */
const shortestLullMs = 500;
const gapsPerLull = 1.5;
/** A change after a longer gap, in ms, begins another burst. */
const longestGapMs = 10_000;
/** The rhythm is judged by this many of the latest gaps. */
const mostGaps = 8;
/**
 * There are no looks while the reader reads, and the next one comes within this many ms after that. A change that shows
 * before then may have happened at any time during the read.
 */
const nextLookMs = 600;
/**
 * If the last read took longer than this, in ms, the next one doesn't come early: it would take too long to make
 * up for.
 */
const longestEarlyMs = 1500;

/** The result of a read: something to show, or nothing. */
export type ReadEnd = 'shown' | 'failed';

/** Tells from the rhythm of changes when a burst of them is probably over. */
class Burst {
  #gaps: number[] = [];
  #last = Number.NEGATIVE_INFINITY;

  /**
   * A change shows; the last read ended at `readEnded`, null while one is under way. It may have happened earlier,
   * during the read: then only the time since the read counts.
   */
  changed(now: number, readEnded: number | null): void {
    const gap = now - this.#last;
    const sinceRead = readEnded === null ? 0 : now - readEnded;
    if (gap > longestGapMs) this.#gaps = [];
    else {
      const certain = sinceRead < nextLookMs ? Math.min(gap, sinceRead) : gap;
      this.#gaps = [...this.#gaps.slice(1 - mostGaps), certain];
    }
    this.#last = now;
  }

  /** The time at which it is over, unless something changes before then. */
  get end(): number {
    return this.#last + Math.max(shortestLullMs, gapsPerLull * Math.max(0, ...this.#gaps));
  }
}

/**
 * Decides when to read: one read at a time, the first change at once, many changes together, and the last of them
 * always. A read that somebody waits for ignores the pace, and doesn't count towards it: the first read of a large
 * queue takes long, and happens once. When a burst is over, one read comes early, and the rests after it make up
 * for that: so the screen is soon right, however expensive it is to read beside the writer.
 */
export class ReadPace {
  readonly #clock: PaceClock;
  readonly #read: () => Promise<ReadEnd>;
  #wanted: 'not' | 'in-time' | 'at-once' = 'not';
  #reading: Promise<void> | null = null;
  /** When the next read would be due if none had come early. */
  #due = Number.NEGATIVE_INFINITY;
  readonly #burst = new Burst();
  /** Until this time of the steady clock, no change is read while a burst goes on. */
  #restsUntil = Number.NEGATIVE_INFINITY;
  /** When the extra cost of an early read has been compensated. */
  #repaidAt = Number.NEGATIVE_INFINITY;
  /** No further read comes early until this time. */
  #earlyFrom = Number.NEGATIVE_INFINITY;
  #readEnded = Number.NEGATIVE_INFINITY;
  /** Duration of the last read that had something to show, ms. */
  #lastTook = 0;
  #cancelWait = () => {};
  #closed = false;

  readonly #atFullSpeed: () => boolean;
  readonly #sharers: () => number;

  /**
   * `read` reads everything again; `atFullSpeed` tells whether somebody is writing at full speed now. `sharers`: how
   * many paces share what reading may cost, this one included.
   */
  constructor(
    clock: PaceClock,
    read: () => Promise<ReadEnd>,
    atFullSpeed: () => boolean = () => false,
    sharers: () => number = () => 1,
  ) {
    this.#atFullSpeed = atFullSpeed;
    this.#sharers = sharers;
    this.#clock = clock;
    this.#read = read;
  }

  /** Something was committed: it is read as soon as the pace allows. */
  changed(): void {
    const now = this.#clock.steady();
    this.#burst.changed(now, this.#reading === null ? this.#readEnded : null);
    this.readSoon();
  }

  /** What is shown may be incomplete, though nothing was committed: it is read as soon as the pace allows. */
  readSoon(): void {
    if (this.#wanted === 'not') this.#wanted = 'in-time';
    this.#go();
  }

  /** Somebody waits: reads at once, or as soon as the read under way has ended. */
  readNow(): void {
    this.#wanted = 'at-once';
    this.#go();
  }

  /** From now on nothing is read. Resolves when the read under way has ended. */
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
    // Other threads may have worked too, so the processor time may exceed the time that passed.
    const took = Math.min(
      ended - began,
      spent === undefined || spentBefore === undefined ? Number.POSITIVE_INFINITY : spent - spentBefore,
    );
    this.#due = Math.max(this.#due, began) + minIntervalMs;
    const isEarly = !isDemanded && began < this.#repaidAt;
    const rest = this.#restOf(took, restPerRead);
    const besideWriter = ended + (this.#atFullSpeed() ? this.#restOf(took, restAtFullSpeed) : 0);
    if (outcome === 'failed') {
      // It cost something and showed nothing, so the next early read may come sooner.
      if (isEarly) this.#earlyFrom = ended + took;
      this.#restsUntil = Math.max(this.#due - minIntervalMs, ended + rest, besideWriter);
      return;
    }
    this.#lastTook = took;
    if (isDemanded) {
      this.#restsUntil = Math.max(this.#restsUntil, this.#due - minIntervalMs, besideWriter);
      return;
    }
    this.#repaidAt = ended + rest + (isEarly ? this.#repaidAt - began : 0);
    if (isEarly) this.#earlyFrom = this.#repaidAt;
    const usual = Math.min(ended + longestRestMs, this.#repaidAt);
    this.#restsUntil = Math.max(this.#due - minIntervalMs, usual, besideWriter);
  }

  /** How long to rest, ms, so that reading takes 1 / (`times` + 1) of the time, all who share it taken together. */
  #restOf(took: number, times: number): number {
    return Math.min(longestRestMs, took * ((times + 1) * this.#sharers() - 1));
  }
}
