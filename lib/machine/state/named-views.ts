import { isSameChoice } from '../../model/filter.js';
import type { NamedView } from '../../model/saved-view.js';
import { isSameSort } from '../../model/sort.js';
import type { JobsState } from './state.js';

/** The view that the list shows now; null if none of the configured ones. */
export function activeView({
  views,
  filter,
  sort,
  density,
}: Pick<JobsState, 'views' | 'filter' | 'sort' | 'density'>): NamedView | null {
  return (
    views.find(
      (view) =>
        isSameChoice({ ...view.filter, cleared: null }, filter) &&
        (view.sort === undefined || isSameSort(view.sort, sort)) &&
        (view.density === undefined || view.density === density),
    ) ?? null
  );
}
