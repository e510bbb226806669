import { stat } from 'node:fs/promises';
import { type After, afterUnlessDone } from '../../clock.js';
import { absolutePath, type PathFolders } from './absolute-path.js';

/** An output is checked again after this many ms. */
export const checkAgainMs = 2000;
/** An answer older than this many ms doesn't count: the disk has stopped answering. */
export const freshMs = 10_000;
/** At most this many checks are under way, so that one on a dead disk doesn't block another path's. */
const together = 2;

/** Whether something exists at an absolute path; null if that can't be found out. Never rejects. */
export type Exists = (file: string) => Promise<boolean | null>;

/** What is known of each requested path. */
type Known = readonly (boolean | null)[];

/**
 * Whether the outputs of the job in the detail panel exist on this host. Checked independently of any snapshot,
 * again and again while they are wanted, so that they are seen to appear or disappear even if no worker commits
 * anything.
 */
export class OutputPresence {
  readonly #answers = new Map<string, { readonly exists: boolean | null; readonly at: number }>();
  readonly #underWay = new Set<string>();
  #wanted: readonly (string | null)[] = [];
  #reported: Known = [];
  /** What is still to be checked in this round. */
  #waiting: { readonly path: string; readonly file: string }[] = [];
  #cancel = () => {};
  #closed = false;

  readonly #folders: PathFolders;
  readonly #clock: () => number;
  readonly #onNews: () => void;
  readonly #exists: Exists;
  readonly #after: After;

  /** `clock` gives ms since the epoch; `onNews` is called when {@link check} would now return something else. */
  constructor(
    folders: PathFolders,
    clock: () => number,
    onNews: () => void,
    exists: Exists = existsOnDisk,
    after: After = afterUnlessDone,
  ) {
    this.#folders = folders;
    this.#clock = clock;
    this.#onNews = onNews;
    this.#exists = exists;
    this.#after = after;
  }

  /**
   * Whether each of these outputs of a job exists, as far as already known; null for one without a path. Keeps
   * checking these, and only these, until others are requested. Doesn't wait.
   */
  check(paths: readonly (string | null)[]): Known {
    if (this.#closed) return paths.map(() => null);
    const changed = !isSame(paths, this.#wanted);
    this.#wanted = paths;
    this.#reported = this.#known();
    if (changed) this.#startRound();
    return this.#reported;
  }

  /** Stops checking. Doesn't wait, because a file system may never answer. */
  close(): void {
    this.#closed = true;
    this.#wanted = [];
    this.#waiting = [];
    this.#cancel();
  }

  #startRound(): void {
    this.#cancel();
    this.#waiting = [...new Set(this.#wanted)].flatMap((path) => {
      const file = path === null ? null : absolutePath(path, this.#folders);
      return path === null || file === null ? [] : [{ path, file }];
    });
    if (this.#waiting.length === 0) return;
    this.#cancel = this.#after(checkAgainMs, () => {
      this.#startRound();
      this.#report();
    });
    this.#checkNext();
  }

  #checkNext(): void {
    while (this.#underWay.size < together) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const { path, file } = next;
      if (this.#underWay.has(path)) continue;
      this.#underWay.add(path);
      void this.#exists(file).then((exists) => {
        this.#underWay.delete(path);
        this.#remember(path, exists);
        this.#checkNext();
        // Many answers are announced together.
        if (this.#waiting.length === 0 && this.#wanted.includes(path)) this.#report();
      });
    }
  }

  #report(): void {
    const known = this.#known();
    if (isSame(known, this.#reported) || this.#closed) return;
    this.#reported = known;
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

  /** If the clock was set back, an answer counts as old. */
  #age(at: number): number {
    const age = this.#clock() - at;
    return age < 0 ? Number.POSITIVE_INFINITY : age;
  }
}

function isSame<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}

async function existsOnDisk(file: string): Promise<boolean | null> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' ? false : null;
  }
}
