import { isFalling, type JobSort, type SortKey } from '../model/sort.js';

/** What the order is called with the greatest values first, and with the least first. */
const directions: Readonly<Record<SortKey, { readonly falling: string; readonly rising: string }>> = {
  time: { falling: 'latest first', rising: 'earliest first' },
  start: { falling: 'newest first', rising: 'oldest first' },
  end: { falling: 'latest first', rising: 'earliest first' },
  duration: { falling: 'longest first', rising: 'shortest first' },
  size: { falling: 'largest first', rising: 'smallest first' },
  name: { falling: 'Z to A', rising: 'A to Z' },
};

/** `longest first`. */
export function directionText(sort: JobSort): string {
  return directions[sort.by][isFalling(sort) ? 'falling' : 'rising'];
}

/** `by duration, longest first`; `by name, A to Z, failed mixed in`. */
export function sortText(sort: JobSort): string {
  const text = `by ${sort.by}, ${directionText(sort)}`;
  return sort.failedFirst ? text : `${text}, failed mixed in`;
}
