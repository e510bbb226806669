import { type JobFilter, troublesIn } from '../../model/filter.js';
import type { JobId, WorkerTrouble } from '../../model/job.js';
import { filterParameters } from '../../schema/filter-parameters.js';
import { bothForms } from '../../schema/id-lists.js';
import type { Queryable } from '../port.js';
import { textOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { servedFor } from '../tables/plugin-versions.js';
import { type Sorting, sortParameters } from './sorting.js';

/**
 * Running jobs whose worker is in trouble. If failed jobs come first, these are listed between those and all others, so
 * they are taken out of the list's plain order. Otherwise only jobs are meant that no status of the filter lets
 * through, which are listed among the others.
 */
export interface PinnedTroubles {
  /** Those that pass the filter, in the list's order. */
  readonly ids: readonly JobId[];
  /** Whether they already pass the filter as running jobs. */
  readonly areRunning: boolean;
}

/** None. */
export const nonePinned: PinnedTroubles = { ids: [], areRunning: true };

/** Those jobs in trouble that pass the filter. */
export function pinnedTroubles(
  database: Queryable,
  shape: DatabaseShape,
  filter: JobFilter,
  troubles: ReadonlyMap<JobId, WorkerTrouble>,
  sorting: Sorting,
): PinnedTroubles {
  const areRunning = filter.statuses?.includes('running') ?? true;
  if (areRunning && !sorting.failedFirst) return nonePinned;
  const kinds = troublesIn(filter);
  const wanted = [...troubles].flatMap(([id, { kind }]) => (kinds.includes(kind) ? [id] : []));
  // They are running, so they haven't failed yet.
  if (wanted.length === 0 || filter.cause !== undefined) return nonePinned;
  const rows = database.all(shape.listStatement('pinned', filter, sorting), {
    ...filterParameters({ ...filter, statuses: ['running'] }, servedFor(database, shape, filter)),
    ...sortParameters(sorting),
    ':pinned': bothForms(wanted),
  });
  return {
    ids: rows.map((row) => textOf(row, 'id') ?? ''),
    areRunning,
  };
}
