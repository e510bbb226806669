import { type JobFilter, troublesIn } from '../../model/filter.js';
import type { JobId, JobTrouble } from '../../model/job.js';
import { defaultSort, isDescending, type JobSort, type ListKey } from '../../model/sort.js';
import { columnParameters, filterParameters } from '../../schema/filter-parameters.js';
import { bothForms } from '../../schema/id-lists.js';
import type { Queryable, SqlRow } from '../port.js';
import { textOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { servedFor } from '../tables/plugin-versions.js';

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
function sortParameters(sorting: Sorting): Readonly<Record<string, string | number | null>> {
  return {
    ...columnParameters(sorting),
    ':falls': isDescending(sorting) ? 1 : 0,
    ':ranked': sorting.failedFirst ? 1 : 0,
    ':now': sorting.now,
    ':paused': JSON.stringify(sorting.paused),
  };
}

/**
 * Running jobs in trouble. If failed jobs come first, these are listed between those and all others, so
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
  troubles: ReadonlyMap<JobId, JobTrouble>,
  sorting: Sorting,
): PinnedTroubles {
  const areRunning = filter.statuses?.includes('running') ?? true;
  if (areRunning && !sorting.failedFirst) return nonePinned;
  const kinds = troublesIn(filter);
  const wanted = [...troubles].flatMap(([id, { kind }]) => (kinds.includes(kind) ? [id] : []));
  // They are running, so they haven't failed yet.
  if (wanted.length === 0 || filter.cause !== undefined) return nonePinned;
  const parameters = {
    ...filterParameters({ ...filter, statuses: ['running'] }, servedFor(database, shape, filter)),
    ...sortParameters(sorting),
    ':pinned': bothForms(wanted),
  };
  const rows = database.all(shape.listStatement('pinned', parameters, sorting), parameters);
  return {
    ids: rows.map((row) => textOf(row, 'id') ?? ''),
    areRunning,
  };
}

/** Parameters of a statement, by name. */
export type Parameters = Readonly<Record<string, string | number | null>>;

/** The jobs that pass a filter, for running queries that include the SQL fragment job_matches. */
export class FilteredList {
  readonly #filter: Parameters;

  constructor(
    readonly database: Queryable,
    readonly shape: DatabaseShape,
    readonly filter: JobFilter,
    /** Jobs listed separately: they pass the filter, but have their own position in the list. */
    readonly pinned: PinnedTroubles = nonePinned,
    readonly sorting: Sorting = plainSorting,
  ) {
    this.#filter = {
      ...filterParameters(filter, servedFor(database, shape, filter)),
      ...sortParameters(sorting),
      ':pinned': bothForms(pinned.ids),
    };
  }

  /** The rows of `schema/queries/QUERY.sql` for these jobs; `:among`, a list of ids, leaves out all others. */
  rows(query: string, parameters: Parameters = {}): SqlRow[] {
    const all = { ...this.#filter, ':among': null, ...parameters };
    return this.database.all(this.shape.listStatement(query, all, this.sorting), all);
  }
}

/** How many jobs pass a filter, and how many of them failed. */
export interface ListSize {
  readonly matching: number;
  readonly failed: number;
}

/** The jobs that pass a filter in the list's order, without those listed separately. */
export interface PlainList {
  /** How many there are, including those listed separately if they pass as running jobs. */
  size(): ListSize;
  /** The ids of the jobs from one position up to another. */
  ids(from: number, to: number): readonly JobId[];
  /** The 0-based position of a job; null if it isn't in the list. */
  positionOf(id: JobId): number | null;
  /** How many jobs of the list come before one that isn't in it. */
  placeFor(id: JobId): number;
  /** The keys that decide the places of jobs, which need not be in this list. */
  keys(ids: readonly JobId[]): readonly ListKey[];
}
