import { type JobFilter, statusesIn } from '../model/filter.js';
import type { JobCounts } from '../model/picture.js';
import { numberOf } from './column-value.js';
import { jobStatuses } from './job-row.js';
import type { SqlRow } from './port.js';
import type { GroupTable } from './tally/group-table.js';

/** How many jobs pass a filter, and how many of them failed. */
export interface ListSize {
  readonly matching: number;
  readonly failed: number;
}

/**
 * The size as the counts of the whole queue tell it, or what counted it by status and type; null where the filter asks
 * for more than these.
 */
export function countedSize(filter: JobFilter, counts: JobCounts, table: GroupTable | null): ListSize | null {
  const { types, name, cleared } = filter;
  const statuses = statusesIn(filter);
  const wanted = new Set(statuses ?? jobStatuses);
  if (name !== '' || (cleared !== null && wanted.has('complete'))) return null;
  if (table !== null) {
    const failed = wanted.has('failed') ? table.jobs(['failed'], types) : 0;
    return { matching: table.jobs(statuses, types), failed };
  }
  if (types !== null) return null;
  const matching = [...wanted].reduce((sum, status) => sum + counts[status], 0);
  return { matching, failed: wanted.has('failed') ? counts.failed : 0 };
}

/** The size in a row of `matching.sql` or `search.sql`. */
export function sizeIn(row: SqlRow | undefined): ListSize {
  return { matching: numberOf(row ?? {}, 'jobs') ?? 0, failed: numberOf(row ?? {}, 'failed') ?? 0 };
}
