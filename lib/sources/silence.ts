import type { After } from '../clock.js';
import type { PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import type { ReadResult, SnapshotReader } from '../snapshot/port.js';

/** If there is no sign of life for this long after a question, in ms, the answer isn't waited for any longer. */
const lateAfterMs = 2000;
/** An answer is waited for at most this long, ms, even if signs of life come. */
const longestWaitMs = 5000;

/** What is needed to measure a silence. */
interface SilenceClock {
  readonly steady: () => number;
  readonly after: After;
  /** How many ms ago the last sign of life came. */
  readonly silentMs: () => number;
}

/** Notices that an answer is overdue, and stops those who wait for it from waiting. */
export class Silence {
  readonly #clock: SilenceClock;
  readonly #onChange: () => void;
  #isLate = false;
  readonly #waiting = new Set<() => void>();
  #cancel = () => {};

  /** `onChange` is called when a silence begins, and when it ends. */
  constructor(clock: SilenceClock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Whether an answer is overdue. */
  get isLate(): boolean {
    return this.#isLate;
  }

  /**
   * Watches from now on until the returned function is called, which is when the answer has come. `patiently`: there is
   * no limit as long as signs of life come.
   */
  watch(patiently: boolean): () => void {
    const began = this.#clock.steady();
    const check = () => {
      const now = this.#clock.steady();
      const untilSilent = lateAfterMs - Math.min(now - began, this.#clock.silentMs());
      const untilLongest = patiently ? Number.POSITIVE_INFINITY : longestWaitMs - (now - began);
      const wait = Math.min(untilSilent, untilLongest);
      if (wait <= 0) this.#begin();
      else this.#cancel = this.#clock.after(wait, check);
    };
    check();
    return () => this.#end();
  }

  /** The promise's result, or `otherwise` if an answer is or becomes overdue. */
  unlessLate<T>(answer: Promise<T>, otherwise: () => T): Promise<T> {
    if (this.#isLate) return Promise.resolve(otherwise());
    return new Promise((resolve, reject) => {
      const giveUp = () => resolve(otherwise());
      this.#waiting.add(giveUp);
      answer.then(resolve, reject).finally(() => this.#waiting.delete(giveUp));
    });
  }

  /** Stops watching. */
  close(): void {
    this.#cancel();
  }

  #begin(): void {
    this.#isLate = true;
    for (const giveUp of this.#waiting) giveUp();
    this.#waiting.clear();
    this.#onChange();
  }

  #end(): void {
    this.#cancel();
    if (!this.#isLate) return;
    this.#isLate = false;
    this.#onChange();
  }
}

/** The text of a look while real ones don't return: it differs from the looks before and after. */
const noLook = 'no look comes back';

/**
 * A reader of a database whose disk may stop answering, for example because another machine serves it. While a look
 * doesn't return and the reader reports no progress either, every read fails at once with a problem, and the look's
 * text differs, so that this is shown. When a look returns again, the text differs once more.
 */
export class HangingReader implements SnapshotReader {
  readonly #problem: Problem;
  readonly #reader: SnapshotReader;
  readonly #steady: () => number;
  readonly #silence: Silence;
  #heardAt: number;
  #looking: Promise<string> | null = null;
  /** Settles when the reader has finished its last request. */
  #reading: Promise<unknown> = Promise.resolve();

  /** `problem`: that it doesn't answer. `steady`: ms, a clock that is never set back. */
  constructor(
    problem: Problem,
    reader: SnapshotReader,
    { steady, after }: { readonly steady: () => number; readonly after: After },
  ) {
    this.#problem = problem;
    this.#reader = reader;
    this.#steady = steady;
    this.#heardAt = steady();
    this.#silence = new Silence({ steady, after, silentMs: () => steady() - this.#heardAt }, () => {});
  }

  /** The reader gave a sign of life, such as its progress. */
  noteLife(): void {
    this.#heardAt = this.#steady();
  }

  read(request: PictureRequest): Promise<ReadResult> {
    const silent = (): ReadResult => ({ kind: 'problem', problem: this.#problem });
    if (this.#silence.isLate) return Promise.resolve(silent());
    // An earlier read may still be under way although nobody waits for it any longer.
    const answer = this.#reading.then(() => this.#reader.read(request));
    this.#reading = answer;
    return this.#silence.unlessLate(answer, silent);
  }

  look(): Promise<string> {
    this.#looking ??= this.#lookOnce();
    return this.#silence.unlessLate(this.#looking, () => noLook);
  }

  async close(): Promise<void> {
    this.#silence.close();
    await this.#reader.close();
  }

  async #lookOnce(): Promise<string> {
    const end = this.#silence.watch(true);
    const text = await this.#reader.look();
    this.#looking = null;
    end();
    return text;
  }
}
