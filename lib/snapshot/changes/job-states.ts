import type { JobState } from '../../model/follow-event.js';
import { type JobId, jobStatuses, jobTypes } from '../../model/job.js';
import { beforeAllTimes, kindOf } from '../index/columns/job-columns.js';

/** Numbers kept for each job: its key, kind, start, end, and retries. */
const stride = 5;
/** The kind of a job that doesn't exist. */
export const absent = -1;

/**
 * The states of jobs, stored compactly because there may be a million: by key (see `JobKeys`), in the order in which
 * they were added.
 */
export class JobStates {
  #values: Float64Array;
  #count = 0;

  constructor(room = 8) {
    this.#values = new Float64Array(Math.max(1, room) * stride);
  }

  get count(): number {
    return this.#count;
  }

  /** `kind` as `kindOf` makes it, or {@link absent}; times in ms, NaN for none. */
  add(key: number, kind: number, start: number, end: number, retries: number): void {
    const at = this.#count * stride;
    if (at === this.#values.length) this.#grow();
    this.#values[at] = key;
    this.#values[at + 1] = kind;
    this.#values[at + 2] = start;
    this.#values[at + 3] = end;
    this.#values[at + 4] = retries;
    this.#count += 1;
  }

  /** Adds a job from another collection. */
  addFrom(others: JobStates, index: number): void {
    this.add(
      others.key(index),
      others.#at(index, 1),
      others.#at(index, 2),
      others.#at(index, 3),
      others.#at(index, 4),
    );
  }

  key(index: number): number {
    return this.#at(index, 0);
  }

  isAbsent(index: number): boolean {
    return this.#at(index, 1) === absent;
  }

  setRetries(index: number, retries: number): void {
    this.#values[index * stride + 4] = retries;
  }

  /** The state of a job; null if it is absent. */
  state(index: number): JobState | null {
    const kind = this.#at(index, 1);
    const status = jobStatuses[Math.floor(kind / jobTypes.length)];
    const type = jobTypes[kind % jobTypes.length];
    if (kind === absent || status === undefined || type === undefined) return null;
    const end = this.#at(index, 3);
    return {
      status,
      type,
      startedAt: timeIn(this.#at(index, 2)),
      endedAt: end === beforeAllTimes ? null : timeIn(end),
      retries: this.#at(index, 4),
    };
  }

  /** Whether a job here and one of another collection have the same state; their keys don't matter. */
  isSame(index: number, others: JobStates, other: number): boolean {
    for (let column = 1; column < stride; column += 1)
      if (!Object.is(this.#at(index, column), others.#at(other, column))) return false;
    return true;
  }

  /** The index of a key; -1 if it isn't among them. They must be sorted. */
  find(key: number): number {
    const at = this.place(key);
    return at < this.#count && this.key(at) === key ? at : -1;
  }

  /** How many keys are less than this one. They must be sorted. */
  place(key: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.key(middle) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A copy of some of them. */
  slice(from: number, to: number): JobStates {
    const part = new JobStates(0);
    part.#values = this.#values.slice(from * stride, to * stride);
    part.#count = to - from;
    return part;
  }

  /** These states sorted by their keys; this object itself if they already are. */
  sorted(): JobStates {
    let isSorted = true;
    for (let index = 1; index < this.#count && isSorted; index += 1)
      isSorted = this.key(index - 1) < this.key(index);
    if (isSorted) return this;
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index);
    order.sort((one, other) => this.key(one) - this.key(other));
    const sorted = new JobStates(this.#count);
    for (const index of order) sorted.addFrom(this, index);
    return sorted;
  }

  #at(index: number, column: number): number {
    return this.#values[index * stride + column] ?? Number.NaN;
  }

  #grow(): void {
    const values = new Float64Array(Math.max(8 * stride, Math.ceil(this.#count * 1.5) * stride));
    values.set(this.#values);
    this.#values = values;
  }
}

/** The numbers of a state, as {@link JobStates.add} takes them after the key. */
export function numbersOf(
  state: JobState | null,
): readonly [kind: number, start: number, end: number, retries: number] {
  if (state === null) return [absent, Number.NaN, Number.NaN, 0];
  const kind = kindOf(jobStatuses.indexOf(state.status), jobTypes.indexOf(state.type));
  const noEnd = state.status === 'complete' ? beforeAllTimes : Number.NaN;
  return [kind, state.startedAt ?? Number.NaN, state.endedAt ?? noEnd, state.retries];
}

const timeIn = (time: number) => (Number.isNaN(time) ? null : time);

/** Of jobs that are gone, no more ids than this are remembered, or than there were jobs. */
const mostGone = 1000;

/**
 * Numbers in place of jobs' ids, so that a million can be stored compactly: an id that a number can hold is its own
 * key; others, which few queues have, get fractional keys. Keys stay valid until {@link keepOnly} drops them.
 */
export class JobKeys {
  readonly #texts: JobId[] = [];
  readonly #keys = new Map<JobId, number>();
  /** Fractional keys that were dropped, to be given again. */
  readonly #free: number[] = [];
  #leftLast = 0;

  /** How many ids have fractional keys. */
  get count(): number {
    return this.#keys.size;
  }

  /** The key of an id. */
  of(id: JobId): number {
    const number = Number(id);
    if (Number.isSafeInteger(number) && String(number) === id) return number;
    let key = this.#keys.get(id);
    if (key === undefined) {
      key = this.#free.pop() ?? this.#texts.length + 0.5;
      this.#texts[key - 0.5] = id;
      this.#keys.set(id, key);
    }
    return key;
  }

  /** Drops all fractional keys but these, once there are far more than at the last time. */
  keepOnly(used: () => Iterable<number>): void {
    if (this.#keys.size <= 2 * this.#leftLast + mostGone) return;
    const inUse = new Set(used());
    for (const [id, key] of this.#keys) {
      if (inUse.has(key)) continue;
      this.#keys.delete(id);
      this.#texts[key - 0.5] = '';
      this.#free.push(key);
    }
    this.#leftLast = this.#keys.size;
  }

  /** The id that has this key. */
  id(key: number): JobId {
    return Number.isInteger(key) ? String(key) : (this.#texts[key - 0.5] ?? '');
  }
}
