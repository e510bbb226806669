import type { Random } from '../../lib/demo/random.js';
import type { ReadAttempt } from '../../lib/snapshot/attempt/read-attempt.js';
import type { Content } from './committed.js';

/** The pages that an attempt showed. */
export interface Shown {
  readonly pageSize: number;
  /** Number of pages. */
  readonly length: number;
  /** By number. */
  readonly pages: ReadonlyMap<number, Uint8Array>;
}

/** The numbers of the pages that are read of a database of `length` pages, in the order in which they are read. */
export type Choice = (length: number) => readonly number[];

const upwards: Choice = (length) => Array.from({ length }, (_, index) => index + 1);
const downwards: Choice = (length) => [...upwards(length)].reverse();
const ends: Choice = (length) => (length > 1 ? [length, 2] : [1]);
const withoutFirst: Choice = (length) => upwards(length).slice(1);

/** All pages mostly, some else, never none. */
export function chosen(random: Random): Choice {
  return random.pick([upwards, upwards, downwards, ends, withoutFirst]);
}

/** Reads the chosen pages through an attempt, as SQLite would. */
export function show(attempt: ReadAttempt, choice: Choice): Shown {
  const { pageSize } = attempt;
  const length = Math.floor(attempt.length / pageSize);
  const pages = new Map<number, Uint8Array>();
  for (const number of choice(length)) pages.set(number, attempt.page(number));
  return { pageSize, length, pages };
}

/**
 * Whether these are pages of that content. What is behind its end doesn't count: a file may be longer than its first
 * page says, for a short time.
 */
export function isOf({ pageSize, length, pages }: Shown, content: Content): boolean {
  if (pageSize !== content.pageSize || length < content.pages.length) return false;
  for (const [number, page] of pages) {
    if (number <= content.pages.length && content.pages[number - 1]?.equals(page) !== true) return false;
  }
  return true;
}
