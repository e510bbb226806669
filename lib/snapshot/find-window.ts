import type { JobId } from '../model/job.js';
import type { Anchor, Found, JobCounts, PictureRequest } from '../model/picture.js';
import { jobStatuses, jobTypes } from '../schema/filter-parameters.js';
import { bigintOf, numberOf, textOf } from './column-value.js';
import type { DatabaseShape } from './database-shape.js';
import { FilteredList } from './filtered-list.js';
import { countedSize, type ListSize, sizeIn } from './list-size.js';
import type { Queryable } from './port.js';
import { searchList } from './search-list.js';
import type { GroupTable } from './tally/group-table.js';
import type { QueueTally } from './tally/queue-tally.js';

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
  database: Queryable,
  shape: DatabaseShape,
  request: PictureRequest,
  counts: JobCounts,
  counted: Counted | null,
): WindowIds {
  const list = new FilteredList(database, shape, request.filter);
  const { anchor } = request;
  const [before, after] = [count(request.before), count(request.after)];
  return (anchor.kind === 'job' ? aroundJob(anchor.id) : null) ?? around(place(anchor));

  function around({ at, matching, failed, found }: Place): WindowIds {
    const first = Math.max(0, at - before);
    const end = Math.min(matching, at + after);
    return { first, ids: idsBetween(first, end, matching), matching, failed, found };
  }

  /** The window around a job, by its place; null where that isn't known so cheaply. */
  function aroundJob(id: JobId): WindowIds | null {
    const size = counted && countedSize(request.filter, counts, counted.table);
    const row = size && list.rows('place_of', { ':id': id })[0];
    if (!counted || !size || row?.id_storage !== 'integer') return null;
    const place = { key: bigintOf(row, 'place') ?? 0n, id: bigintOf(row, 'id') ?? 0n };
    const { statuses, types } = request.filter;
    const at = counted.tally.jobsBefore(place, statuses ?? jobStatuses, types ?? jobTypes);
    if (at === null) return null;
    const ids = (name: string, limit: number): JobId[] =>
      list
        .rows(name, { ':place': String(place.key), ':id': String(place.id), ':limit': limit })
        .map((each) => textOf(each, 'id') ?? '');
    const above = before === 0 ? [] : ids('window_above', before).reverse();
    const below = after === 0 ? [] : ids('window_below', after);
    return { first: at - above.length, ids: [...above, ...below], ...size, found: undefined };
  }

  function place(wanted: Anchor): Place {
    if (wanted.kind === 'match') return searchList(list, wanted);
    const size =
      countedSize(request.filter, counts, counted?.table ?? null) ?? sizeIn(list.rows('matching')[0]);
    return { ...size, at: Math.max(0, Math.min(positionOf(wanted, size.matching), size.matching - 1)) };
  }

  function positionOf(wanted: Exclude<Anchor, { kind: 'match' }>, matching: number): number {
    if (wanted.kind === 'last') return matching - 1;
    const index = count(wanted.index);
    if (wanted.kind === 'index' || matching === 0) return index;
    const fromEnd = index * 2 > matching;
    const row = list.rows(fromEnd ? 'jobs_behind' : 'jobs_before', { ':id': wanted.id })[0];
    const jobs = row === undefined ? null : numberOf(row, 'jobs');
    if (jobs === null) return index;
    return fromEnd ? matching - 1 - jobs : jobs;
  }

  function idsBetween(from: number, to: number, matching: number): readonly JobId[] {
    const limit = to - from;
    if (limit <= 0) return [];
    const behind = matching - to;
    const ids = (name: string, skip: number): JobId[] =>
      list.rows(name, { ':limit': limit, ':skip': skip }).map((row) => textOf(row, 'id') ?? '');
    return from <= behind ? ids('window_from_start', from) : ids('window_from_end', behind).reverse();
  }
}

/** A count or index as a caller gave it: whole, and not negative. */
function count(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(0, Math.trunc(value));
}
