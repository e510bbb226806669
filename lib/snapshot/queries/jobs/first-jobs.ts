import type { JobId } from '../../../model/job.js';
import { bothForms } from '../../../schema/id-lists.js';
import type { FilteredList } from '../../lists/filtered-list.js';
import { textOf } from '../../tables/column-value.js';
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
 * status, few of these may pass: then the index leads to more. `expectRows`, if any, is told which jobs will be read.
 */
export function firstJobs(
  list: FilteredList,
  limit: number,
  expectRows?: (ids: readonly JobId[]) => void,
): readonly JobId[] {
  const { database, shape } = list;
  const found = new Set<JobId>();
  const idsIn = (query: string, parameters: { readonly [name: string]: string | number }) =>
    list
      .rows(query, { ...parameters, ':limit': Math.max(perWord, limit) })
      .map((row) => textOf(row, 'id') ?? '');
  const add = (query: string, parameters: { readonly [name: string]: string | number }) => {
    for (const id of idsIn(query, parameters)) found.add(id);
  };
  const hasIndex = hasDispatchOrder(database, shape);
  const addByWords = (words: readonly string[]) => {
    for (const word of hasIndex ? words : []) {
      if (found.size >= limit) return;
      expectRows?.(idsIn('ids_saying', { ':status': word }));
      add('jobs_saying', { ':status': word });
    }
  };
  addByWords(firstWords);
  if (found.size < limit) add('newest_jobs', {});
  if (list.filter.statuses !== null) addByWords(otherWords);
  const rows = list.rows('jobs_in_order', { ':ids': bothForms([...found]), ':limit': limit });
  return rows.map((row) => textOf(row, 'id') ?? '');
}
