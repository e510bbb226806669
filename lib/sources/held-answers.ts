import { given } from '../model/given.js';
import { unreadIn } from '../model/panels/questions.js';
import type { Picture, PictureRequest } from '../model/picture.js';
import { keepLast } from '../model/recently-used.js';

/**
 * This many extra jobs are held before and after a window: changes in other databases move the ends of this one's part
 * by a few jobs.
 */
const margin = 6;

/** A request with a few more jobs on both sides, if its list is merged with others. */
export function widened(request: PictureRequest): PictureRequest {
  const { before, after, places } = request;
  if (places === undefined || after >= Number.MAX_SAFE_INTEGER) return request;
  return { ...request, before: before + margin, after: after + margin };
}

/**
 * The jobs around a place in a database's list at one instant, with everything else that was asked at the same time:
 * requests for no more jobs around this place are answered without reading.
 */
export class HeldRun {
  readonly #picture: Picture;
  readonly #request: PictureRequest;
  readonly #list: string;
  /** Everything else that was asked; null if the answer to that is incomplete. */
  readonly #rest: string | null;

  /** `isWhole`: the answer is complete. */
  constructor(request: PictureRequest, picture: Picture, isWhole: boolean) {
    this.#picture = picture;
    this.#request = request;
    this.#list = listOf(request);
    this.#rest = isWhole ? restOf(request) : null;
  }

  /** The answer, which may have more jobs; null if not all of it is held. */
  pictureFor(request: PictureRequest): Picture | null {
    return this.#holds(request) && restOf(request) === this.#rest ? this.#picture : null;
  }

  /** The jobs without anything else; null if not all of them are held. */
  listFor(request: PictureRequest): Picture | null {
    if (!this.#holds(request)) return null;
    const {
      asOf,
      rightSince,
      counts,
      totals,
      types,
      troubles,
      troubled,
      failedMatching,
      listedWorkers,
      window,
      places,
    } = this.#picture;
    return {
      ...{ asOf, counts, totals, troubles, failedMatching, window },
      ...given({ rightSince, types, troubled, listedWorkers, places }),
    };
  }

  #holds(request: PictureRequest): boolean {
    const { before, after } = this.#request;
    return listOf(request) === this.#list && request.before <= before && request.after <= after;
  }
}

/** What identifies a list, a place in it, and what is asked about both. */
function listOf({ filter, sort, sortedAt, args, anchor, places }: PictureRequest): string {
  return JSON.stringify([filter, sort, sortedAt, args, anchor, places]);
}

/** Everything but the window and the pace, since a later end of a job would change the database. */
function restOf({
  anchor: _,
  before: __,
  after: ___,
  places: ____,
  pace: _____,
  ...rest
}: PictureRequest): string {
  return JSON.stringify(rest);
}

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
    return (isMain ? this.#run?.pictureFor(request) : null) ?? this.#answers.get(keyOf(request)) ?? null;
  }

  /** The held window alone, for when the rest of the request can't be answered. */
  list(request: PictureRequest): Picture | null {
    return this.#run?.listFor(request) ?? null;
  }

  /** The request to make instead of this one, so that a little more is held. */
  wider(request: PictureRequest, isMain: boolean): PictureRequest {
    return isMain ? widened(request) : request;
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
function isWhole(picture: Picture): boolean {
  const { counts, found, since } = picture;
  return (
    counts !== null && found?.searched === undefined && unreadIn(picture) === 0 && (since?.unread ?? 0) === 0
  );
}
