import type { Anchor, Found } from '../model/picture.js';
import { namePattern } from '../schema/name-pattern.js';
import { numberOf } from './column-value.js';
import type { FilteredList, Parameters } from './filtered-list.js';
import { type ListSize, sizeIn } from './list-size.js';
import { versionsInService } from './plugin-versions.js';
import type { SqlRow } from './port.js';
import { versionNumber } from './version-number.js';

type Search = Extract<Anchor, { kind: 'match' }>;

/**
 * The job that the search comes to, in one pass over the list. `at` is its position, or the one where the search
 * began if nothing matches.
 */
export function searchList(
  list: FilteredList,
  search: Search,
): ListSize & { readonly at: number; readonly found: Found } {
  const parameters = { ...wanted(list, search.text), ':id': search.from.id };
  const pass = (index: number) => list.rows('search', { ...parameters, ':index': index })[0];

  let row = pass(Math.max(0, Math.trunc(search.from.index) || 0));
  const size = sizeIn(row);
  // Rare: the list ended before the place where the search was to begin. Then it begins at the last job.
  if (position(row, 'origin') === null && size.matching > 0) row = pass(size.matching - 1);
  const found = nextMatch(row, search);
  return { ...size, at: found.index ?? position(row, 'origin') ?? 0, found };
}

/** Round the list once: from where the search begins to the end, then from the other end. */
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

/** What the SQL fragments job_holds and holds are given. */
function wanted(list: FilteredList, text: string): Parameters {
  const ascii = /^\p{ASCII}*$/u.test(text);
  return {
    ':text': text.toLowerCase(),
    ':pattern': ascii ? null : namePattern(text),
    ':encoded': encoded(text),
    ':number': /^\d+$/.test(text) ? text : null,
    ':plugins': JSON.stringify(pluginsHolding(list, text.toLowerCase())),
  };
}

/** As the text stands in a URI, in lower case; null where it stands there as it is. */
function encoded(text: string): string | null {
  const inUri = encodeURI(Buffer.from(text).toString()).toLowerCase();
  return inUri === text.toLowerCase() ? null : inUri;
}

/** Those that are in service in a version that holds the text: for jobs that don't name their own. */
function pluginsHolding({ database, shape }: FilteredList, text: string): readonly string[] {
  return [...versionsInService(database, shape)]
    .filter(([name, version]) => `${name} v${versionNumber(version)}`.toLowerCase().includes(text))
    .map(([name]) => name);
}
