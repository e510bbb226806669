import type { Picture, PictureRequest } from '../model/picture.js';
import { keepLast } from '../model/recently-used.js';
import { HeldRun, widened } from './held-run.js';

/**
 * What is held is read again after this long, ms, though nobody has changed it: what is known of workers changes with
 * time.
 */
const longestMs = 5000;
/** As many answers are kept beside the window: one merged picture asks two or three questions. */
const mostAnswers = 6;

/** An answer that was read. */
interface Answer {
  readonly asked: PictureRequest;
  /** Whether it is the window on the screen. */
  readonly isMain: boolean;
  /** The look just before, and when that was, ms since the epoch. */
  readonly look: string;
  readonly at: number;
  readonly picture: Picture;
  /** Whether it replaces what is held, even if the look is the same. */
  readonly isAgain: boolean;
}

/** What a database has answered since it was last seen to change. */
export class HeldAnswers {
  #run: HeldRun | null = null;
  /** By what was asked, oldest first. */
  readonly #answers = new Map<string, Picture>();
  #look: string | null = null;
  #at = 0;
  #goodAt = Number.NEGATIVE_INFINITY;

  /** Until when, ms since the epoch, looks showed that nothing had changed. */
  get goodAt(): number {
    return this.#goodAt;
  }

  /** Whether it is to be read again even if nobody has changed the database; `now` in ms since the epoch. */
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

  /** What is held of the window alone, where what else is asked can't be answered. */
  list(request: PictureRequest): Picture | null {
    return this.#run?.listFor(request) ?? null;
  }

  /** What to ask instead of a request, so that a little more is held. */
  wider(request: PictureRequest, isMain: boolean): PictureRequest {
    return isMain ? widened(request) : request;
  }

  /** The part of an answer to what `wider` said that was asked for. */
  narrowed({ anchor, after, places }: PictureRequest, isMain: boolean, picture: Picture): Picture {
    if (!isMain || anchor.kind !== 'index' || places === undefined) return picture;
    return this.#run?.narrowed(anchor.index, after, places) ?? picture;
  }

  /** Holds an answer; what was held of another instant is forgotten. */
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

  /** Holds nothing any more. */
  forget(): void {
    this.#run = null;
    this.#answers.clear();
    this.#look = null;
  }
}

/** Ends that come later would change the database. */
function keyOf({ pace: _, ...asked }: PictureRequest): string {
  return JSON.stringify(asked);
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
