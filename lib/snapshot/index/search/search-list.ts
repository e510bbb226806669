import { everyJob, type JobFilter } from '../../../model/filter.js';
import type { JobId } from '../../../model/job.js';
import type { Found } from '../../../model/picture.js';
import { FilteredList, type ListSize } from '../../lists/filtered-list.js';
import type { Queryable } from '../../port.js';
import { textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { pluginsHolding, type Search, textParameters } from '../sieve/search-text.js';
import { SearchOrder } from './search-order.js';

/** What a search has found, and the position for the window: the match, else where the search began. */
export interface FoundPlace extends ListSize {
  readonly at: number;
  readonly found: Found;
}

/** What a search finds among the slots of a list as it is shown, where it is known which jobs contain the text. */
export function foundAmong(
  shown: Uint32Array,
  origin: number,
  search: Search,
  holds: (slot: number) => boolean,
): { readonly at: number; readonly found: Found } {
  const way = new SearchOrder(shown, origin, search);
  let index: number | null = null;
  for (let step = 0; step < way.length && index === null; step += 1)
    if (holds(way.slot(step))) index = way.position(step);
  const places = [...shown.keys()].filter((position) => holds(shown[position] ?? 0));
  const nth = index === null ? 0 : places.indexOf(index) + 1;
  return { at: index ?? origin, found: { index, nth, matches: places.length } };
}

/**
 * The jobs that pass a filter, whose own cause and text are ignored, and contain `text`; by SQL in one pass over them.
 */
export function idsHolding(
  { database, shape }: { readonly database: Queryable; readonly shape: DatabaseShape },
  text: string,
  filter: JobFilter = everyJob,
): readonly JobId[] {
  const parameters = textParameters(text, pluginsHolding(database, shape, text));
  const rows = new FilteredList(database, shape, filter).rows('jobs_holding', parameters);
  return rows.map((row) => textOf(row, 'id') ?? '');
}
