import type { JobId } from '../../model/job.js';
import type { FilteredList } from '../lists/filtered-list.js';
import { bigintOf, textOf } from '../tables/column-value.js';
import { hasDispatchOrder } from './places-in-line.js';

/** The status words that workers write most often for the first jobs of the list, in its order. */
const firstWords = ['FAILED', 'ERROR', 'RUNNING', 'STAGED'];
/** Other status words that they write, for filters by status. */
const otherWords = [
  ...['QUEUED', 'PENDING', 'DISPATCHING', 'COMPLETED', 'COMPLETE', 'SKIPPED', 'SUCCESS', 'PARTIAL_SUCCESS'],
  ...['COMPLETED_WITH_WARNINGS', 'ABORTED', 'CANCELLED', 'CANCELED'],
];
/** For each word, at least this many jobs are read. */
const perWord = 200;

/**
 * Jobs to show before all are known: at most `limit` that pass the filter, in the list's order. The workers' own index
 * leads to failed and running ones; after those, or without the index, come the newest jobs. If the filter is by
 * status, few of these may pass: then the index leads to more.
 */
export function firstJobs(list: FilteredList, limit: number): readonly JobId[] {
  const { database, shape } = list;
  const places = new Map<JobId, bigint>();
  const add = (query: string, parameters: { readonly [name: string]: string | number }) => {
    for (const row of list.rows(query, { ...parameters, ':limit': Math.max(perWord, limit) })) {
      places.set(textOf(row, 'id') ?? '', bigintOf(row, 'place') ?? 0n);
    }
  };
  const hasIndex = hasDispatchOrder(database, shape);
  const addByWords = (words: readonly string[]) => {
    for (const word of hasIndex ? words : []) {
      if (places.size < limit) add('jobs_saying', { ':status': word });
    }
  };
  addByWords(firstWords);
  if (places.size < limit) add('newest_jobs', {});
  if (list.filter.statuses !== null) addByWords(otherWords);
  const inOrder = [...places].sort(([one, its], [other, others]) =>
    its === others ? Number(BigInt(other) - BigInt(one)) : its < others ? 1 : -1,
  );
  return inOrder.slice(0, limit).map(([id]) => id);
}
