import { compareKeys, type JobSort, type ListKey } from '../model/sort.js';

/** What is known of one of the lists that are merged. */
interface KnownList {
  readonly size: number;
  readonly keys: ReadonlyMap<number, ListKey>;
}

/** A known key and its place. If two lists have the same key, the earlier list's job comes first. */
interface KnownPlace {
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
export function positionsNear(near: number, isFar = false): readonly number[] {
  const steps = isFar ? farSteps : nearSteps;
  return steps.flatMap((step) => [near - step, near + step]).filter((position) => position >= 0);
}

/** The positions at which the split may be in each list: from `low` to `high`, both included. */
export interface SplitRange {
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
export function splitRanges(
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
export function isKnown({ low, high }: SplitRange): boolean {
  return low.every((each, list) => each === high[list]);
}

/**
 * For each list, the positions to ask about to narrow a range down: all that are left, or some at even distances; fewer
 * with `isBrief`, if something else is asked at the same time.
 */
export function positionsIn({ low, high }: SplitRange, isBrief = false): readonly (readonly number[])[] {
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
