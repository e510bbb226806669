import type { JobId } from '../../../model/job.js';
import { isSortKey, type ListKey } from '../../../model/sort.js';
import type { Sorting } from '../../lists/sorting.js';
import { isQueued, isRunning, noValue, sortValues, timeIn } from '../columns/sort-values.js';
import { rankOfKind } from '../order/list-order.js';
import type { QueueIndex } from './queue-index.js';

/**
 * Returns the key of the job with an id, which is in a slot: what decides its place in a list of this order, as
 * `schema/queries/list_keys.sql` has it. The jobs `apart` come between the failed ones and the others; `shownNames`:
 * jobs' names as the list shows them, by their codes; `turnOf`: see `turnKey`.
 */
export function listKeys(
  { columns, nameRanks, columnValues }: Pick<QueueIndex, 'columns' | 'nameRanks' | 'columnValues'>,
  sorting: Sorting,
  apart: ReadonlySet<JobId>,
  shownNames: () => readonly string[],
  turnOf: (slot: number) => number | null,
): (id: JobId, slot: number) => ListKey {
  const { by, failedFirst, now } = sorting;
  const names = by === 'name' ? shownNames().map(nameInOrder) : [];
  const sortedBy = sortValues(by, nameRanks, columnValues);
  const valueIn = (slot: number) => {
    if (!isSortKey(by)) return columnValues.value(slot);
    if (by === 'name') return names[columns.names[slot] ?? 0] ?? null;
    const isUnderWay = by === 'duration' && isRunning(columns, slot);
    return numberOr(isUnderWay ? now - (columns.starts[slot] ?? noValue) : sortedBy(columns, slot));
  };
  return (id, slot) => ({
    rank: failedFirst ? 2 * rankOfKind(columns.kinds[slot] ?? 0) - Number(apart.has(id)) : 0,
    value: valueIn(slot),
    time: numberOr(timeIn(columns, slot)),
    turn: isQueued(columns, slot) ? turnOf(slot) : null,
  });
}

const numberOr = (value: number) => (Number.isNaN(value) ? null : value);

/** As SQLite's `lower` does it, which changes only the letters of ASCII. */
function nameInOrder(name: string): string | null {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) || null;
}
