import type { JobId } from '../../model/job.js';
import type { JobCounts } from '../../model/picture.js';
import { type ListKey, turnKey } from '../../model/sort.js';
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
  /** The 0-based position of a job; null if it isn't in the list. */
  positionOf(id: JobId): number | null;
  /** How many jobs of the list come before one that isn't in it. */
  placeFor(id: JobId): number;
  /** The keys that decide the places of jobs, which need not be in this list. */
  keys(ids: readonly JobId[]): readonly ListKey[];
}

/** The same by SQL, which has to sort all jobs for each. */
export function sqlList(list: FilteredList, counts: JobCounts | null): PlainList {
  const { filter } = list;
  let known: ListSize | null = null;
  const size = () => {
    known ??= (counts && countedSize(filter, counts)) ?? sizeIn(list.rows('matching')[0]);
    return known;
  };
  return { size, ids, positionOf, placeFor, keys };

  function ids(from: number, to: number): readonly JobId[] {
    if (to <= from) return [];
    return list
      .rows('sorted_window', { ':limit': to - from, ':skip': from })
      .map((row) => textOf(row, 'id') ?? '');
  }

  function positionOf(id: JobId): number | null {
    const row = list.rows('sorted_place', { ':id': id })[0];
    return row?.is_listed === 1 ? numberOf(row, 'jobs') : null;
  }

  function placeFor(id: JobId): number {
    return numberOf(list.rows('sorted_place', { ':id': id })[0] ?? {}, 'jobs') ?? 0;
  }

  function keys(wanted: readonly JobId[]): readonly ListKey[] {
    const rows = list.rows('list_keys', { ':ids': bothForms(wanted) });
    const queued = rows.flatMap((row) => (row.turn === 0 ? [] : [textOf(row, 'id') ?? '']));
    const turns = new Map(
      (queued.length === 0 ? [] : list.rows('turns', { ':ids': bothForms(queued) })).map((row) => [
        textOf(row, 'id') ?? '',
        turnKey(numberOf(row, 'turn') ?? 0, numberOf(row, 'place') ?? 0),
      ]),
    );
    const known = new Map(
      rows.map((row) => {
        const id = textOf(row, 'id') ?? '';
        return [id, keyIn(row, turns.get(id) ?? null)];
      }),
    );
    return wanted.map((id) => known.get(id) ?? lastKey);
  }
}

/** After all others. */
const lastKey: ListKey = { rank: Number.MAX_SAFE_INTEGER, value: null, time: null, turn: null };

function keyIn(row: SqlRow, turn: number | null): ListKey {
  const { value } = row;
  return {
    rank: numberOf(row, 'rank') ?? 0,
    value: typeof value === 'number' || typeof value === 'string' ? value : null,
    time: numberOf(row, 'time'),
    turn,
  };
}
