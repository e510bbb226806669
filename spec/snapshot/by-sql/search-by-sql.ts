import { type EndedStatus, endedStatuses, type Found } from '../../../lib/model/picture.js';
import { bothForms } from '../../../lib/schema/id-lists.js';
import type { NewAnchor } from '../../../lib/snapshot/index/list/ended-jobs.js';
import type { FoundPlace } from '../../../lib/snapshot/index/search/search-list.js';
import {
  pluginsHolding,
  type Search,
  textParameters,
} from '../../../lib/snapshot/index/sieve/search-text.js';
import type { SqlRow } from '../../../lib/snapshot/port.js';
import { numberOf } from '../../../lib/snapshot/tables/column-value.js';
import { type ListBySql, sizeIn } from './list-by-sql.js';

/** The job that the search finds, by SQL in one pass over the list. */
export function searchList(list: ListBySql, search: Search): FoundPlace {
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

/**
 * The first new job of a list that hasn't been seen, see the anchor `new`, by SQL. `until`: the last end that counts,
 * ms.
 */
export function nextNewBySql(list: ListBySql, { since, from, seen }: NewAnchor, until: number): FoundPlace {
  const pass = (statuses: readonly EndedStatus[]) =>
    list.rows('next_new', {
      ':id': from.id,
      ':from': since,
      ':to': until,
      ':ended': JSON.stringify(statuses),
      ':seen': bothForms(seen),
    })[0] ?? {};
  let row = pass(['failed']);
  if ((numberOf(row, 'matches') ?? 0) === 0) row = pass(endedStatuses);
  const size = sizeIn(row);
  const index = numberOf(row, 'first_new');
  const near = Math.max(0, Math.min(Math.trunc(from.index) || 0, size.matching - 1));
  const found = { index, nth: numberOf(row, 'nth'), matches: numberOf(row, 'matches') ?? 0 };
  return { ...size, at: index ?? numberOf(row, 'origin') ?? near, found };
}
