import type { JobId } from '../model/job.js';
import type { Anchor, Found } from '../model/picture.js';
import type { JobSort, ListKey } from '../model/sort.js';
import { comparePlaces, type KnownPlace } from './merged-run.js';

export type SearchAnchor = Extract<Anchor, { kind: 'match' | 'new' }>;

/** The result of the search in one list. */
export interface ListFound {
  readonly found: Found;
  /** How many of its jobs come before the job where the search begins. */
  readonly from: number;
  /** The found job; null if there is none or it isn't certain; `isStart`: the search began with it. */
  readonly job: { readonly id: JobId; readonly key: ListKey; readonly isStart: boolean } | null;
  /** One of the new jobs failed. */
  readonly hasFailed: boolean;
}

interface Candidate extends KnownPlace {
  readonly id: JobId;
  readonly found: Found;
  /** The search wrapped around the end of the list to find it. */
  readonly isRound: boolean;
}

/** The merged list's match among the matches of all lists; null if there is none, or if it isn't certain yet. */
export function firstFound(
  sort: JobSort,
  anchor: SearchAnchor,
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
  const candidates = counting.flatMap((result, list) => candidateOf(result, list, anchor));
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

function candidateOf(result: ListFound | null, list: number, anchor: SearchAnchor): readonly Candidate[] {
  const position = result?.found.index ?? null;
  if (result === null || position === null || result.job === null) return [];
  const { found, from, job } = result;
  return [{ list, position, found, id: job.id, key: job.key, isRound: isRound(position, from, job.isStart) }];

  function isRound(position: number, from: number, isStart: boolean): boolean {
    if (anchor.kind === 'new') return false;
    if (isStart) return !anchor.inclusive;
    return anchor.direction === 'forward' ? position < from : position >= from;
  }
}
