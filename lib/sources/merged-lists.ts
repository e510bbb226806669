import type { JobId } from '../model/job.js';
import {
  compareKeys,
  type JobPlace,
  type JobSort,
  type ListKey,
  type Places,
  type PlacesRequest,
} from '../model/sort.js';

/** What is known of one of the lists that are merged. */
interface KnownList {
  readonly size: number;
  readonly keys: ReadonlyMap<number, ListKey>;
}

/** A known key and its place. If two lists have the same key, the earlier list's job comes first. */
export interface KnownPlace {
  readonly list: number;
  readonly position: number;
  readonly key: ListKey;
}

/** The distances from the last split at which to ask first, and then at which to ask next. */
const nearSteps = [0, 1, 2, 3];
const farSteps = [4, 5, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024, 4096, 16_384, 65_536];

/**
 * The positions of a list to ask about if the split is probably near `near`: first those next to it; then, with
 * `isFar`, positions further away, ever more widely spaced.
 */
function positionsNear(near: number, isFar = false): readonly number[] {
  const steps = isFar ? farSteps : nearSteps;
  return steps.flatMap((step) => [near - step, near + step]).filter((position) => position >= 0);
}

/** The positions at which the split may be in each list: from `low` to `high`, both included. */
interface SplitRange {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** At most this many keys of a list are asked for at a time. */
const sampled = 96;

/** Which of two jobs comes first in the merged list, from their keys, lists and positions. */
export function comparePlaces(sort: JobSort, one: KnownPlace, other: KnownPlace): number {
  return compareKeys(sort, one.key, other.key) || one.list - other.list || one.position - other.position;
}

/**
 * Narrows down where the first jobs of the merged list end in each list, from some of the lists' keys, for several
 * counts of such jobs. All positions are known once `low` and `high` are equal.
 */
function splitRanges(
  sort: JobSort,
  lists: readonly KnownList[],
  counts: readonly number[],
): readonly SplitRange[] {
  const places = placesOf(sort, lists);
  const next = nextKnown(lists, places);
  return counts.map((count) => splitRange(lists, places, next, count));
}

function splitRange(
  lists: readonly KnownList[],
  places: readonly KnownPlace[],
  next: readonly (readonly number[])[],
  first: number,
): SplitRange {
  const low = lists.map(() => 0);
  const high = lists.map(({ size }) => Math.min(size, first));
  // How many jobs of each list come before the place under consideration, at least and at most.
  const least = lists.map(() => 0);
  const most = next.map((positions, list) => positions[0] ?? lists[list]?.size ?? 0);
  let [leastSum, mostSum] = [sumOf(least), sumOf(most)];
  const at = lists.map(() => 0);
  for (const { list, position } of places) {
    // Of its own list, exactly `position` jobs come before it, and most[list] is just that.
    const before = { least: leastSum - (least[list] ?? 0) + position, most: mostSum };
    if (before.least >= first) high[list] = Math.min(high[list] ?? 0, position);
    if (before.most < first) low[list] = Math.max(low[list] ?? 0, position + 1);
    at[list] = (at[list] ?? 0) + 1;
    const following = next[list]?.[at[list] ?? 0] ?? lists[list]?.size ?? 0;
    leastSum += position + 1 - (least[list] ?? 0);
    mostSum += following - (most[list] ?? 0);
    least[list] = position + 1;
    most[list] = following;
  }
  return tightened({ low, high: high.map((each, list) => Math.max(each, low[list] ?? 0)) }, first);
}

/** The range tightened by the other lists' ranges: all lists together have `first` jobs before the split. */
function tightened({ low, high }: SplitRange, first: number): SplitRange {
  const [least, most] = [sumOf(low), sumOf(high)];
  return {
    low: low.map((each, list) => Math.max(each, first - (most - (high[list] ?? 0)))),
    high: high.map((each, list) =>
      Math.min(each, Math.max(low[list] ?? 0, first - (least - (low[list] ?? 0)))),
    ),
  };
}

/** Whether the split is known in every list. */
function isKnown({ low, high }: SplitRange): boolean {
  return low.every((each, list) => each === high[list]);
}

/**
 * For each list, the positions to ask about to narrow a range down: all that are left, or some at even distances; fewer
 * with `isBrief`, if something else is asked at the same time.
 */
function positionsIn({ low, high }: SplitRange, isBrief = false): readonly (readonly number[])[] {
  return low.map((from, list) => {
    const count = (high[list] ?? 0) - from;
    const asked = Math.min(count, isBrief ? sampled / 4 : sampled);
    return Array.from(
      { length: asked },
      (_, index) => from + Math.floor(((index + (count > asked ? 0.5 : 0)) * count) / asked),
    );
  });
}

function placesOf(sort: JobSort, lists: readonly KnownList[]): readonly KnownPlace[] {
  return lists
    .flatMap(({ keys }, list) => [...keys].map(([position, key]) => ({ list, position, key })))
    .sort((one, other) => comparePlaces(sort, one, other));
}

/** The known positions of each list, in the order of the merged list. */
function nextKnown(
  lists: readonly KnownList[],
  places: readonly KnownPlace[],
): readonly (readonly number[])[] {
  const positions: number[][] = lists.map(() => []);
  for (const { list, position } of places) positions[list]?.push(position);
  return positions;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** One list's answer about its places, and how many jobs it has; null if it can't be read. */
export type ListAnswer = { readonly size: number; readonly places: Places } | null;

/** Asks one of the lists, by its number. */
type AskList = (list: number, request: PlacesRequest) => Promise<ListAnswer>;

/** A job, by the number of its list and its id there. */
export interface ListedJob {
  readonly list: number;
  readonly id: JobId;
}

/** The most rounds of questions for one place: each round narrows it down at least tenfold, so no list needs more. */
const mostRounds = 16;

/**
 * Several lists in the same order, as one list: finds places in it by asking each for a few keys at a time. A list that
 * can't be read counts as empty.
 */
export class MergedLists {
  readonly #sort: JobSort;
  readonly #ask: AskList;
  #near: readonly (readonly number[])[] = [];
  readonly #lists: { size: number; readonly keys: Map<number, ListKey> }[];

  constructor(sort: JobSort, lists: number, ask: AskList) {
    this.#sort = sort;
    this.#ask = ask;
    this.#lists = Array.from({ length: lists }, () => ({ size: 0, keys: new Map() }));
  }

  /** How many jobs there are. */
  get size(): number {
    return this.#lists.reduce((sum, { size }) => sum + size, 0);
  }

  /** How many jobs one of the lists has. */
  sizeOf(list: number): number {
    return this.#lists[list]?.size ?? 0;
  }

  /**
   * Asks all lists for their sizes and for the keys near some positions, where places will probably be looked for, and
   * one of them for the place of a job.
   */
  async begin(near: readonly (readonly number[])[], job: ListedJob | null): Promise<JobPlace | null> {
    this.#near = near;
    const answers = await this.#askAll((list) => ({
      at: [...new Set((near[list] ?? []).flatMap((position) => positionsNear(position)))],
      of: [],
      ...(job?.list === list ? { job: job.id } : {}),
    }));
    return job === null ? null : (answers[job.list]?.places.job ?? null);
  }

  /** How many jobs of each list come before the job at a place in one of them. */
  async before(list: number, { position, key }: JobPlace): Promise<readonly number[]> {
    const answers = await this.#askAll((other) => (other === list ? null : { at: [], of: [key] }));
    return answers.map((answer, other) => {
      if (other === list) return position;
      const [counts] = answer?.places.counts ?? [];
      // Of jobs with the same key, those of the earlier list come first.
      return (other < list ? counts?.upTo : counts?.less) ?? 0;
    });
  }

  /** How many jobs of each list are among the first `count` of all, for each of these counts. */
  async splits(counts: readonly number[]): Promise<readonly (readonly number[])[]> {
    for (let round = 0; ; round += 1) {
      const ranges = splitRanges(this.#sort, this.#lists, counts);
      if (round === mostRounds || ranges.every(isKnown))
        return ranges.map((range, index) => filled(range, counts[index] ?? 0));
      // Where the splits were last is a good guess, but only for the first round.
      const far = round === 0 ? this.#near : [];
      const wanted = ranges.map((range) => positionsIn(range, far.length > 0));
      await this.#askAll((list) => {
        const further = (far[list] ?? []).flatMap((near) => positionsNear(near, true));
        const isOpen = ranges.some(({ low, high }) => low[list] !== high[list]);
        const at = [...new Set([...(isOpen ? further : []), ...wanted.flatMap((each) => each[list] ?? [])])];
        return at.length === 0 ? null : { at, of: [] };
      });
    }
  }

  async #askAll(request: (list: number) => PlacesRequest | null): Promise<readonly ListAnswer[]> {
    return Promise.all(
      this.#lists.map(async (known, list) => {
        const asked = request(list);
        const answer = asked === null ? null : await this.#ask(list, asked);
        if (asked === null) return null;
        known.size = answer?.size ?? 0;
        asked.at.forEach((position, index) => {
          const key = answer?.places.keys[index];
          if (key) known.keys.set(position, key);
        });
        // If the list has become shorter, keys beyond its end are gone.
        for (const position of known.keys.keys()) if (position >= known.size) known.keys.delete(position);
        return answer;
      }),
    );
  }
}

/** A split of exactly `count` jobs within a range; lists that change all the time may leave it inexact. */
function filled({ low, high }: SplitRange, count: number): readonly number[] {
  let left = count;
  const least = low.map((each) => {
    const taken = Math.min(each, left);
    left -= taken;
    return taken;
  });
  return least.map((each, list) => {
    const more = Math.max(0, Math.min(left, (high[list] ?? 0) - each));
    left -= more;
    return each + more;
  });
}
