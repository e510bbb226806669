import { type JobStatus, jobStatuses, jobTypes } from '../../../model/job.js';
import type { JobColumns } from '../columns/job-columns.js';
import { countBelow } from '../columns/word-sort.js';
import { type ListOrder, usualOrder } from './list-order.js';

// Local copies, because they are used in loops over all jobs.
const { ceil, max, min } = Math;

/** Whether the job in a slot is in the list. */
export type Passes = (columns: JobColumns, slot: number) => boolean;

/** A job that changes slots, from its old one to its new one. Null: it didn't exist before, or doesn't exist now. */
export interface Move {
  readonly from: number | null;
  readonly to: number | null;
}

/** Thrown if a list lacks a job that it should have: it has to be made again. */
export class OutOfOrder extends Error {}

/** Jobs in an order of the list. */
export interface JobsInOrder {
  /** How many jobs there are. */
  readonly count: number;
  /** How many of them failed. */
  readonly failed: number;
  /** The slots of the jobs from one position up to another. */
  slots(from: number, to: number): Uint32Array;
  /** The 0-based position of the job in a slot; null if it isn't among them. */
  positionOf(columns: JobColumns, slot: number): number | null;
  /** How many of them come before the running job in a slot, which need not be among them. */
  placeFor(columns: JobColumns, slot: number): number;
}

/** Slots of the jobs that pass a filter, in an order of the list, kept while jobs change. */
export class OrderedJobs implements JobsInOrder {
  #slots: Uint32Array;
  #count: number;
  #failed: number;

  readonly #passes: Passes;
  readonly #isFailed: Passes;
  readonly #order: ListOrder;

  private constructor(
    columns: JobColumns,
    slots: Uint32Array,
    passes: Passes,
    isFailed: Passes,
    order: ListOrder,
    failed?: number,
  ) {
    this.#passes = passes;
    this.#isFailed = isFailed;
    this.#order = order;

    this.#slots = slots;
    this.#count = slots.length;
    this.#failed = failed ?? this.#countFailed(columns);
  }

  /** Makes a list from the slots of all jobs, given with the greatest id first; the array is overwritten. */
  static of(
    columns: JobColumns,
    slots: Uint32Array,
    passes: Passes,
    isFailed: Passes,
    order = usualOrder,
  ): OrderedJobs {
    const passed = passing(columns, slots, passes);
    return new OrderedJobs(columns, order.sort(columns, passed), passes, isFailed, order);
  }

  /** Those of these jobs that pass a narrower filter: they are already in order. */
  among(columns: JobColumns, passes: Passes): OrderedJobs {
    return new OrderedJobs(columns, this.#passing(columns, passes), passes, this.#isFailed, this.#order);
  }

  /** Those of these jobs that pass a narrower filter, or the same, in another order. These must be in the usual one. */
  sorted(columns: JobColumns, passes: Passes, order: ListOrder, isSame = false): OrderedJobs {
    const passed = isSame ? this.#slots.subarray(0, this.#count) : this.#passing(columns, passes);
    // The failed ones come first before they are sorted, and are quick to count.
    const failed = countBelow(passed, passed.length, (slot) => this.#isFailed(columns, slot));
    const slots = order.sortUsual(columns, passed);
    return new OrderedJobs(columns, slots, passes, this.#isFailed, order, failed);
  }

  #passing(columns: JobColumns, passes: Passes): Uint32Array {
    const slots = this.#slots;
    const all = this.#count;
    let passed = new Uint32Array(1024);
    let count = 0;
    for (let at = 0; at < all; at += 1) {
      const slot = slots[at] ?? 0;
      if (!passes(columns, slot)) continue;
      if (count === passed.length) {
        const more = new Uint32Array(2 * count);
        more.set(passed);
        passed = more;
      }
      passed[count++] = slot;
    }
    return passed.slice(0, count);
  }

  get count(): number {
    return this.#count;
  }

  get failed(): number {
    return this.#failed;
  }

  slots(from: number, to: number): Uint32Array {
    return this.#slots.subarray(max(0, from), max(0, min(to, this.#count)));
  }

  positionOf(columns: JobColumns, slot: number): number | null {
    for (let at = this.placeFor(columns, slot); at < this.#count; at += 1) {
      const found = this.#slots[at] ?? 0;
      if (found === slot) return at;
      if (this.#order.compare(columns, found, slot) !== 0) return null;
    }
    return null;
  }

  /** Moves jobs. Both the old and the new slots must still hold their jobs. Throws {@link OutOfOrder}. */
  move(columns: JobColumns, moves: readonly Move[]): void {
    const leaving: number[] = [];
    const arriving: number[] = [];
    for (const { from, to } of moves) {
      const was = from !== null && this.#passes(columns, from) ? this.#expect(columns, from) : null;
      const is = to !== null && this.#passes(columns, to) ? to : null;
      if (was !== null && from !== null && this.#isFailed(columns, from)) this.#failed -= 1;
      if (is !== null && this.#isFailed(columns, is)) this.#failed += 1;
      if (was !== null && is !== null && from !== null && this.#order.compare(columns, from, is) === 0) {
        this.#slots[was] = is;
        continue;
      }
      if (was !== null) leaving.push(was);
      if (is !== null) arriving.push(is);
    }
    this.#remove(leaving.sort((one, other) => one - other));
    this.#insert(
      columns,
      arriving.sort((one, other) => this.#order.compare(columns, one, other)),
    );
  }

  #expect(columns: JobColumns, slot: number): number {
    const position = this.positionOf(columns, slot);
    if (position === null) throw new OutOfOrder(`slot ${slot}`);
    return position;
  }

  #remove(positions: readonly number[]): void {
    const [first] = positions;
    if (first === undefined) return;
    let to = first;
    positions.forEach((position, index) => {
      const next = positions[index + 1] ?? this.#count;
      this.#slots.copyWithin(to, position + 1, next);
      to += next - position - 1;
    });
    this.#count = to;
  }

  #insert(columns: JobColumns, arriving: readonly number[]): void {
    if (arriving.length === 0) return;
    const wanted = this.#count + arriving.length;
    if (wanted > this.#slots.length) {
      const more = new Uint32Array(ceil(wanted * 1.1) + 64);
      more.set(this.#slots.subarray(0, this.#count));
      this.#slots = more;
    }
    const places = arriving.map((slot) => this.placeFor(columns, slot));
    let end = this.#count;
    for (let index = arriving.length - 1; index >= 0; index -= 1) {
      const place = places[index] ?? 0;
      this.#slots.copyWithin(place + index + 1, place, end);
      this.#slots[place + index] = arriving[index] ?? 0;
      end = place;
    }
    this.#count = wanted;
  }

  placeFor(columns: JobColumns, slot: number): number {
    return this.countWhile((at) => this.#order.compare(columns, at, slot) < 0);
  }

  #countFailed(columns: JobColumns): number {
    if (this.#order.isRanked) return this.countWhile((at) => this.#isFailed(columns, at));
    let failed = 0;
    for (const slot of this.#slots) if (this.#isFailed(columns, slot)) failed += 1;
    return failed;
  }

  /** How many jobs satisfy `isSo`: those that do must come before all others. */
  countWhile(isSo: (slot: number) => boolean): number {
    return countBelow(this.#slots, this.#count, isSo);
  }
}

/** Moves those slots that pass to the beginning, and returns them. */
function passing(columns: JobColumns, slots: Uint32Array, passes: Passes): Uint32Array {
  let count = 0;
  for (let at = 0; at < slots.length; at += 1) {
    const slot = slots[at] ?? 0;
    if (passes(columns, slot)) slots[count++] = slot;
  }
  return slots.subarray(0, count);
}

/** Slots of jobs in the order of their ids. */
interface Block {
  readonly from: number;
  readonly count: number;
}

/** The jobs of a leaf before and after a change, paired by id. */
export function movesOf({ ids }: JobColumns, was: Block | undefined, is: Block | undefined): readonly Move[] {
  const moves: Move[] = [];
  let from = was?.from ?? 0;
  let to = is?.from ?? 0;
  const fromEnd = from + (was?.count ?? 0);
  const toEnd = to + (is?.count ?? 0);
  while (from < fromEnd || to < toEnd) {
    const old = from < fromEnd ? (ids[from] ?? 0) : Number.POSITIVE_INFINITY;
    const next = to < toEnd ? (ids[to] ?? 0) : Number.POSITIVE_INFINITY;
    moves.push({ from: old <= next ? from : null, to: next <= old ? to : null });
    if (old <= next) from += 1;
    if (next <= old) to += 1;
  }
  return moves;
}

/** How many jobs of a list have each status, and how many running backtests are among them. */
export interface ListCounts {
  readonly counts: Readonly<Record<JobStatus, number>>;
  readonly backtests: number;
}

const runningBacktest = jobStatuses.indexOf('running') * jobTypes.length + jobTypes.indexOf('backtest');

/** Counts the jobs of a list in one pass. */
export function listCountsIn({ kinds }: JobColumns, list: JobsInOrder): ListCounts {
  const byKind = new Uint32Array(jobStatuses.length * jobTypes.length);
  for (const slot of list.slots(0, list.count)) {
    const kind = kinds[slot] ?? 0;
    byKind[kind] = (byKind[kind] ?? 0) + 1;
  }
  const counts = Object.fromEntries(
    jobStatuses.map((status, place) => {
      const from = place * jobTypes.length;
      return [status, byKind.subarray(from, from + jobTypes.length).reduce((sum, count) => sum + count, 0)];
    }),
  ) as Record<JobStatus, number>;
  return { counts, backtests: byKind[runningBacktest] ?? 0 };
}
