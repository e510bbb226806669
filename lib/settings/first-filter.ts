import { defaultFilter, type JobFilter } from '../model/filter.js';
import { defaultSort, type JobSort } from '../model/sort.js';
import type { Settings } from './resolve.js';
import type { StoredView } from './stored-view.js';

/** The filter that the list starts with: what was just asked for, else what it showed last, else the usual one. */
export function firstFilter(
  { asked, usual }: Settings['filter'],
  { filter, cleared }: StoredView,
): JobFilter {
  return { ...(asked ?? filter ?? usual ?? defaultFilter), cleared };
}

/** The order that the list starts with: what was just asked for, else what it had last, else the usual one. */
export function firstSort({ asked, usual }: Settings['sort'], { panel }: StoredView): JobSort {
  return asked ?? panel.sort ?? usual ?? defaultSort;
}
