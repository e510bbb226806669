import type { JobFilter } from './filter.js';
import type { Density } from './saved-view.js';
import type { JobSort } from './sort.js';

/** A view of the list that the operator has given a name in the configuration. */
export interface NamedView {
  /** Untrusted. */
  readonly name: string;
  /** What was cleared away stays so in every view. */
  readonly filter: Omit<JobFilter, 'cleared'>;
  /** Absent: the order stays as it is. */
  readonly sort?: JobSort;
  /** Absent: it stays as it is. */
  readonly density?: Density;
}
