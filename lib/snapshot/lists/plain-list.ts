import type { JobId } from '../../model/job.js';
import type { ListKey } from '../../model/list-key.js';
import type { JobCounts } from '../../model/picture.js';
import { isDefaultSort } from '../../model/sort.js';
import { bothForms } from '../../schema/id-lists.js';
import type { SqlRow } from '../port.js';
import { numberOf, textOf } from '../tables/column-value.js';
import type { FilteredList } from './filtered-list.js';
import { countedSize, type ListSize, sizeIn } from './list-size.js';

/** The jobs that pass a filter in the list's order, without those listed separately. */
export interface PlainList {
  /** How many there are, including those listed separately if they pass as running jobs. */
  size(): ListSize;
  /** The ids of the jobs from one position up to another. */
  ids(from: number, to: number): readonly JobId[];
  /** The 0-based position of a job; null if it isn't in the list. `near` is a guess. */
  positionOf(id: JobId, near: number): number | null;
  /** How many jobs of the list come before one that isn't in it. */
  placeFor(id: JobId): number;
  /** The keys that decide the places of jobs, which need not be in this list. */
  keys(ids: readonly JobId[]): readonly ListKey[];
}

/**
 * The same by SQL: positions in the second half are counted from the end, so that no position costs more than the
 * middle. In an order that the operator chose, all jobs have to be sorted for each.
 */
export function sqlList(list: FilteredList, counts: JobCounts | null): PlainList {
  const { filter, apart } = list;
  let known: ListSize | null = null;
  const size = () => {
    known ??= (counts && countedSize(filter, counts)) ?? sizeIn(list.rows('matching')[0]);
    return known;
  };
  /** Only those not listed separately. */
  const jobs = () => size().matching - (apart.areRunning ? apart.ids.length : 0);
  const isUsual = isDefaultSort(list.sorting);
  return {
    size,
    ids: isUsual ? ids : sortedIds,
    positionOf: isUsual ? positionOf : sortedPosition,
    placeFor,
    keys,
  };

  function ids(from: number, to: number): readonly JobId[] {
    const limit = to - from;
    if (limit <= 0) return [];
    const behind = jobs() - to;
    const rows = (name: string, skip: number): JobId[] =>
      list.rows(name, { ':limit': limit, ':skip': skip }).map((row) => textOf(row, 'id') ?? '');
    return from <= behind ? rows('window_from_start', from) : rows('window_from_end', behind).reverse();
  }

  function positionOf(id: JobId, near: number): number | null {
    const fromEnd = near * 2 > size().matching;
    const row = list.rows(fromEnd ? 'jobs_behind' : 'jobs_before', { ':id': id })[0];
    const others = row === undefined ? null : numberOf(row, 'jobs');
    return others !== null && fromEnd ? jobs() - 1 - others : others;
  }

  function sortedIds(from: number, to: number): readonly JobId[] {
    if (to <= from) return [];
    return list
      .rows('sorted_window', { ':limit': to - from, ':skip': from })
      .map((row) => textOf(row, 'id') ?? '');
  }

  function sortedPosition(id: JobId): number | null {
    const row = list.rows('sorted_place', { ':id': id })[0];
    return row?.is_listed === 1 ? numberOf(row, 'jobs') : null;
  }

  function placeFor(id: JobId): number {
    return numberOf(list.rows('sorted_place', { ':id': id })[0] ?? {}, 'jobs') ?? 0;
  }

  function keys(wanted: readonly JobId[]): readonly ListKey[] {
    const rows = list.rows('list_keys', { ':ids': bothForms(wanted) });
    const known = new Map(rows.map((row) => [textOf(row, 'id') ?? '', keyIn(row)]));
    return wanted.map((id) => known.get(id) ?? lastKey);
  }
}

/** After all others. */
const lastKey: ListKey = { rank: Number.MAX_SAFE_INTEGER, value: null, startedAt: null };

function keyIn(row: SqlRow): ListKey {
  const { value } = row;
  return {
    rank: numberOf(row, 'rank') ?? 0,
    value: typeof value === 'number' || typeof value === 'string' ? value : null,
    startedAt: numberOf(row, 'started'),
  };
}
