import { stat } from 'node:fs/promises';
import { type OutputPlaces, outputPlace } from './output-place.js';

/** An output is looked at again after this many ms. */
export const lookAgainMilliseconds = 2000;
/** An answer older than this many ms is none: the disk has stopped answering. */
export const freshMilliseconds = 10_000;
/** So many looks at most wait for their answers: one at a dead disk doesn't keep another path from being looked at. */
const together = 2;

/** Whether something is at an absolute path; null where that can't be said. Never rejects. */
export type Exists = (place: string) => Promise<boolean | null>;

/** Calls `run` once after so many ms; the answer calls it off. */
export type After = (milliseconds: number, run: () => void) => () => void;

/**
 * Whether the output of the job in the detail panel exists on this host: looked at apart from any snapshot, again
 * and again while it is wanted, so that it is seen to appear or disappear though no worker commits anything.
 */
export class OutputPresence {
  readonly #answers = new Map<string, { readonly exists: boolean | null; readonly at: number }>();
  readonly #underWay = new Set<string>();
  #wanted: string | null = null;
  #told: boolean | null = null;
  #callOff = () => {};
  #closed = false;

  /** `clock` gives ms since the epoch; `onNews` is called when {@link ask} would answer otherwise than it last did. */
  constructor(
    private readonly places: OutputPlaces,
    private readonly clock: () => number,
    private readonly onNews: () => void,
    private readonly exists: Exists = existsOnDisk,
    private readonly after: After = afterTimer,
  ) {}

  /**
   * Whether the output at this path, a job's, exists, as far as it is known already. Keeps looking at it, and at no
   * other, until asked for another; null asks for none. Waits for nothing.
   */
  ask(path: string | null): boolean | null {
    if (this.#closed) return null;
    const changed = path !== this.#wanted;
    this.#wanted = path;
    this.#told = this.#known();
    if (changed) this.#look();
    return this.#told;
  }

  /** Ends the looking. Waits for nothing, because a file system may never answer. */
  close(): void {
    this.#closed = true;
    this.#wanted = null;
    this.#callOff();
  }

  #look(): void {
    this.#callOff();
    const path = this.#wanted;
    const place = path === null ? null : outputPlace(path, this.places);
    if (path === null || place === null) return;
    this.#callOff = this.after(lookAgainMilliseconds, () => {
      this.#look();
      this.#tell();
    });
    if (this.#underWay.has(path) || this.#underWay.size >= together) return;
    this.#underWay.add(path);
    void this.exists(place).then((exists) => {
      this.#underWay.delete(path);
      this.#remember(path, exists);
      if (path === this.#wanted) this.#tell();
    });
  }

  #tell(): void {
    const known = this.#known();
    if (known === this.#told || this.#closed) return;
    this.#told = known;
    this.onNews();
  }

  #known(): boolean | null {
    const answer = this.#answers.get(this.#wanted ?? '');
    return answer !== undefined && this.#age(answer.at) < freshMilliseconds ? answer.exists : null;
  }

  #remember(path: string, exists: boolean | null): void {
    for (const [other, { at }] of this.#answers) {
      if (this.#age(at) >= freshMilliseconds) this.#answers.delete(other);
    }
    this.#answers.set(path, { exists, at: this.clock() });
  }

  /** A clock that was set back makes an answer old. */
  #age(at: number): number {
    const age = this.clock() - at;
    return age < 0 ? Number.POSITIVE_INFINITY : age;
  }
}

async function existsOnDisk(place: string): Promise<boolean | null> {
  try {
    await stat(place);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' ? false : null;
  }
}

function afterTimer(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds).unref();
  return () => clearTimeout(timer);
}
