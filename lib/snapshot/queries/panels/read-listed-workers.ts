import { type ListedWorkers, workerWanted } from '../../../model/worker.js';
import type { FilteredList } from '../../lists/filtered-list.js';
import type { Queue } from '../jobs/queue-source.js';

/**
 * Which workers a list's filter has found: empty unless it filters by a part of their
 * names.
 */
export function readListedWorkers(
  list: FilteredList,
  queue: Queue,
): { readonly listedWorkers?: ListedWorkers } {
  const { worker } = list.filter;
  if (worker === undefined || workerWanted(worker).kind === 'name') return {};
  return { listedWorkers: queue.workersOf(list) };
}
