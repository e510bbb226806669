import { jobStatuses, jobTypes } from '../../../model/job.js';
import { defaultSort, isDescending, type JobSort } from '../../../model/sort.js';
import type { JobColumns } from '../columns/job-columns.js';
import { type SortValue, timeIn } from '../columns/sort-values.js';
import { countBelow, type KeyBits, type Keyed, Scratch, sortByWords } from '../columns/word-sort.js';
import { byTurn, compareTurns } from './turn-order.js';

// Local copies, because they are used in loops over all jobs.
const { floor } = Math;
const isMissing = Number.isNaN;

/** The first key of the list's order, by kind, as in `schema/fragments/rank_of.sql`. */
const ranks = Uint8Array.from(
  jobStatuses.flatMap((status) =>
    jobTypes.map(() => (status === 'failed' ? 0 : status === 'running' ? 1 : status === 'queued' ? 2 : 3)),
  ),
);
/** The rank of a kind of jobs in orders in which failed jobs come first. */
export const rankOfKind = (kind: number) => ranks[kind] ?? 0;
const noRanks = new Uint8Array(ranks.length);

/** What a key's lower word holds where one word isn't enough. */
const word = 2 ** 28;
/** Times are often whole seconds: then their keys are shorter. */
const second = 1000;

/** One of the list's orders, as `schema/fragments/sorted.sql` has it. */
export interface ListOrder {
  /** Whether failed jobs come first. */
  readonly isRanked: boolean;
  /**
   * Less than 0 if the job in one slot comes before the job in another: by rank, value, then the latest time first,
   * then queued ones by turn, others with the greatest id first. 0 for the same job.
   */
  compare(columns: JobColumns, one: number, other: number): number;
  /** Compares as `compare` does, where the values are known. */
  compareWith(columns: JobColumns, one: number, value: number, other: number, others: number): number;
  /**
   * Sorts slots into this order. They must be given with the greatest id first, because jobs with equal keys keep their
   * order. A radix sort from the least digit on, which for a million jobs takes no longer than a pass over their table.
   */
  sort(columns: JobColumns, slots: Uint32Array): Uint32Array;
  /** Sorts slots that are in the usual order into this one, which takes half the time. */
  sortUsual(columns: JobColumns, slots: Uint32Array): Uint32Array;
}

/** The order in which the program starts. */
export const usualOrder: ListOrder = orderOf(defaultSort, timeIn);

/** The order that sorts by these values, which are whole numbers from 0 to 2^53 - 1 or times. */
export function orderOf(sort: JobSort, sortedBy: SortValue): ListOrder {
  const isUp = !isDescending(sort);
  const { failedFirst: isRanked } = sort;
  const rankOf = isRanked ? ranks : noRanks;

  function compareWith(
    columns: JobColumns,
    one: number,
    value: number,
    other: number,
    others: number,
  ): number {
    const { kinds } = columns;
    const ranked = (rankOf[kinds[one] ?? 0] ?? 0) - (rankOf[kinds[other] ?? 0] ?? 0);
    if (ranked !== 0) return ranked;
    const lacks = Number(isMissing(value)) - Number(isMissing(others));
    if (lacks !== 0) return lacks;
    // Jobs without a value come last in either direction; no comparison with NaN is true.
    if (value < others) return isUp ? -1 : 1;
    if (value > others) return isUp ? 1 : -1;
    return compareTimes(columns, one, other);
  }

  const write = (columns: JobColumns, keyed: Keyed) => writeKeys(columns, keyed, sortedBy, isUp, rankOf);

  return {
    isRanked,
    compareWith,
    compare: (columns, one, other) =>
      compareWith(columns, one, sortedBy(columns, one), other, sortedBy(columns, other)),
    sort: (columns, slots) => {
      const scratch = new Scratch();
      const inTurn = queuedLast(scratch, columns, slots);
      // Jobs with the same value come with the latest time first; not needed if the time is the value.
      const sorted =
        sort.by === 'time' ? inTurn : sortByWords(scratch, inTurn, (keyed) => writeTimes(columns, keyed));
      const all = sortByWords(scratch, sorted, (keyed) => write(columns, keyed)).slice();
      scratch.free();
      return all;
    },
    sortUsual: (columns, slots) => {
      const scratch = new Scratch();
      const sorted = isRanked ? slots : byTime(scratch, columns, slots);
      const all = sortByWords(scratch, sorted, (keyed) => write(columns, keyed)).slice();
      scratch.free();
      return all;
    },
  };
}

/** The latest time first, those without one last; then queued ones in the order of their turns, others by id. */
function compareTimes(columns: JobColumns, one: number, other: number): number {
  const [time, others] = [timeIn(columns, one), timeIn(columns, other)];
  if (time > others) return -1;
  if (time < others) return 1;
  const { turns, ids } = columns;
  return (
    Number(isMissing(time)) - Number(isMissing(others)) ||
    (turns[one] === 0 || turns[other] === 0
      ? (turns[one] ?? 0) - (turns[other] ?? 0) || (ids[other] ?? 0) - (ids[one] ?? 0)
      : compareTurns(columns, one, other))
  );
}

/** Slots, given with the greatest id first, with the queued ones after all others, in the order of their turns. */
function queuedLast(scratch: Scratch, columns: JobColumns, slots: Uint32Array): Uint32Array {
  const all = scratch.numbers(slots.length);
  let others = 0;
  let queued = slots.length;
  for (let at = 0; at < slots.length; at += 1) {
    const slot = slots[at] ?? 0;
    // From the end on, so that they have the lowest id first.
    if (columns.turns[slot] === 0) all[others++] = slot;
    else all[--queued] = slot;
  }
  all.set(byTurn(columns, all.subarray(queued)), queued);
  return all;
}

/**
 * Slots, given in the usual order, by their times alone: each rank already is in that order, so ranks are only merged.
 */
function byTime(scratch: Scratch, columns: JobColumns, slots: Uint32Array): Uint32Array {
  const { kinds } = columns;
  const merged = scratch.numbers(slots.length);
  const heads = [0, 1, 2, 3].map((rank) =>
    countBelow(slots, slots.length, (slot) => (ranks[kinds[slot] ?? 0] ?? 0) < rank),
  );
  const ends = [...heads.slice(1), slots.length];
  for (let at = 0; at < merged.length; at += 1) {
    let from = -1;
    let first = 0;
    for (let run = 0; run < heads.length; run += 1) {
      const head = heads[run] ?? 0;
      if (head >= (ends[run] ?? 0)) continue;
      const slot = slots[head] ?? 0;
      if (from >= 0 && compareTimes(columns, first, slot) < 0) continue;
      from = run;
      first = slot;
    }
    merged[at] = first;
    heads[from] = (heads[from] ?? 0) + 1;
  }
  return merged;
}

/** The latest time first, none last. */
function writeTimes(columns: JobColumns, keyed: Keyed): KeyBits {
  return writeKeys(columns, keyed, timeIn, false, noRanks);
}

/** Keys for the rank, then whether there is a value, then the value; as short as these values allow. */
function writeKeys(
  columns: JobColumns,
  { low, high, slots }: Keyed,
  sortedBy: SortValue,
  isUp: boolean,
  rankOf: Uint8Array,
): KeyBits {
  const { kinds } = columns;
  const { least, most, unit } = rangeOf(columns, slots, sortedBy);
  const values = most < least ? 1 : (most - least) / unit + 1;
  const groups = 2 * (rankOf === noRanks ? 1 : 4);
  const isShort = values * groups <= 2 ** 32;
  const highs = floor((values - 1) / word) + 1;
  for (let index = 0; index < slots.length; index += 1) {
    const slot = slots[index] ?? 0;
    const value = sortedBy(columns, slot);
    const lacks = isMissing(value);
    const above = lacks ? 0 : (isUp ? value - least : most - value) / unit;
    const group = 2 * (rankOf[kinds[slot] ?? 0] ?? 0) + (lacks ? 1 : 0);
    if (isShort) {
      low[index] = group * values + above;
    } else {
      const upper = floor(above / word);
      low[index] = above - upper * word;
      high[index] = group * highs + upper;
    }
  }
  return isShort
    ? { low: bitsOf(values * groups - 1), high: 0 }
    : { low: bitsOf(word - 1), high: bitsOf(highs * groups - 1) };
}

/**
 * The least and the greatest value, and a number that all are multiples of. Without values, `least` is greater than
 * `most`.
 */
function rangeOf(columns: JobColumns, slots: Uint32Array, sortedBy: SortValue) {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let areSeconds = true;
  for (let index = 0; index < slots.length; index += 1) {
    const value = sortedBy(columns, slots[index] ?? 0);
    if (isMissing(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
    areSeconds &&= floor(value / second) * second === value;
  }
  return { least, most, unit: areSeconds ? second : 1 };
}

/** How many bits a number takes, below 2^32. */
function bitsOf(number: number): number {
  return 32 - Math.clz32(number);
}
