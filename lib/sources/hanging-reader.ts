import type { After } from '../clock.js';
import type { PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import type { ReadResult, SnapshotReader } from '../snapshot/port.js';
import { Silence } from './silence.js';

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
