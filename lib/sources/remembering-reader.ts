import type { Picture, PictureRequest } from '../model/picture.js';
import type { ReadResult, SnapshotReader } from '../snapshot/port.js';

/** Answers of a database that nobody has changed hold for this long, ms: what is known of workers changes with time. */
const longestMs = 5000;
/** As many answers are kept: one merged picture asks two or three questions. */
const mostAnswers = 6;
/** A database that left no quiet instant to read in isn't asked again for this long, ms: others would wait for it. */
const busyRestMs = 3000;

/** Runs something after a number of ms; returns how to cancel it. */
export type Later = (milliseconds: number, action: () => void) => () => void;

/**
 * A database's reader that answers the same question again without reading, as long as looks show that nothing has changed.
 * Of many databases, few change from one picture to the next.
 */
export class RememberingReader implements SnapshotReader {
  readonly #reader: SnapshotReader;
  readonly #clock: () => number;
  readonly #later: Later | null;
  readonly #onDue: () => void;
  /** By what was asked, oldest first. */
  readonly #answers = new Map<string, ReadResult>();
  /** The look that the answers belong to, when it was taken, and when the first of them was read, ms. */
  #look: { readonly text: string; at: number; since: number } | null = null;
  /** Why it can't be read, until it has rested. */
  #busy: ReadResult | null = null;
  #cancelRest = () => {};

  /** `clock` gives ms since the epoch. `onDue` is called when a busy database has rested; without `later`, none rests. */
  constructor(reader: SnapshotReader, clock: () => number, later: Later | null, onDue: () => void) {
    this.#reader = reader;
    this.#clock = clock;
    this.#later = later;
    this.#onDue = onDue;
  }

  /** Looks whether anything has changed. What is read from now on is as of this instant or later. */
  async refresh(): Promise<void> {
    const at = this.#clock();
    const text = await this.#reader.look();
    const isSame = this.#look?.text === text && Math.abs(at - this.#look.since) < longestMs;
    if (this.#look !== null && isSame) this.#look.at = at;
    else this.#forget({ text, at, since: at });
  }

  /** Whatever was read is read again, because something beside the database has changed. */
  renew(): void {
    this.#forget(null);
  }

  async read(request: PictureRequest): Promise<ReadResult> {
    if (this.#busy !== null) return this.#busy;
    // Ends that come later would change the database.
    const { pace: _, ...asked } = request;
    const key = JSON.stringify(asked);
    const look = this.#look;
    const known = this.#answers.get(key);
    if (known?.kind === 'picture' && look !== null)
      return { kind: 'picture', picture: { ...known.picture, asOf: Math.max(known.picture.asOf, look.at) } };
    const result = await this.#reader.read(request);
    if (result.kind === 'problem' && result.problem.code === 'busy') this.#rest(result);
    // What was read before something changed is of no use.
    if (result.kind === 'picture' && isWhole(result.picture) && this.#look === look) this.#keep(key, result);
    return result;
  }

  look(): Promise<string> {
    return this.#reader.look();
  }

  async close(): Promise<void> {
    this.#cancelRest();
    this.#forget(null);
    await this.#reader.close();
  }

  #keep(key: string, result: ReadResult): void {
    this.#answers.set(key, result);
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= mostAnswers) break;
      this.#answers.delete(oldest);
    }
  }

  #forget(look: { readonly text: string; at: number; since: number } | null): void {
    this.#answers.clear();
    this.#look = look;
  }

  #rest(problem: ReadResult): void {
    if (this.#later === null) return;
    this.#busy = problem;
    this.#cancelRest = this.#later(busyRestMs, () => {
      this.#busy = null;
      this.#onDue();
    });
  }
}

/** Whether nothing is left to be read: the same question again would go on with the rest. */
function isWhole({ counts, found, causes, since }: Picture): boolean {
  return (
    counts !== null &&
    found?.searched === undefined &&
    (causes?.unread ?? 0) === 0 &&
    (since?.unread ?? 0) === 0
  );
}
