import { given } from '../model/given.js';
import { unreadIn } from '../model/panels/questions.js';
import type { JobWindow, Picture, PictureRequest } from '../model/picture.js';
import { keepLast } from '../model/recently-used.js';
import {
  compareKeys,
  defaultSort,
  type JobPlace,
  type JobSort,
  type ListKey,
  type Places,
  type PlacesRequest,
} from '../model/sort.js';

/**
 * This many extra jobs are held before and after a window: changes in other databases move the ends of this one's part
 * by a few jobs.
 */
const margin = 6;

/** The same request with a few more jobs on both sides. Only windows that begin at an index can be widened. */
export function widened(request: PictureRequest): PictureRequest {
  const { anchor, after, places } = request;
  if (places === undefined || anchor.kind !== 'index' || after >= Number.MAX_SAFE_INTEGER) return request;
  const first = Math.max(0, anchor.index - margin);
  const end = anchor.index + after + margin;
  return {
    ...request,
    anchor: { kind: 'index', index: first },
    after: end - first,
    places: { ...places, at: [first - 1, end] },
  };
}

/**
 * A run of a database's list at one instant, with everything else that was asked at the same time: further requests
 * about this part of the list are answered without reading.
 */
export class HeldRun {
  readonly #picture: Picture;
  readonly #list: string;
  /** Everything else that was asked; null if the answer to that is incomplete. */
  readonly #rest: string | null;
  readonly #sort: JobSort;
  /** The keys of the run's jobs and of the jobs on both sides, and the position of the first of them. */
  readonly #from: number;
  readonly #keys: readonly ListKey[];

  /**
   * Takes the answer to a request whose `places` are just before and after its window; `isWhole`: the answer is
   * complete.
   */
  constructor(request: PictureRequest, picture: Picture, isWhole: boolean) {
    const { window, places } = picture;
    this.#picture = picture;
    this.#list = listOf(request);
    this.#rest = isWhole ? restOf(request) : null;
    this.#sort = request.sort ?? defaultSort;
    const asked = request.places?.at ?? [];
    const keyAt = (position: number) => places?.keys[asked.indexOf(position)] ?? null;
    const before = keyAt(window.first - 1);
    const after = keyAt(window.first + window.jobs.length);
    this.#from = window.first - (before === null ? 0 : 1);
    this.#keys = [
      ...(before === null ? [] : [before]),
      ...(window.keys ?? []),
      ...(after === null ? [] : [after]),
    ];
  }

  /** The answer about places in the list; null if this part of the list isn't enough for all of it. */
  placesFor(request: PictureRequest): Picture | null {
    const { places, anchor, before, after } = request;
    // The place that a search asks for isn't known yet.
    if (places === undefined || anchor.kind !== 'index' || before + after > 0) return null;
    if (listOf(request) !== this.#list) return null;
    const shown = this.#places(places);
    return (
      shown && { ...this.#picture, window: { ...this.#picture.window, jobs: [], keys: [] }, places: shown }
    );
  }

  /** The answer with a window of the list and everything else; null if not all of it is held. */
  pictureFor(request: PictureRequest): Picture | null {
    const { anchor, before, after, places } = request;
    if (anchor.kind !== 'index' || before !== 0) return null;
    if (listOf(request) !== this.#list || restOf(request) !== this.#rest) return null;
    return this.narrowed(anchor.index, after, places);
  }

  /** The same window without anything else; null if not all of it is held. */
  listFor({ anchor, before, after, places, ...request }: PictureRequest): Picture | null {
    if (anchor.kind !== 'index' || before !== 0) return null;
    if (listOf({ ...request, anchor, before, after }) !== this.#list) return null;
    const narrow = this.narrowed(anchor.index, after, places);
    if (narrow === null) return null;
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
      places: its,
    } = narrow;
    return {
      ...{ asOf, counts, totals, troubles, failedMatching, window },
      ...given({ rightSince, types, troubled, listedWorkers, places: its }),
    };
  }

  /** Up to `count` jobs of the list from an index on; null if not all of them are held. */
  narrowed(index: number, count: number, places: PlacesRequest | undefined): Picture | null {
    const { window } = this.#picture;
    const first = Math.min(index, window.matching);
    const end = Math.min(window.matching, index + count);
    const skipped = first - window.first;
    const isHeld = end <= first || (skipped >= 0 && end <= window.first + window.jobs.length);
    const shown = places === undefined ? undefined : this.#places(places);
    if (!isHeld || shown === null) return null;
    const narrow: JobWindow = {
      first,
      jobs: end <= first ? [] : window.jobs.slice(skipped, skipped + end - first),
      matching: window.matching,
      ...(window.keys && { keys: end <= first ? [] : window.keys.slice(skipped, skipped + end - first) }),
    };
    const { places: _, lately, ...rest } = this.#picture;
    const beyond = window.jobs.filter((job) => !narrow.jobs.includes(job));
    const recent = lately && { lately: [...lately, ...beyond] };
    return { ...rest, window: narrow, ...recent, ...(shown && { places: shown }) };
  }

  #places({ at, of, job }: PlacesRequest): Places | null {
    const keys = at.map((position) => this.#keyAt(position));
    const counts = of.map((key) => this.#countsOf(key));
    const place = job === undefined ? undefined : this.#placeOf(job);
    if (keys.includes(undefined) || counts.includes(null) || (job !== undefined && place === undefined))
      return null;
    return {
      keys: keys.map((key) => key ?? null),
      counts: counts.flatMap((count) => count ?? []),
      ...(place === undefined ? {} : { job: place }),
    };
  }

  /** The key at a position; null if there is no job there, undefined if it isn't held. */
  #keyAt(position: number): ListKey | null | undefined {
    if (position < 0 || position >= this.#picture.window.matching) return null;
    return this.#keys[position - this.#from];
  }

  /**
   * How many jobs come before a key; null if the held keys don't enclose it and don't reach the end of the list on its
   * side.
   */
  #countsOf(key: ListKey): Places['counts'][number] | null {
    const { matching } = this.#picture.window;
    const compare = (held: ListKey | undefined) =>
      held === undefined ? 0 : compareKeys(this.#sort, held, key);
    const isStart = this.#from === 0 || compare(this.#keys[0]) < 0;
    const isEnd = this.#from + this.#keys.length === matching || compare(this.#keys.at(-1)) > 0;
    if (!isStart || !isEnd) return null;
    return {
      less: this.#from + this.#keys.filter((held) => compare(held) < 0).length,
      upTo: this.#from + this.#keys.filter((held) => compare(held) <= 0).length,
    };
  }

  /** A job's place; null if it isn't in the list, undefined if that isn't known. */
  #placeOf(job: string): JobPlace | null | undefined {
    const { first, jobs, keys = [], matching } = this.#picture.window;
    const index = jobs.findIndex(({ id }) => id === job);
    const key = keys[index];
    if (index >= 0 && key !== undefined) return { position: first + index, key };
    return jobs.length === matching ? null : undefined;
  }
}

/** What identifies a list. */
function listOf({ filter, sort, sortedAt, args }: PictureRequest): string {
  return JSON.stringify([filter, sort, sortedAt, args]);
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
    const held = isMain ? this.#run?.pictureFor(request) : this.#run?.placesFor(request);
    return held ?? this.#answers.get(keyOf(request)) ?? null;
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
function isWhole(picture: Picture): boolean {
  const { counts, found, since } = picture;
  return (
    counts !== null && found?.searched === undefined && unreadIn(picture) === 0 && (since?.unread ?? 0) === 0
  );
}
