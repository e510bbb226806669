import type { JobColumns } from './job-columns.js';
import { compareInList, sortForList } from './list-order.js';

// Local copies, because they are used in loops over all jobs.
const { ceil, max, min } = Math;

/** Whether the job in a slot is in the list. */
export type Passes = (columns: JobColumns, slot: number) => boolean;

/** A job that changes slots: its old one, its new one, or both. Null: it didn't exist before, or doesn't now. */
export interface Move {
  readonly from: number | null;
  readonly to: number | null;
}

/** Thrown if the order lacks a job that it should have: it has to be made again. */
export class OutOfOrder extends Error {}

/** Slots of the jobs that pass a filter, in the list's order, kept while jobs change. */
export class OrderedJobs {
  #slots: Uint32Array;
  #count: number;
  /** How many of them failed; those come first. */
  #failed: number;

  readonly #passes: Passes;
  readonly #isFailed: Passes;

  private constructor(columns: JobColumns, slots: Uint32Array, passes: Passes, isFailed: Passes) {
    this.#passes = passes;
    this.#isFailed = isFailed;

    this.#slots = slots;
    this.#count = slots.length;
    this.#failed = this.#countFailed(columns);
  }

  /** Made from the slots of all jobs, with the greatest id first; the array is overwritten. */
  static of(columns: JobColumns, slots: Uint32Array, passes: Passes, isFailed: Passes): OrderedJobs {
    const passed = passing(columns, slots, passes);
    return new OrderedJobs(columns, sortForList(columns, passed), passes, isFailed);
  }

  /** Those of these jobs that pass a narrower filter: they are already in order. */
  among(columns: JobColumns, passes: Passes): OrderedJobs {
    let passed = new Uint32Array(1024);
    let count = 0;
    for (let at = 0; at < this.#count; at += 1) {
      const slot = this.#slots[at] ?? 0;
      if (!passes(columns, slot)) continue;
      if (count === passed.length) {
        const more = new Uint32Array(2 * count);
        more.set(passed);
        passed = more;
      }
      passed[count++] = slot;
    }
    return new OrderedJobs(columns, passed.slice(0, count), passes, this.#isFailed);
  }

  /** How many jobs there are. */
  get count(): number {
    return this.#count;
  }

  /** How many of them failed. */
  get failed(): number {
    return this.#failed;
  }

  /** The slots of the jobs from one position up to another. */
  slots(from: number, to: number): Uint32Array {
    return this.#slots.subarray(max(0, from), max(0, min(to, this.#count)));
  }

  /** The 0-based position of the job in a slot; null if it isn't among them. */
  positionOf(columns: JobColumns, slot: number): number | null {
    for (let at = this.#firstFrom(columns, slot); at < this.#count; at += 1) {
      const found = this.#slots[at] ?? 0;
      if (found === slot) return at;
      if (compareInList(columns, found, slot) !== 0) return null;
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
      if (was !== null && is !== null && from !== null && compareInList(columns, from, is) === 0) {
        this.#slots[was] = is;
        continue;
      }
      if (was !== null) leaving.push(was);
      if (is !== null) arriving.push(is);
    }
    this.#remove(leaving.sort((one, other) => one - other));
    this.#insert(
      columns,
      arriving.sort((one, other) => compareInList(columns, one, other)),
    );
    this.#failed = this.#countFailed(columns);
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
    const places = arriving.map((slot) => this.#firstFrom(columns, slot));
    let end = this.#count;
    for (let index = arriving.length - 1; index >= 0; index -= 1) {
      const place = places[index] ?? 0;
      this.#slots.copyWithin(place + index + 1, place, end);
      this.#slots[place + index] = arriving[index] ?? 0;
      end = place;
    }
    this.#count = wanted;
  }

  /** The position of the first job that doesn't come before the one in a slot. */
  #firstFrom(columns: JobColumns, slot: number): number {
    return this.#partition((at) => compareInList(columns, at, slot) < 0);
  }

  #countFailed(columns: JobColumns): number {
    return this.#partition((at) => this.#isFailed(columns, at));
  }

  /** How many jobs at the beginning satisfy this; none after them does. */
  #partition(isSo: (slot: number) => boolean): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isSo(this.#slots[middle] ?? 0)) low = middle + 1;
      else high = middle;
    }
    return low;
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
