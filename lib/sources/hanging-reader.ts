import type { After } from '../clock/after.js';
import type { PictureRequest } from '../model/picture.js';
import type { ReadResult, SnapshotReader } from '../snapshot/port.js';
import { silentProblem } from './read-counted.js';
import { Silence } from './silence.js';

/** What a look says while none comes back: the looks before and after it differ from this. */
const noLook = 'no look comes back';

/**
 * A reader of a database whose disk may stop answering, as where another machine serves it. While a look doesn't come
 * back, and the reader doesn't report any progress either, every read is a problem at once, and the look says that
 * something has changed. The next look that comes back says so again.
 */
export class HangingReader implements SnapshotReader {
  readonly #path: string;
  readonly #reader: SnapshotReader;
  readonly #steady: () => number;
  readonly #silence: Silence;
  #heardAt: number;
  #looking: Promise<string> | null = null;
  /** Settles when the reader has done what it was asked for last. */
  #reading: Promise<unknown> = Promise.resolve();

  /** `steady`: ms, a clock that is never set back. */
  constructor(
    path: string,
    reader: SnapshotReader,
    { steady, after }: { readonly steady: () => number; readonly after: After },
  ) {
    this.#path = path;
    this.#reader = reader;
    this.#steady = steady;
    this.#heardAt = steady();
    this.#silence = new Silence({ steady, after, silentMs: () => steady() - this.#heardAt }, () => {});
  }

  /** Something was heard of the reader, such as its progress. */
  noteLife(): void {
    this.#heardAt = this.#steady();
  }

  read(request: PictureRequest): Promise<ReadResult> {
    const problem = silentProblem(this.#path, 'It is shown again as soon as it answers.');
    const silent = (): ReadResult => ({ kind: 'problem', problem });
    if (this.#silence.isLate) return Promise.resolve(silent());
    // One that wasn't waited for any longer may still be under way.
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
