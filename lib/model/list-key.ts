import { isFalling, type JobSort } from './sort.js';

/**
 * What decides a job's place in the list: jobs of different databases are compared by it. Two jobs of one database with
 * the same key stand in the order of their ids.
 */
export interface ListKey {
  /** What comes before all values: failed jobs, running ones that stand apart, other running ones, the rest. */
  readonly rank: number;
  /** What the list is sorted by; null for a job that has no such value. */
  readonly value: number | string | null;
  /** When it started, ms; null if its record doesn't tell. */
  readonly startedAt: number | null;
}

/** Less than 0 if the first key comes before the second in a list with this order; 0 if the two are the same. */
export function compareKeys(sort: JobSort, one: ListKey, other: ListKey): number {
  if (one.rank !== other.rank) return one.rank - other.rank;
  const sign = isFalling(sort) ? -1 : 1;
  return nullsLast(one.value, other.value, sign) || nullsLast(one.startedAt, other.startedAt, -1);
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
