import type { JobFilter } from '../../model/filter.js';
import type { JobId } from '../../model/job.js';
import type { ListKey } from '../../model/sort.js';
import { filterParameters } from '../../schema/filter-parameters.js';
import { bothForms } from '../../schema/id-lists.js';
import type { Queryable, SqlRow } from '../port.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { servedFor } from '../tables/plugin-versions.js';
import { nonePinned, type PinnedTroubles } from './pinned-troubles.js';
import { plainSorting, type Sorting, sortParameters } from './sorting.js';

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
    const { database, shape, filter, sorting } = this;
    return database.all(shape.listStatement(query, filter, sorting), {
      ...this.#filter,
      ':among': null,
      ...parameters,
    });
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
