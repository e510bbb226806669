import type { JobId } from '../../../model/job.js';
import type { Anchor, Found, PictureRequest } from '../../../model/picture.js';
import {
  compareKeys,
  defaultSort,
  type JobPlace,
  type JobSort,
  type ListKey,
  type Places,
  type PlacesRequest,
} from '../../../model/sort.js';
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

/** A list, and the position in it around which the window is. */
interface Place extends ListSize {
  readonly at: number;
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
  const isRanked = request.sort?.failedFirst ?? true;
  const [before, after] = [count(request.before), count(request.after)];
  const { at, matching, failed, found } = place(request.anchor);
  const first = Math.max(0, at - before);
  const end = Math.min(matching, at + after);
  const places = placesOf(failed);
  const ids = idsBetween(first, end, places);
  return { first, ids, matching, failed, found, keyed: keyed() };

  function keyed(): WindowIds['keyed'] {
    if (request.places === undefined) return undefined;
    const shown = {
      size: matching,
      sort: request.sort ?? defaultSort,
      ids: (from: number, to: number) => idsBetween(from, to, places),
      keys: plain.keys,
      positionOf: (id: JobId) => shownPositionOf(id, places),
    };
    return { keys: plain.keys(ids), places: placesIn(shown, request.places) };
  }

  function place(wanted: Anchor): Place {
    if (wanted.kind === 'match' || wanted.kind === 'new') return search(wanted);
    const size = sizeWithPinned(plain.size());
    return { ...size, at: Math.max(0, Math.min(positionOf(wanted, size), size.matching - 1)) };
  }

  /** Jobs listed separately count, whether or not the filter lets running jobs through. */
  function sizeWithPinned(size: ListSize): ListSize {
    return pinned.areRunning ? size : { ...size, matching: size.matching + pinned.ids.length };
  }

  function positionOf(wanted: Exclude<Anchor, WindowSearch>, { matching, failed }: ListSize): number {
    if (wanted.kind === 'last') return matching - 1;
    const index = count(wanted.index);
    if (wanted.kind === 'index' || matching === 0) return index;
    return shownPositionOf(wanted.id, placesOf(failed)) ?? index;
  }

  /** The position of a job among all that are shown; null if it isn't shown. */
  function shownPositionOf(id: JobId, places: readonly number[]): number | null {
    const among = pinned.ids.indexOf(id);
    if (among >= 0) return (places[among] ?? 0) + among;
    const position = plain.positionOf(id);
    return position === null ? null : toScreenIndex(position, places);
  }

  /** For each job that is listed separately: how many of the other jobs come before it. */
  function placesOf(failed: number): readonly number[] {
    return pinned.ids.map((id) => (isRanked ? failed : plain.placeFor(id)));
  }

  function idsBetween(first: number, end: number, places: readonly number[]): readonly JobId[] {
    if (end <= first) return [];
    const from = toListIndex(first, places);
    const to = toListIndex(end, places);
    const shown = withInserted({ from, jobs: plain.ids(from, to) }, places, pinned.ids);
    return shown.jobs.slice(first - shown.from, end - shown.from);
  }
}

/** A count or index from a caller, made whole and not negative. */
function count(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(0, Math.trunc(value));
}

/** A list as it is shown, with everything in it that is listed separately. */
interface ShownList {
  readonly size: number;
  readonly sort: JobSort;
  readonly ids: (from: number, to: number) => readonly JobId[];
  readonly keys: (ids: readonly JobId[]) => readonly ListKey[];
  /** Null if the job isn't in the list. */
  readonly positionOf: (id: JobId) => number | null;
}

/** The requested places in a list. */
function placesIn(list: ShownList, { at, of, job }: PlacesRequest): Places {
  const { size, sort } = list;
  const within = [...new Set(at)].filter((position) => position >= 0 && position < size);
  const known = list.keys(runsOf(within).flatMap(({ from, to }) => list.ids(from, to)));
  const byPosition = new Map(within.toSorted(ascending).map((position, index) => [position, known[index]]));
  const keys = at.map((position) => byPosition.get(position) ?? null);
  const counts = of.map((key) => ({
    less: countBelow((other) => compareKeys(sort, other, key) < 0),
    upTo: countBelow((other) => compareKeys(sort, other, key) <= 0),
  }));
  return { keys, counts, ...(job === undefined ? {} : { job: placeOf(job) }) };

  /** How many jobs satisfy `isSo`, by binary search: those that do must come before all others. */
  function countBelow(isSo: (key: ListKey) => boolean): number {
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const [key] = list.keys(list.ids(middle, middle + 1));
      if (key !== undefined && isSo(key)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function placeOf(id: JobId): JobPlace | null {
    const position = list.positionOf(id);
    const [key] = position === null ? [] : list.keys([id]);
    return position === null || key === undefined ? null : { position, key };
  }
}

const ascending = (one: number, other: number) => one - other;

/** Positions as runs of consecutive ones, in order: a run costs hardly more than one of them. */
function runsOf(positions: readonly number[]): readonly { readonly from: number; readonly to: number }[] {
  const runs: { readonly from: number; to: number }[] = [];
  for (const position of positions.toSorted(ascending)) {
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
