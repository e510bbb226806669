import { stat } from 'node:fs/promises';
import { type After, afterUnlessDone } from '../../clock/after.js';
import { type OutputPlaces, outputPlace } from './output-place.js';

/** An output is looked at again after this many ms. */
export const lookAgainMs = 2000;
/** An answer older than this many ms is none: the disk has stopped answering. */
export const freshMs = 10_000;
/** This many looks at most wait for their answers: one at a dead disk doesn't keep another path from being looked at. */
const together = 2;

/** Whether something is at an absolute path; null where that can't be said. Never rejects. */
export type Exists = (place: string) => Promise<boolean | null>;

/** What is known of each path that was asked for. */
type Known = readonly (boolean | null)[];

/**
 * Whether the outputs of the job in the detail panel exist on this host: looked at apart from any snapshot, again and
 * again while they are wanted, so that they are seen to appear or disappear though no worker commits anything.
 */
export class OutputPresence {
  readonly #answers = new Map<string, { readonly exists: boolean | null; readonly at: number }>();
  readonly #underWay = new Set<string>();
  #wanted: readonly (string | null)[] = [];
  #told: Known = [];
  /** What is to be looked at in this round still. */
  #waiting: { readonly path: string; readonly place: string }[] = [];
  #callOff = () => {};
  #closed = false;

  readonly #places: OutputPlaces;
  readonly #clock: () => number;
  readonly #onNews: () => void;
  readonly #exists: Exists;
  readonly #after: After;

  /** `clock` gives ms since the epoch; `onNews` is called when {@link ask} would answer otherwise than it last did. */
  constructor(
    places: OutputPlaces,
    clock: () => number,
    onNews: () => void,
    exists: Exists = existsOnDisk,
    after: After = afterUnlessDone,
  ) {
    this.#places = places;
    this.#clock = clock;
    this.#onNews = onNews;
    this.#exists = exists;
    this.#after = after;
  }

  /**
   * Whether the outputs at these paths, a job's, exist, each as far as it is known already; null for one without a
   * path. Keeps looking at them, and at no others, until asked for others. Waits for nothing.
   */
  ask(paths: readonly (string | null)[]): Known {
    if (this.#closed) return paths.map(() => null);
    const changed = !isSame(paths, this.#wanted);
    this.#wanted = paths;
    this.#told = this.#known();
    if (changed) this.#look();
    return this.#told;
  }

  /** Ends the looking. Waits for nothing, because a file system may never answer. */
  close(): void {
    this.#closed = true;
    this.#wanted = [];
    this.#waiting = [];
    this.#callOff();
  }

  #look(): void {
    this.#callOff();
    this.#waiting = [...new Set(this.#wanted)].flatMap((path) => {
      const place = path === null ? null : outputPlace(path, this.#places);
      return path === null || place === null ? [] : [{ path, place }];
    });
    if (this.#waiting.length === 0) return;
    this.#callOff = this.#after(lookAgainMs, () => {
      this.#look();
      this.#tell();
    });
    this.#lookOn();
  }

  #lookOn(): void {
    while (this.#underWay.size < together) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const { path, place } = next;
      if (this.#underWay.has(path)) continue;
      this.#underWay.add(path);
      void this.#exists(place).then((exists) => {
        this.#underWay.delete(path);
        this.#remember(path, exists);
        this.#lookOn();
        // Many answers are told at once.
        if (this.#waiting.length === 0 && this.#wanted.includes(path)) this.#tell();
      });
    }
  }

  #tell(): void {
    const known = this.#known();
    if (isSame(known, this.#told) || this.#closed) return;
    this.#told = known;
    this.#onNews();
  }

  #known(): Known {
    return this.#wanted.map((path) => {
      const answer = this.#answers.get(path ?? '');
      return answer !== undefined && this.#age(answer.at) < freshMs ? answer.exists : null;
    });
  }

  #remember(path: string, exists: boolean | null): void {
    for (const [other, { at }] of this.#answers) {
      if (this.#age(at) >= freshMs) this.#answers.delete(other);
    }
    this.#answers.set(path, { exists, at: this.#clock() });
  }

  /** A clock that was set back makes an answer old. */
  #age(at: number): number {
    const age = this.#clock() - at;
    return age < 0 ? Number.POSITIVE_INFINITY : age;
  }
}

function isSame<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
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
