import { defaultSort, isDescending, type JobSort } from '../../model/sort.js';
import { columnParameters } from '../../schema/filter-parameters.js';

/** The order of a list at an instant. */
export interface Sorting extends JobSort {
  /** The time, ms, up to which running jobs have run, and that queued jobs may be waiting for. */
  readonly now: number;
  /** Parsers none of whose jobs are taken, see `sortingAt`. */
  readonly paused: readonly string[];
}

/** The order in which the program starts, where it doesn't matter in which order queued jobs are. */
export const plainSorting: Sorting = { ...defaultSort, now: 0, paused: [] };

/** The order as parameters of the SQL fragments list_key and sorted. */
export function sortParameters(sorting: Sorting): Readonly<Record<string, string | number | null>> {
  return {
    ...columnParameters(sorting),
    ':falls': isDescending(sorting) ? 1 : 0,
    ':ranked': sorting.failedFirst ? 1 : 0,
    ':now': sorting.now,
    ':paused': JSON.stringify(sorting.paused),
  };
}
