import type { Found } from '../../../model/picture.js';
import type { FilteredList } from '../../lists/filtered-list.js';
import { type ListSize, sizeIn } from '../../lists/list-size.js';
import type { SqlRow } from '../../port.js';
import { numberOf } from '../../tables/column-value.js';
import { pluginsHolding, type Search, textParameters } from '../sieve/search-text.js';

/** What a search has found, and the position for the window: the match, else where the search began. */
export interface FoundPlace extends ListSize {
  readonly at: number;
  readonly found: Found;
}

/** The job that the search finds, by SQL in one pass over the list: for queues without an index, and for specs. */
export function searchList(list: FilteredList, search: Search): FoundPlace {
  const plugins = pluginsHolding(list.database, list.shape, search.text);
  const parameters = { ...textParameters(search.text, plugins), ':id': search.from.id };
  const pass = (index: number) => list.rows('search', { ...parameters, ':index': index })[0];

  let row = pass(Math.max(0, Math.trunc(search.from.index) || 0));
  const size = sizeIn(row);
  // Rare: the list ended before the position where the search was to begin. Then it begins at the last job.
  if (position(row, 'origin') === null && size.matching > 0) row = pass(size.matching - 1);
  const found = nextMatch(row, search);
  return { ...size, at: found.index ?? position(row, 'origin') ?? 0, found };
}

/** Once around the list: from where the search begins to the end, then from the other end. */
function nextMatch(row: SqlRow | undefined, { direction, inclusive }: Search): Found {
  const [matches, before, here] = [
    position(row, 'matches') ?? 0,
    position(row, 'matches_before') ?? 0,
    position(row, 'match_here'),
  ];
  const upToHere = before + (here === null ? 0 : 1);
  const inOrder: readonly (readonly [index: number | null, nth: number])[] = [
    [inclusive ? here : null, upToHere],
    ...(direction === 'forward'
      ? [[position(row, 'match_behind'), upToHere + 1] as const, [position(row, 'first_match'), 1] as const]
      : [[position(row, 'match_before'), before] as const, [position(row, 'last_match'), matches] as const]),
  ];
  const [index, nth] = inOrder.find(([each]) => each !== null) ?? [null, 0];
  return { index, nth, matches };
}

function position(row: SqlRow | undefined, column: string): number | null {
  return numberOf(row ?? {}, column);
}
