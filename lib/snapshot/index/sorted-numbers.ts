import { percentileIn } from './nth-smallest.js';
import { Scratch } from './scratch.js';

// Local copies, because they are used in loops over all jobs.
const { ceil, max } = Math;

/**
 * Changes are kept apart from the sorted numbers until there are more than this many, and more than this share of them.
 */
const fewChanges = 1024;
const changesShare = 1 / 64;

/** For more percentiles than this, sorting the numbers is faster than selecting each percentile. */
const fewPercents = 5;

const none = new Float64Array();

/** Sorted numbers that are added and taken away one by one: keeping them sorted costs as much as there are changes. */
export class SortedNumbers {
  #base: Float64Array;
  #isSorted: boolean;
  /** Sorted; each of those taken away is also in the base, or among the added ones. */
  #added: Float64Array = none;
  #taken: Float64Array = none;
  /** Not sorted yet. */
  #newAdded: number[] = [];
  #newTaken: number[] = [];
  #revision = 0;

  /** The array belongs to this object from now on. */
  constructor(numbers: Float64Array = none) {
    this.#base = numbers;
    this.#isSorted = numbers.length < 2;
  }

  /** How often numbers were added or taken away. */
  get revision(): number {
    return this.#revision;
  }

  /** How many there are. */
  get size(): number {
    const { length } = this.#base;
    return length + this.#added.length + this.#newAdded.length - this.#taken.length - this.#newTaken.length;
  }

  add(number: number): void {
    this.#revision += 1;
    this.#newAdded.push(number);
  }

  /** Takes away a number, which must be one of them. */
  take(number: number): void {
    this.#revision += 1;
    this.#newTaken.push(number);
  }

  /** Whether they are still as they were given: unchanged and unsorted. */
  get isRaw(): boolean {
    return !this.#isSorted && this.#revision === 0;
  }

  /** The numbers as they were given; to be read only while {@link isRaw}. */
  get raw(): Float64Array {
    return this.#base;
  }

  /** How many are less than a number. */
  below(number: number): number {
    this.#sort();
    return below(this.#base, number) + below(this.#added, number) - below(this.#taken, number);
  }

  /** How many are no greater than a number. */
  upTo(number: number): number {
    this.#sort();
    return upTo(this.#base, number) + upTo(this.#added, number) - upTo(this.#taken, number);
  }

  /** Sorted arrays that together contain all numbers, and maybe some that were taken away. */
  candidates(): readonly Float64Array[] {
    this.#sort();
    return [this.#base, this.#added];
  }

  #sort(): void {
    if (!this.#isSorted) this.#base.sort();
    this.#isSorted = true;
    if (this.#newAdded.length > 0) this.#added = merged(this.#added, sorted(this.#newAdded));
    if (this.#newTaken.length > 0) this.#taken = merged(this.#taken, sorted(this.#newTaken));
    this.#newAdded = [];
    this.#newTaken = [];
    const changes = this.#added.length + this.#taken.length;
    if (changes <= max(fewChanges, this.#base.length * changesShare)) return;
    this.#base = without(merged(this.#base, this.#added), this.#taken);
    this.#added = none;
    this.#taken = none;
  }
}

/**
 * The values at percentiles (0–100) by nearest rank of all numbers of these sets; null if there are none. Unchanged
 * sets aren't sorted for just a few percentiles.
 */
export function percentilesOf(
  sets: readonly SortedNumbers[],
  percents: readonly number[],
): readonly (number | null)[] {
  const count = sets.reduce((sum, { size }) => sum + size, 0);
  if (count === 0) return percents.map(() => null);
  const areRaw = sets.every(({ isRaw, size }) => isRaw || size === 0);
  if (areRaw && percents.length <= fewPercents) return percentilesOfRaw(sets, count, percents);
  return percents.map((percent) => nthOf(sets, max(1, ceil((percent * count) / 100))));
}

function percentilesOfRaw(
  sets: readonly SortedNumbers[],
  count: number,
  percents: readonly number[],
): readonly (number | null)[] {
  const scratch = new Scratch();
  const all = scratch.reals(count);
  let at = 0;
  for (const set of sets) {
    if (set.size === 0) continue;
    all.set(set.raw, at);
    at += set.size;
  }
  const found = percents.map((percent) => percentileIn(all, 0, count, percent));
  scratch.free();
  return found;
}

/**
 * The `rank`-th smallest number of all sets, from 1: the smallest one such that at least `rank` numbers are no greater.
 */
function nthOf(sets: readonly SortedNumbers[], rank: number): number {
  let nth = Number.POSITIVE_INFINITY;
  for (const numbers of sets.flatMap((set) => set.candidates())) {
    const place = partition(numbers, (number) => {
      let count = 0;
      for (const set of sets) count += set.upTo(number);
      return count < rank;
    });
    const found = numbers[place];
    if (found !== undefined && found < nth) nth = found;
  }
  return nth;
}

const below = (numbers: Float64Array, number: number) => partition(numbers, (each) => each < number);
const upTo = (numbers: Float64Array, number: number) => partition(numbers, (each) => each <= number);

/** How many numbers satisfy `isSo`, by binary search: those that do must come before all others. */
function partition(numbers: Float64Array, isSo: (number: number) => boolean): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSo(numbers[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const sorted = (numbers: readonly number[]) => Float64Array.from(numbers).sort();

function merged(one: Float64Array, other: Float64Array): Float64Array {
  if (one.length === 0) return other;
  const all = new Float64Array(one.length + other.length);
  let [from, to] = [0, 0];
  for (let at = 0; at < all.length; at += 1) {
    const isOther = from === one.length || (to < other.length && (other[to] ?? 0) < (one[from] ?? 0));
    all[at] = (isOther ? other[to++] : one[from++]) ?? 0;
  }
  return all;
}

/** Sorted numbers without those `taken`, which are sorted too, and all among them. */
function without(numbers: Float64Array, taken: Float64Array): Float64Array {
  const left = new Float64Array(numbers.length - taken.length);
  let [at, gone] = [0, 0];
  for (const number of numbers) {
    if (gone < taken.length && taken[gone] === number) gone += 1;
    else left[at++] = number;
  }
  return left;
}
