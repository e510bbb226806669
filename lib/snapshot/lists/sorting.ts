import { defaultSort, isFalling, type JobSort } from '../../model/sort.js';

/** The order of a list, and the time, ms, up to which running jobs have run. */
export interface Sorting extends JobSort {
  readonly now: number;
}

/** The order in which the program starts; it doesn't depend on the time. */
export const plainSorting: Sorting = { ...defaultSort, now: 0 };

/** The order as parameters of the SQL fragments sort_rank, sort_value and sorted. */
export function sortParameters(sorting: Sorting): Readonly<Record<string, string | number>> {
  return {
    ':sort': sorting.by,
    ':falls': isFalling(sorting) ? 1 : 0,
    ':ranked': sorting.failedFirst ? 1 : 0,
    ':now': sorting.now,
  };
}
