import type { JobId } from '../model/job.js';
import type { Anchor, Found, JobCounts, PictureRequest } from '../model/picture.js';
import { numberOf, textOf } from './column-value.js';
import type { DatabaseShape } from './database-shape.js';
import { FilteredList } from './filtered-list.js';
import { countedSize, type ListSize, sizeIn } from './list-size.js';
import type { Queryable } from './port.js';
import { searchList } from './search-list.js';

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

/**
 * Finds the window around the anchor. Whatever is far from the list's start is counted from its end, so that no
 * place in a long list costs more than its middle.
 */
export function findWindow(
  database: Queryable,
  shape: DatabaseShape,
  request: PictureRequest,
  counts: JobCounts,
): WindowIds {
  const list = new FilteredList(database, shape, request.filter);
  const { at, matching, failed, found } = place(request.anchor);
  const first = Math.max(0, at - count(request.before));
  const end = Math.min(matching, at + count(request.after));
  return { first, ids: idsBetween(first, end), matching, failed, found };

  function place(anchor: Anchor): Place {
    if (anchor.kind === 'match') return searchList(list, anchor);
    const size = countedSize(request.filter, counts) ?? sizeIn(list.rows('matching')[0]);
    return { ...size, at: Math.max(0, Math.min(positionOf(anchor, size.matching), size.matching - 1)) };
  }

  function positionOf(anchor: Exclude<Anchor, { kind: 'match' }>, matching: number): number {
    if (anchor.kind === 'last') return matching - 1;
    const index = count(anchor.index);
    if (anchor.kind === 'index' || matching === 0) return index;
    const fromEnd = index * 2 > matching;
    const row = list.rows(fromEnd ? 'jobs_behind' : 'jobs_before', { ':id': anchor.id })[0];
    const jobs = row === undefined ? null : numberOf(row, 'jobs');
    if (jobs === null) return index;
    return fromEnd ? matching - 1 - jobs : jobs;
  }

  function idsBetween(from: number, to: number): readonly JobId[] {
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
