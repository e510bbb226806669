import type { JobState } from '../../model/follow-event.js';
import { absent, JobStates } from './job-states.js';

/**
 * A part of the queue: a leaf of its index, by its page, or the whole queue. If `leaf` is the same as before, so are
 * its jobs.
 */
export interface QueuePart {
  readonly page: number;
  readonly leaf: object;
}

/** The states of a queue's jobs at one instant, read part by part. */
export interface JobsNow {
  parts(): Iterable<QueuePart>;
  /** The jobs of some parts, one part after the other; `ends[n]`: how many there are up to the nth part's end. */
  states(parts: readonly QueuePart[]): { readonly states: JobStates; readonly ends: readonly number[] };
}

/** The differences between the known and the present states. */
export interface Comparison {
  readonly before: JobStates;
  readonly after: JobStates;
  /**
   * Two numbers for each job that differs, in the order of keys: its index in `before` and in `after`; -1 if it isn't
   * there.
   */
  readonly pairs: Int32Array;
  /** Parts that were compared, with their jobs in `after`, and pages that are gone. */
  readonly parts: readonly (QueuePart & { readonly from: number; readonly to: number })[];
  readonly gone: readonly number[];
}

interface KnownPart {
  readonly leaf: object;
  /** Whether all of its changes have been reported. */
  readonly isReported: boolean;
  /** Its jobs: this range of the states. The states belong to this part alone unless the whole queue was compared. */
  readonly states: JobStates;
  readonly from: number;
  readonly to: number;
}

/**
 * The state of each job when it was last reported. Comparing takes time in proportion to the jobs in parts that have
 * changed, and changes nothing here; reported changes are adopted afterwards.
 */
export class KnownJobs {
  readonly #parts = new Map<number, KnownPart>();
  /**
   * Jobs with changes that haven't been reported yet, sorted by key, with their earlier states; the parts have their
   * present ones.
   */
  #late: JobStates;

  /** Starts with these jobs, or none. */
  constructor(states = new JobStates(0)) {
    this.#late = states.sorted();
  }

  /** Starts with all jobs in their present states. */
  static present(now: JobsNow): KnownJobs {
    const known = new KnownJobs();
    const parts = [...now.parts()];
    const { states, ends } = now.states(parts);
    const sorted = sortedIn(parts, states);
    parts.forEach(({ page, leaf }, index) => {
      const [from, to] = [ends[index - 1] ?? 0, ends[index] ?? 0];
      known.#parts.set(page, { leaf, isReported: true, states: sorted, from, to });
    });
    return known;
  }

  compare(now: JobsNow): Comparison {
    const compared: QueuePart[] = [];
    const there = new Set<number>();
    for (const part of now.parts()) {
      there.add(part.page);
      const known = this.#parts.get(part.page);
      if (known?.leaf !== part.leaf || !known.isReported) compared.push(part);
    }
    const gone = [...this.#parts.keys()].filter((page) => !there.has(page));
    const { states, ends } = this.#states(compared, now);
    const before = this.#before([...compared.map(({ page }) => page), ...gone]);
    const parts = compared.map((part, index) => ({
      ...part,
      from: ends[index - 1] ?? 0,
      to: ends[index] ?? 0,
    }));
    const after = sortedIn(parts, states);
    return { before, after, pairs: differing(before, after), parts, gone };
  }

  /** Adopts a comparison: of the jobs that differ, the first `reported` count as they are now, the others as they were. */
  adopt({ before, after, pairs, parts, gone }: Comparison, reported: number): void {
    const late = new JobStates(0);
    for (let at = 2 * reported; at < pairs.length; at += 2) {
      const [one = -1, other = -1] = pairs.subarray(at, at + 2);
      if (one < 0) late.add(after.key(other), absent, Number.NaN, Number.NaN, 0);
      else late.addFrom(before, one);
    }
    const firstLate = late.count === 0 ? Number.POSITIVE_INFINITY : late.key(0);
    for (const page of gone) this.#parts.delete(page);
    // Parts share their states, which would stay in memory as long as any part uses them.
    for (const { page } of parts) this.#parts.delete(page);
    const isShared = this.#parts.size === 0;
    for (const { page, leaf, from, to } of parts) {
      const isReported = to === from || after.key(to - 1) < firstLate;
      const part = isShared
        ? { states: after, from, to }
        : { states: after.slice(from, to), from: 0, to: to - from };
      this.#parts.set(page, { leaf, isReported, ...part });
    }
    this.#late = late;
  }

  /** The keys of all jobs, some of them twice. */
  *keys(): Generator<number> {
    for (const { states, from, to } of this.#parts.values())
      for (let index = from; index < to; index += 1) yield states.key(index);
    for (let index = 0; index < this.#late.count; index += 1) yield this.#late.key(index);
  }

  /** The known state of every job, by its key, in no particular order. */
  *states(): Generator<readonly [key: number, state: JobState]> {
    const late = this.#late;
    for (const { states, from, to } of this.#parts.values())
      for (let index = from; index < to; index += 1)
        if (late.find(states.key(index)) < 0) yield* stated(states, index);
    for (let index = 0; index < late.count; index += 1) yield* stated(late, index);
  }

  /** The jobs of these parts in their present states; only parts that have changed are read. */
  #states(parts: readonly QueuePart[], now: JobsNow): ReturnType<JobsNow['states']> {
    const isRead = parts.map(({ page, leaf }) => this.#parts.get(page)?.leaf !== leaf);
    const read = now.states(parts.filter((_, index) => isRead[index]));
    if (!isRead.includes(false)) return read;
    const states = new JobStates(read.states.count);
    const ends: number[] = [];
    let next = 0;
    parts.forEach(({ page }, index) => {
      const known = isRead[index] ? undefined : this.#parts.get(page);
      const from = known === undefined ? (read.ends[next - 1] ?? 0) : known.from;
      const to = known === undefined ? (read.ends[next] ?? 0) : known.to;
      for (let at = from; at < to; at += 1) states.addFrom(known?.states ?? read.states, at);
      if (known === undefined) next += 1;
      ends.push(states.count);
    });
    return { states, ends };
  }

  #before(pages: readonly number[]): JobStates {
    const late = this.#late;
    const before = new JobStates(late.count);
    for (const page of pages) {
      const known = this.#parts.get(page);
      for (let index = known?.from ?? 0; known !== undefined && index < known.to; index += 1)
        if (late.find(known.states.key(index)) < 0) before.addFrom(known.states, index);
    }
    for (let index = 0; index < late.count; index += 1) before.addFrom(late, index);
    return before.sorted();
  }
}

/**
 * The jobs of some parts, sorted by their keys, if there is only one part; the jobs of several parts are found by
 * position, so they have to be in order already.
 */
function sortedIn(parts: readonly unknown[], states: JobStates): JobStates {
  const sorted = states.sorted();
  if (sorted !== states && parts.length > 1) throw new Error('the rows of the queue are not in their order');
  return sorted;
}

function* stated(states: JobStates, index: number): Generator<readonly [key: number, state: JobState]> {
  const state = states.state(index);
  if (state !== null) yield [states.key(index), state];
}

/** Compares the two, which are sorted by their keys. */
function differing(before: JobStates, after: JobStates): Int32Array {
  const pairs: number[] = [];
  for (let one = 0, other = 0; one < before.count || other < after.count; ) {
    const key = one < before.count ? before.key(one) : Number.POSITIVE_INFINITY;
    const otherKey = other < after.count ? after.key(other) : Number.POSITIVE_INFINITY;
    const was = key <= otherKey && !before.isAbsent(one);
    const is = otherKey <= key;
    if (was && is) {
      if (!before.isSame(one, after, other)) pairs.push(one, other);
    } else if (was) pairs.push(one, -1);
    else if (is) pairs.push(-1, other);
    if (key <= otherKey) one += 1;
    if (is) other += 1;
  }
  return Int32Array.from(pairs);
}
