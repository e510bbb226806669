import type { JobFilter } from '../../model/filter.js';
import type { JobSort } from '../../model/sort.js';

/** What the operator hasn't seen of the failed jobs above the visible part of the list. */
export interface FailuresAbove {
  /** The instant of the picture in which they saw the top of the list last, ms. */
  readonly at: number;
  /** Failures since then that were loaded or on the screen, each by its job and its attempt. */
  readonly seen: ReadonlySet<string>;
  /** How many others came in above. */
  readonly count: number;
  /** The list that this is about. */
  readonly filter: JobFilter;
  readonly sort: JobSort;
}
