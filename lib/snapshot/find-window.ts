import type { JobId } from '../model/job.js';
import type { JobCounts, PictureRequest } from '../model/picture.js';
import { filterParameters } from '../schema/filter-parameters.js';
import { numberOf, textOf } from './column-value.js';
import type { DatabaseShape } from './database-shape.js';
import { jobStatuses } from './job-row.js';
import type { Queryable, SqlRow } from './port.js';

/** Which jobs a request asks for, by id, in the list's order. */
export interface WindowIds {
  /** 0-based position of the first among the matching jobs. */
  readonly first: number;
  readonly ids: readonly JobId[];
  readonly matching: number;
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
  const filter = filterParameters(request.filter);
  const all = (name: string, parameters: Readonly<Record<string, string | number>> = {}): SqlRow[] =>
    database.all(shape.statement(name), { ...filter, ...parameters });

  const matching = matchingJobs();
  if (matching === 0) return { first: 0, ids: [], matching };
  const at = Math.min(anchorIndex(), matching - 1);
  const first = Math.max(0, at - count(request.before));
  const end = Math.min(matching, at + count(request.after));
  return { first, ids: idsBetween(first, end), matching };

  function matchingJobs(): number {
    const { statuses, types, name } = request.filter;
    if (types !== null || name !== '') return numberOf(all('matching')[0] ?? {}, 'jobs') ?? 0;
    return [...new Set(statuses ?? jobStatuses)].reduce((sum, status) => sum + counts[status], 0);
  }

  function anchorIndex(): number {
    const { anchor } = request;
    if (anchor.kind === 'last') return matching - 1;
    const index = count(anchor.index);
    if (anchor.kind === 'index') return index;
    const fromEnd = index * 2 > matching;
    const row = all(fromEnd ? 'jobs_behind' : 'jobs_before', { ':id': anchor.id })[0];
    const jobs = row === undefined ? null : numberOf(row, 'jobs');
    if (jobs === null) return index;
    return fromEnd ? matching - 1 - jobs : jobs;
  }

  function idsBetween(from: number, to: number): readonly JobId[] {
    const limit = to - from;
    if (limit <= 0) return [];
    const behind = matching - to;
    const ids = (name: string, skip: number): JobId[] =>
      all(name, { ':limit': limit, ':skip': skip }).map((row) => textOf(row, 'id') ?? '');
    return from <= behind ? ids('window_from_start', from) : ids('window_from_end', behind).reverse();
  }
}

/** A count or index as a caller gave it: whole, and not negative. */
function count(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(0, Math.trunc(value));
}
