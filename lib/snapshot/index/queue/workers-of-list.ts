import { type ListedWorkers, listedWorkersOf, mostWorkersTold } from '../../../model/worker.js';
import { workerAt } from '../columns/worker-table.js';
import type { JobsInOrder } from '../order/ordered-jobs.js';
import type { QueueIndex } from './queue-index.js';

/** After this many jobs we check whether there are already too many workers to list. */
const portion = 10_000;

/** Who works on the jobs of a list, and on those in `others`' slots. */
export function workersOfList(
  { columns, workers }: QueueIndex,
  jobs: JobsInOrder,
  others: readonly number[],
): ListedWorkers {
  const names = new Set<string>();
  const seen = new Uint8Array(workers.size);
  const add = (slot: number) => {
    const code = workerAt(columns, slot);
    if (seen[code] === 1) return;
    seen[code] = 1;
    const name = workers.name(code);
    if (name !== null) names.add(name);
  };
  for (const slot of others) add(slot);
  for (let from = 0; from < jobs.count && names.size <= mostWorkersTold; from += portion)
    for (const slot of jobs.slots(from, from + portion)) add(slot);
  return listedWorkersOf(names);
}
