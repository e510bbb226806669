import type { JobId } from '../../../model/job.js';
import type { Found, PictureRequest } from '../../../model/picture.js';
import { compareKeys, defaultSort, type KeyPlace, type ListKey, type Places } from '../../../model/sort.js';
import { bothForms } from '../../../schema/id-lists.js';
import type { FoundPlace } from '../../index/search/search-list.js';
import type { WindowSearch } from '../../index/sieve/search-text.js';
import type { FilteredList, ListSize, PinnedTroubles, PlainList } from '../../lists/filtered-list.js';
import { toListIndex, toScreenIndex, withInserted } from '../../lists/inserted.js';
import { textOf } from '../../tables/column-value.js';
import { hasDispatchOrder } from './read-waiting.js';

/** The jobs that a request asks for, by id, in the list's order. */
interface WindowIds extends ListSize {
  /** 0-based position of the first among the matching jobs. */
  readonly first: number;
  readonly ids: readonly JobId[];
  /** What the search found, if the anchor is one. */
  readonly found: Found | undefined;
  /**
   * The keys of these jobs, which decide their places, and the requested places in the list; undefined if none are
   * requested.
   */
  readonly keyed: { readonly keys: readonly ListKey[]; readonly places: Places } | undefined;
}

/** A list, the position in it around which the window is, and that of the anchor, see {@link Places}. */
interface Place extends ListSize {
  readonly at: number;
  readonly anchor: number;
  readonly found?: Found;
}

/**
 * Finds the window around the anchor. `plain` are the jobs without those in `pinned`; `search` searches all of
 * them.
 */
export function findWindow(
  plain: PlainList,
  pinned: PinnedTroubles,
  request: PictureRequest,
  search: (wanted: WindowSearch) => FoundPlace,
): WindowIds {
  const sort = request.sort ?? defaultSort;
  const [before, after] = [count(request.before), count(request.after)];
  const { at, anchor, matching, failed, found } = place(request.anchor);
  const first = Math.max(0, at - before);
  const end = Math.min(matching, at + after);
  const places = placesOf(failed);
  const ids = idsBetween(first, end, places);
  return { first, ids, matching, failed, found, keyed: keyed() };

  function keyed(): WindowIds['keyed'] {
    if (request.places === undefined) return undefined;
    const keys = keysAt([first - 1, end, ...request.places.at]);
    const [previous = null, next = null, ...others] = keys;
    return { keys: plain.keys(ids), places: { anchor, before: previous, after: next, keys: others } };
  }

  function place(wanted: PictureRequest['anchor']): Place {
    const size = sizeWithPinned(plain.size());
    const last = Math.max(0, size.matching - 1);
    if (wanted.kind === 'match' || wanted.kind === 'new') {
      const begun = beginning(wanted, size);
      return { ...search(begun), anchor: anchorOf(wanted, size) ?? begun.from.index };
    }
    if (wanted.kind === 'key') {
      const at = shown(wanted.id, size) ?? placeOf(wanted.place, size);
      return { ...size, at, anchor: at };
    }
    const index = wanted.kind === 'last' ? last : count(wanted.index);
    const at = Math.min((wanted.kind === 'job' ? shown(wanted.id, size) : null) ?? index, last);
    return { ...size, at, anchor: at };
  }

  /** The search from a job of this list: where it begins at a place that another list's job has, from the next one. */
  function beginning(wanted: WindowSearch, size: ListSize): WindowSearch {
    const { place, id } = wanted.from;
    if (place === undefined || wanted.kind === 'new' || shown(id, size) !== null) return wanted;
    const at = placeOf(place, size) - (wanted.direction === 'forward' ? 0 : 1);
    const index = Math.max(0, Math.min(at, size.matching - 1));
    // At the end of the list, the search goes on at the other end.
    return { ...wanted, from: { id: null, index }, inclusive: index === at };
  }

  function anchorOf({ from }: WindowSearch, size: ListSize): number | null {
    return shown(from.id, size) ?? (from.place === undefined ? null : placeOf(from.place, size));
  }

  /** Jobs listed separately count, whether or not the filter lets running jobs through. */
  function sizeWithPinned(size: ListSize): ListSize {
    return pinned.areRunning ? size : { ...size, matching: size.matching + pinned.ids.length };
  }

  /** The position of a job among all that are shown; null if it isn't shown. */
  function shown(id: JobId | null, { failed, matching }: ListSize): number | null {
    if (id === null || matching === 0) return null;
    const places = placesOf(failed);
    const among = pinned.ids.indexOf(id);
    if (among >= 0) return (places[among] ?? 0) + among;
    const position = plain.positionOf(id);
    return position === null ? null : toScreenIndex(position, places);
  }

  /** For each job that is listed separately: how many of the other jobs come before it. */
  function placesOf(failed: number): readonly number[] {
    return pinned.ids.map((id) => (sort.failedFirst ? failed : plain.placeFor(id)));
  }

  function idsBetween(first: number, end: number, places: readonly number[]): readonly JobId[] {
    if (end <= first) return [];
    const from = toListIndex(first, places);
    const to = toListIndex(end, places);
    const shown = withInserted({ from, jobs: plain.ids(from, to) }, places, pinned.ids);
    return shown.jobs.slice(first - shown.from, end - shown.from);
  }

  /** How many of the jobs come before a place, by binary search. */
  function placeOf({ key, isAfter }: KeyPlace, { matching, failed }: ListSize): number {
    const places = placesOf(failed);
    let low = 0;
    let high = matching;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const [other] = plain.keys(idsBetween(middle, middle + 1, places));
      const order = other === undefined ? 1 : compareKeys(sort, other, key);
      if (order < 0 || (isAfter && order === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The keys of the jobs at these positions; null where there is none. */
  function keysAt(positions: readonly number[]): readonly (ListKey | null)[] {
    const within = [...new Set(positions)].filter((position) => position >= 0 && position < matching);
    const sorted = within.sort((one, other) => one - other);
    const keys = plain.keys(runsOf(sorted).flatMap(({ from, to }) => idsBetween(from, to, places)));
    const byPosition = new Map(sorted.map((position, index) => [position, keys[index]]));
    return positions.map((position) => byPosition.get(position) ?? null);
  }
}

/** A count or index from a caller, made whole and not negative. */
function count(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(0, Math.trunc(value));
}

/** Positions in ascending order as runs of consecutive ones: a run costs hardly more than one of them. */
function runsOf(sorted: readonly number[]): readonly { readonly from: number; readonly to: number }[] {
  const runs: { readonly from: number; to: number }[] = [];
  for (const position of sorted) {
    const last = runs.at(-1);
    if (last?.to === position) last.to += 1;
    else runs.push({ from: position, to: position + 1 });
  }
  return runs;
}

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
