import { isFalling, type JobSort } from './sort.js';

/**
 * What decides a job's place in the list: jobs of different databases are compared by it. Two jobs of one database with
 * the same key stand in the order of their ids.
 */
export interface ListKey {
  /** What comes before all values: failed jobs, running ones that stand apart, other running ones, queued ones, the rest. */
  readonly rank: number;
  /** What the list is sorted by; null for a job that has no such value. */
  readonly value: number | string | null;
  /** When it ended or, if it is running, started, ms; null if it is queued, or if its record doesn't tell. */
  readonly time: number | null;
  /** Its place in its own queue, see {@link turnKey}; null unless it is queued. */
  readonly turn: number | null;
}

/**
 * The key of a queued job's turn: `turn` as the SQL fragment of that name has it, and how many of its queue's jobs with
 * the same come before it. So the jobs of several queues that are next in line are listed first, then those after them.
 */
export function turnKey(turn: number, before: number): number {
  return turn * 2 ** 40 + before;
}

/** Less than 0 if the first key comes before the second in a list with this order; 0 if the two are the same. */
export function compareKeys(sort: JobSort, one: ListKey, other: ListKey): number {
  if (one.rank !== other.rank) return one.rank - other.rank;
  const sign = isFalling(sort) ? -1 : 1;
  return (
    nullsLast(one.value, other.value, sign) ||
    nullsLast(one.time, other.time, -1) ||
    (one.turn ?? -1) - (other.turn ?? -1)
  );
}

function nullsLast(one: ListKey['value'], other: ListKey['value'], sign: 1 | -1): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  if (typeof one === 'string' && typeof other === 'string') return sign * compareTexts(one, other);
  return one === other ? 0 : one < other ? -sign : sign;
}

/** By characters, as SQLite compares the bytes of texts: UTF-16 has some characters in another order. */
function compareTexts(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  // The second halves of pairs differ as the characters do.
  return (one.codePointAt(at) ?? -1) - (other.codePointAt(at) ?? -1);
}
