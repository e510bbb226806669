import { type Cause, causeOfRecord } from '../../../lib/causes/cause.js';
import { type CauseFilter, isCauseWanted } from '../../../lib/model/causes.js';
import type { JobFilter } from '../../../lib/model/filter.js';
import type { Job, JobId } from '../../../lib/model/job.js';
import { withFailedOnly } from '../../../lib/snapshot/index/list/indexed-list.js';
import { idsHolding } from '../../../lib/snapshot/index/search/search-list.js';
import {
  nonePinned,
  type PinnedTroubles,
  plainSorting,
  type Sorting,
} from '../../../lib/snapshot/lists/filtered-list.js';
import type { Queryable } from '../../../lib/snapshot/port.js';
import { readJobs } from '../../../lib/snapshot/queries/jobs/read-jobs.js';
import type { DatabaseShape } from '../../../lib/snapshot/tables/database-shape.js';
import { ListBySql } from './list-by-sql.js';

/**
 * The list by SQL. If the filter has a cause, its jobs are found by reading all failed ones; if it has a text, by
 * searching all jobs for it; either only once the list is queried.
 */
export function filteredList(
  database: Queryable,
  shape: DatabaseShape,
  filter: JobFilter,
  pinned: PinnedTroubles = nonePinned,
  sorting: Sorting = plainSorting,
): ListBySql {
  return new ListBySql(() => idsAmong(database, shape, filter), database, shape, filter, pinned, sorting);
}

/**
 * Failed jobs that pass a filter, whose own cause is ignored, in the list's order, each with its cause and when it
 * ended, ms: null if unknown.
 */
export function* failedByCause(
  database: Queryable,
  shape: DatabaseShape,
  filter: JobFilter,
): Generator<{ readonly job: Job; readonly cause: Cause | null; readonly endedAt: number | null }> {
  const { cause: _, ...rest } = filter;
  const all = filteredList(database, shape, withFailedOnly(rest)).jobs();
  const ends = new Map(all.map(({ id, endedAt }) => [id, endedAt]));
  for (let from = 0; from < all.length; from += portion) {
    const ids = all.slice(from, from + portion).map(({ id }) => id);
    for (const job of readJobs(database, shape, ids, 1, 0))
      yield { job, cause: causeOfRecord(job), endedAt: ends.get(job.id) ?? null };
  }
}

/** Jobs are read in portions of this many, so that not all are in memory at once. */
const portion = 1000;

/** The jobs of the filter's cause and with its text; null if it has neither. */
function idsAmong(database: Queryable, shape: DatabaseShape, filter: JobFilter): readonly JobId[] | null {
  const { cause, text } = filter;
  if (cause !== undefined) return idsOfCause(database, shape, filter, cause);
  return text === undefined ? null : idsHolding({ database, shape }, text, filter);
}

function idsOfCause(
  database: Queryable,
  shape: DatabaseShape,
  filter: JobFilter,
  wanted: CauseFilter,
): readonly JobId[] {
  const ids: JobId[] = [];
  for (const { job, cause } of failedByCause(database, shape, filter))
    if (isCauseWanted(wanted, cause ?? { key: '', text: '' })) ids.push(job.id);
  return ids;
}
