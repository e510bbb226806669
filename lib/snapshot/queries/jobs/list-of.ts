import { everyJob, type JobFilter } from '../../../model/filter.js';
import type { JobId, WorkerTrouble } from '../../../model/job.js';
import type { JobCounts } from '../../../model/picture.js';
import { bothForms } from '../../../schema/id-lists.js';
import { idsHolding } from '../../index/search/ids-holding.js';
import { type PlainList, sqlList } from '../../lists/plain-list.js';
import { type SetApart, setApart } from '../../lists/set-apart.js';
import { plainSorting, type Sorting } from '../../lists/sorting.js';
import type { SqlRow } from '../../port.js';
import { textOf } from '../../tables/column-value.js';
import { filteredList } from './causes-by-sql.js';
import type { QueueSource } from './queue-source.js';

/**
 * The jobs that pass a filter: from the index, else by SQL; given `counts` of the whole queue, SQL may not have to
 * count. `sorting` is the usual order by default.
 */
export function listOf(
  { database, shape, queue }: QueueSource,
  filter: JobFilter,
  counts: JobCounts | null = null,
  sorting: Sorting = plainSorting,
): PlainList {
  return (
    queue?.list(filter, [], sorting) ??
    sqlList(filteredList(database, shape, filter, undefined, sorting), counts)
  );
}

/** See {@link setApart}; if the filter has a text, only jobs that contain it. */
export function troubledApart(
  source: QueueSource,
  filter: JobFilter,
  troubles: ReadonlyMap<JobId, WorkerTrouble>,
  sorting: Sorting,
): SetApart {
  const { database, shape, queue } = source;
  const { text } = filter;
  const apart = setApart(database, shape, filter, troubles, sorting);
  if (text === undefined || apart.ids.length === 0) return apart;
  const holding =
    queue?.holding(text, apart.ids) ?? idsHolding(source, text, { ...everyJob, statuses: ['running'] });
  return { ...apart, ids: apart.ids.filter((id) => holding.includes(id)) };
}

/** Rows are read in portions of this many. */
const portion = 10_000;

/** What a write compares jobs' rows with, by id; jobs that don't exist are left out. */
export function rowsSeen(
  { database, shape, queue }: QueueSource,
  ids: readonly JobId[],
): ReadonlyMap<JobId, SqlRow> {
  if (ids.length === 0) return new Map();
  const known = queue?.rowsBy(shape.statement('rows_seen'), ids) ?? null;
  if (known !== null) return known;
  const rows = new Map<JobId, SqlRow>();
  for (let from = 0; from < ids.length; from += portion) {
    const parameters = { ':ids': bothForms(ids.slice(from, from + portion)) };
    for (const row of database.all(shape.statement('rows_seen'), parameters))
      rows.set(textOf(row, 'id') ?? '', row);
  }
  return rows;
}
