import type { Picture, PictureRequest } from '../model/picture.js';
import { keepLast } from '../model/recently-used.js';
import { HeldRun, widened } from './held-run.js';

/**
 * Held answers are read again after this long, ms, even if the database hasn't changed: what is known of workers
 * changes with time.
 */
const longestMs = 5000;
/** This many answers are kept beside the window: a merged picture asks two or three questions. */
const mostAnswers = 6;

/** An answer that was read. */
interface Answer {
  readonly asked: PictureRequest;
  /** Whether it is the window on the screen. */
  readonly isMain: boolean;
  /** The look just before the read, and when that was, ms since the epoch. */
  readonly look: string;
  readonly at: number;
  readonly picture: Picture;
  /** Whether it replaces the held answers even if the look is the same. */
  readonly isAgain: boolean;
}

/** The answers that a database has given since it was last seen to change. */
export class HeldAnswers {
  #run: HeldRun | null = null;
  /** By request, oldest first. */
  readonly #answers = new Map<string, Picture>();
  #look: string | null = null;
  #at = 0;
  #goodAt = Number.NEGATIVE_INFINITY;

  /** Up to when looks showed that nothing had changed, ms since the epoch. */
  get goodAt(): number {
    return this.#goodAt;
  }

  /** Whether to read again even if the database hasn't changed; `now` in ms since the epoch. */
  isOld(now: number): boolean {
    return Math.abs(now - this.#at) >= longestMs;
  }

  /** Whether a look shows nothing new. */
  isOf(look: string): boolean {
    return this.#look === look;
  }

  /** A look at the database, which began at `at`, ms since the epoch. */
  noteLook(look: string, at: number): void {
    if (this.isOf(look)) this.#goodAt = at;
  }

  /** The answer, if it is held. */
  answer(request: PictureRequest, isMain: boolean): Picture | null {
    const told = isMain ? this.#run?.pictureFor(request) : this.#run?.placesFor(request);
    return told ?? this.#answers.get(keyOf(request)) ?? null;
  }

  /** The held window alone, for when the rest of the request can't be answered. */
  list(request: PictureRequest): Picture | null {
    return this.#run?.listFor(request) ?? null;
  }

  /** The request to make instead of this one, so that a little more is held. */
  wider(request: PictureRequest, isMain: boolean): PictureRequest {
    return isMain ? widened(request) : request;
  }

  /** From the answer to a request widened by `wider`, the part that was originally asked for. */
  narrowed({ anchor, after, places }: PictureRequest, isMain: boolean, picture: Picture): Picture {
    if (!isMain || anchor.kind !== 'index' || places === undefined) return picture;
    return this.#run?.narrowed(anchor.index, after, places) ?? picture;
  }

  /** Holds an answer; answers of another instant are dropped. */
  keep({ asked, isMain, look, at, picture, isAgain }: Answer): void {
    if (isAgain || !this.isOf(look)) {
      this.forget();
      this.#at = at;
    }
    this.#look = look;
    this.#goodAt = at;
    if (isMain) this.#run = new HeldRun(asked, picture, isWhole(picture));
    else if (isWhole(picture)) this.#answers.set(keyOf(asked), picture);
    keepLast(this.#answers, mostAnswers);
  }

  /** Drops everything. */
  forget(): void {
    this.#run = null;
    this.#answers.clear();
    this.#look = null;
  }
}

/** Without the pace: a later end of a job would change the database, and so drop the answer. */
function keyOf({ pace: _, ...asked }: PictureRequest): string {
  return JSON.stringify(asked);
}

/** Whether the answer is complete: otherwise asking again has to continue the work. */
function isWhole({ counts, found, causes, since }: Picture): boolean {
  return (
    counts !== null &&
    found?.searched === undefined &&
    (causes?.unread ?? 0) === 0 &&
    (since?.unread ?? 0) === 0
  );
}
