import { type Cause, causeOfJob } from '../../../model/cause/cause.js';
import { type CauseFilter, isCauseWanted } from '../../../model/causes.js';
import type { JobFilter } from '../../../model/filter.js';
import type { Job, JobId } from '../../../model/job.js';
import { bothForms } from '../../../schema/id-lists.js';
import { withFailedOnly } from '../../index/list/indexed-list.js';
import { idsHolding } from '../../index/search/ids-holding.js';
import { FilteredList } from '../../lists/filtered-list.js';
import { sqlList } from '../../lists/plain-list.js';
import { nothingApart, type SetApart } from '../../lists/set-apart.js';
import { plainSorting, type Sorting } from '../../lists/sorting.js';
import type { Queryable } from '../../port.js';
import { numberOf, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { readJobs } from './read-jobs.js';

/**
 * The list by SQL. If the filter has a cause, its jobs are found by reading all failed ones; if it has a text, by
 * searching all jobs for it; either only once the list is queried.
 */
export function filteredList(
  database: Queryable,
  shape: DatabaseShape,
  filter: JobFilter,
  apart: SetApart = nothingApart,
  sorting: Sorting = plainSorting,
): FilteredList {
  return new FilteredList(database, shape, filter, apart, () => idsAmong(database, shape, filter), sorting);
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
  const list = sqlList(filteredList(database, shape, withFailedOnly(rest)), null);
  const { matching } = list.size();
  for (let from = 0; from < matching; from += portion) {
    const ids = list.ids(from, Math.min(matching, from + portion));
    const rows = database.all(shape.statement('end_times'), { ':ids': bothForms(ids) });
    const ends = new Map(rows.map((row) => [textOf(row, 'id') ?? '', numberOf(row, 'ended_at')]));
    for (const job of readJobs(database, shape, ids, 1, 0))
      yield { job, cause: causeOfJob(job), endedAt: ends.get(job.id) ?? null };
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
