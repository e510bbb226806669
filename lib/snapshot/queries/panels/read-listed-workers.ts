import { type ListedWorkers, listedWorkersOf, workerWanted } from '../../../model/worker.js';
import type { IndexedQueue } from '../../index/indexed-queue.js';
import type { FilteredList } from '../../lists/filtered-list.js';
import { textOf } from '../../tables/column-value.js';

/**
 * Which workers a list's filter has found: from the index, else by SQL. Empty unless it filters by a part of their
 * names.
 */
export function readListedWorkers(
  list: FilteredList,
  queue: IndexedQueue | null,
): { readonly listedWorkers?: ListedWorkers } {
  const { worker } = list.filter;
  if (worker === undefined || workerWanted(worker).kind === 'name') return {};
  const names = () => list.rows('workers_listed').flatMap((row) => textOf(row, 'name') ?? []);
  return { listedWorkers: queue?.workersOf(list) ?? listedWorkersOf(names()) };
}
