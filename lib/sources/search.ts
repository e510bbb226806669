import type { Anchor, Found } from '../model/picture.js';
import type { JobSort, ListKey } from '../model/sort.js';
import { comparePlaces, type KnownPlace } from './merged-lists.js';

export type SearchAnchor = Extract<Anchor, { kind: 'match' | 'new' }>;

/** Where a search begins in the merged list. */
export interface SearchStart {
  /** How many jobs of each list come before the job where it begins. */
  readonly before: readonly number[];
  /** The list of that job. */
  readonly list: number;
}

/** The result of the search in one list: `key` is the found job's; `hasFailed`: one of the new jobs failed. */
export interface ListFound {
  readonly found: Found;
  readonly key: ListKey | null;
  readonly hasFailed: boolean;
}

/** The same search in one list: from the job where it begins, or from the next one in its direction. */
export function ownSearch(
  anchor: SearchAnchor,
  start: SearchStart,
  list: number,
  size: number,
): SearchAnchor {
  const at = start.before[list] ?? 0;
  if (anchor.kind === 'new') return { ...anchor, from: { id: null, index: at } };
  if (list === start.list) return { ...anchor, from: { id: null, index: at } };
  const next = anchor.direction === 'forward' ? at : at - 1;
  // At the end of a list, the search wraps around.
  if (next < 0 || next >= size) {
    const end = next < 0 ? 0 : Math.max(0, size - 1);
    return { ...anchor, from: { id: null, index: end }, inclusive: false };
  }
  return { ...anchor, from: { id: null, index: next }, inclusive: true };
}

interface Candidate extends ListFound, KnownPlace {
  readonly key: ListKey;
  /** The search wrapped around the end of the list to find it. */
  readonly isRound: boolean;
}

/** The merged list's match among the matches of all lists; null if there is none, or if it isn't certain yet. */
export function firstFound(
  sort: JobSort,
  anchor: SearchAnchor,
  start: SearchStart,
  results: readonly (ListFound | null)[],
): { readonly candidate: Candidate | null; readonly found: Omit<Found, 'index'> } {
  const isNew = anchor.kind === 'new';
  const areFailed = isNew && results.some((result) => result?.hasFailed === true);
  const counting = areFailed ? results.map((result) => (result?.hasFailed ? result : null)) : results;
  const all = counting.flatMap((result) => result?.found ?? []);
  const matches = all.reduce((sum, found) => sum + found.matches, 0);
  const going = all.flatMap(({ searched }) => searched ?? []);
  const searched = going.length === 0 ? {} : { searched: searchedOf(going, all.length) };
  const isSure = all.every(({ index, searched: part }) => index !== null || part === undefined);
  const candidates = counting.flatMap((result, list) => candidateOf(result, list, anchor, start));
  const sign = anchor.kind === 'match' && anchor.direction === 'backward' ? -1 : 1;
  const [candidate] = candidates.toSorted(
    (one, other) => Number(one.isRound) - Number(other.isRound) || sign * comparePlaces(sort, one, other),
  );
  if (candidate === undefined || !isSure)
    return { candidate: null, found: { nth: isSure ? 0 : null, matches, ...searched } };
  // For new jobs there is no place among the matches: these include jobs that were already seen, whose places the lists
  // don't give.
  const nth = going.length > 0 || isNew ? null : nthOf(candidate, candidates, sign);
  return { candidate, found: { nth, matches, ...searched } };
}

/** How much of all lists has been searched: those that are done have been searched to the end. */
function searchedOf(going: readonly number[], lists: number): number {
  const done = lists - going.length;
  return (going.reduce((sum, part) => sum + part, 0) + done) / lists;
}

/**
 * The place of the chosen match among all matches. Each list's match is its first one from the beginning of the search,
 * so a list has none between the beginning and its match.
 */
function nthOf(chosen: Candidate, candidates: readonly Candidate[], sign: 1 | -1): number | null {
  let sum = 0;
  for (const { list, isRound, found } of candidates) {
    if (found.nth === null) return null;
    if (list === chosen.list) sum += found.nth;
    // Forward, the other list's match comes after the chosen one, so only its earlier matches count; if it wrapped
    // around, all of the list's matches do.
    else if (sign === 1) sum += isRound && !chosen.isRound ? found.matches : found.nth - 1;
    // Backward, the other list's match comes before the chosen one, unless it wrapped around.
    else sum += isRound && !chosen.isRound ? 0 : found.nth;
  }
  return sum;
}

function candidateOf(
  result: ListFound | null,
  list: number,
  anchor: SearchAnchor,
  start: SearchStart,
): readonly Candidate[] {
  const position = result?.found.index ?? null;
  if (result === null || position === null || result.key === null) return [];
  return [{ ...result, list, position, key: result.key, isRound: isRound() }];

  function isRound(): boolean {
    if (anchor.kind === 'new') return false;
    const at = start.before[list] ?? 0;
    const isFrom = list === start.list && position === at;
    if (isFrom) return !anchor.inclusive;
    return anchor.direction === 'forward' ? (position ?? 0) < at : (position ?? 0) >= at;
  }
}
