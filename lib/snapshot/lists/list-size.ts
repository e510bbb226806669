import { defaultFilter, type JobFilter, narrows, statusesIn } from '../../model/filter.js';
import { jobStatuses } from '../../model/job.js';
import type { JobCounts } from '../../model/picture.js';
import type { SqlRow } from '../port.js';
import { numberOf } from '../tables/column-value.js';

/** How many jobs pass a filter, and how many of them failed. */
export interface ListSize {
  readonly matching: number;
  readonly failed: number;
}

/** The size, computed from the counts of the whole queue; null if the filter depends on more than these. */
export function countedSize(filter: JobFilter, counts: JobCounts): ListSize | null {
  const { cleared } = filter;
  const wanted = new Set(statusesIn(filter) ?? jobStatuses);
  if (narrows({ ...filter, statuses: defaultFilter.statuses })) return null;
  if (cleared !== null && wanted.has('complete')) return null;
  const matching = [...wanted].reduce((sum, status) => sum + counts[status], 0);
  return { matching, failed: wanted.has('failed') ? counts.failed : 0 };
}

/** The size in a row of `matching.sql` or `search.sql`. */
export function sizeIn(row: SqlRow | undefined): ListSize {
  return { matching: numberOf(row ?? {}, 'jobs') ?? 0, failed: numberOf(row ?? {}, 'failed') ?? 0 };
}
