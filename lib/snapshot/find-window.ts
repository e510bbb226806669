import { statusesIn } from '../model/filter.js';
import type { JobId } from '../model/job.js';
import type { Anchor, Found, JobCounts, PictureRequest } from '../model/picture.js';
import { jobStatuses, jobTypes } from '../schema/filter-parameters.js';
import { bigintOf, numberOf, textOf } from './column-value.js';
import type { FilteredList } from './filtered-list.js';
import { countedSize, type ListSize, sizeIn } from './list-size.js';
import { searchList } from './search-list.js';
import { behindFailed, isBefore, plainPosition, shownPosition, withApart } from './set-apart.js';
import type { GroupTable } from './tally/group-table.js';
import type { QueueTally } from './tally/queue-tally.js';
import type { ListPlace } from './tally/tally-node.js';

/** Which jobs a request asks for, by id, in the list's order. */
export interface WindowIds extends ListSize {
  /** 0-based position of the first among the matching jobs. */
  readonly first: number;
  readonly ids: readonly JobId[];
  /** What the search came to, where the anchor is one. */
  readonly found: Found | undefined;
}

/** A list and the position in it that the window is around. */
interface Place extends ListSize {
  readonly at: number;
  readonly found?: Found;
}

/** What counted the queue's index, and what it came to. */
export interface Counted {
  readonly tally: QueueTally;
  readonly table: GroupTable;
}

/**
 * Finds the window around the anchor. Whatever is far from the list's start is counted from its end, so that no
 * place in a long list costs more than its middle; around a job of a counted queue nothing is counted at all.
 */
export function findWindow(
  list: FilteredList,
  request: PictureRequest,
  counts: JobCounts,
  counted: Counted | null,
): WindowIds {
  const { apart } = list;
  const { anchor } = request;
  const [before, after] = [count(request.before), count(request.after)];
  return (anchor.kind === 'job' ? aroundJob(anchor.id) : null) ?? around(place(anchor));

  function around({ at, matching, failed, found }: Place): WindowIds {
    const first = Math.max(0, at - before);
    const end = Math.min(matching, at + after);
    return { first, ids: idsBetween(first, end, { matching, failed }), matching, failed, found };
  }

  /** The window around a job, by its place; null where that isn't known so cheaply. */
  function aroundJob(id: JobId): WindowIds | null {
    const size = counted && sizeWithApart(countedSize(request.filter, counts, counted.table));
    if (!counted || !size) return null;
    const among = apart.ids.indexOf(id);
    if (among >= 0) return aroundPlace(behindFailed, size, size.failed, size.failed + among);
    const row = list.rows('place_of', { ':id': id })[0];
    if (row?.id_storage !== 'integer') return null;
    const place = { key: bigintOf(row, 'place') ?? 0n, id: bigintOf(row, 'id') ?? 0n };
    const { types } = request.filter;
    const before = counted.tally.jobsBefore(
      place,
      statusesIn(request.filter) ?? jobStatuses,
      types ?? jobTypes,
    );
    if (before === null) return null;
    const taken = apart.areRunning ? apart.places.filter((other) => isBefore(other, place)).length : 0;
    const plain = before - taken;
    return aroundPlace(place, size, plain, shownPosition(plain, size.failed, apart));
  }

  /** The window around `at`, by a place in the index's order, before which `plain` jobs stand there. */
  function aroundPlace(place: ListPlace, size: ListSize, plain: number, at: number): WindowIds {
    const ids = (name: string, limit: number): JobId[] =>
      list
        .rows(name, { ':place': String(place.key), ':id': String(place.id), ':limit': limit })
        .map((each) => textOf(each, 'id') ?? '');
    const above = before === 0 ? [] : ids('window_above', before).reverse();
    const below = after === 0 ? [] : ids('window_below', after);
    const shown = withApart({ from: plain - above.length, ids: [...above, ...below] }, size.failed, apart);
    const first = Math.max(0, at - before);
    const window = shown.ids.slice(first - shown.from, at + after - shown.from);
    return { first, ids: window, ...size, found: undefined };
  }

  /** The jobs that stand apart count, whether the statuses of the filter let them through or not. */
  function sizeWithApart(size: ListSize | null): ListSize | null {
    if (size === null || apart.areRunning) return size;
    return { ...size, matching: size.matching + apart.ids.length };
  }

  function place(wanted: Anchor): Place {
    if (wanted.kind === 'match') return searchList(list, wanted);
    const known = sizeWithApart(countedSize(request.filter, counts, counted?.table ?? null));
    const size = known ?? sizeWithApart(sizeIn(list.rows('matching')[0])) ?? { matching: 0, failed: 0 };
    return { ...size, at: Math.max(0, Math.min(positionOf(wanted, size), size.matching - 1)) };
  }

  function positionOf(wanted: Exclude<Anchor, { kind: 'match' }>, { matching, failed }: ListSize): number {
    if (wanted.kind === 'last') return matching - 1;
    const index = count(wanted.index);
    if (wanted.kind === 'index' || matching === 0) return index;
    const among = apart.ids.indexOf(wanted.id);
    if (among >= 0) return failed + among;
    const fromEnd = index * 2 > matching;
    const row = list.rows(fromEnd ? 'jobs_behind' : 'jobs_before', { ':id': wanted.id })[0];
    const jobs = row === undefined ? null : numberOf(row, 'jobs');
    if (jobs === null) return index;
    return shownPosition(fromEnd ? matching - apart.ids.length - 1 - jobs : jobs, failed, apart);
  }

  function idsBetween(first: number, end: number, { matching, failed }: ListSize): readonly JobId[] {
    if (end <= first) return [];
    const from = plainPosition(first, failed, apart);
    const to = plainPosition(end, failed, apart);
    const shown = withApart({ from, ids: plainIds(from, to, matching - apart.ids.length) }, failed, apart);
    return shown.ids.slice(first - shown.from, end - shown.from);
  }

  /** The ids between two positions in the index's order, of so many jobs. */
  function plainIds(from: number, to: number, jobs: number): readonly JobId[] {
    const limit = to - from;
    if (limit <= 0) return [];
    const behind = jobs - to;
    const ids = (name: string, skip: number): JobId[] =>
      list.rows(name, { ':limit': limit, ':skip': skip }).map((row) => textOf(row, 'id') ?? '');
    return from <= behind ? ids('window_from_start', from) : ids('window_from_end', behind).reverse();
  }
}

/** A count or index as a caller gave it: whole, and not negative. */
function count(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(0, Math.trunc(value));
}
