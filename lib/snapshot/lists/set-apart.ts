import { type JobFilter, troublesIn } from '../../model/filter.js';
import type { JobId } from '../../model/job.js';
import type { WorkerTrouble } from '../../model/worker-trouble.js';
import { filterParameters } from '../../schema/filter-parameters.js';
import { bothForms } from '../../schema/id-lists.js';
import type { Queryable } from '../port.js';
import { textOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';

/**
 * Running jobs whose worker is in trouble. They are listed between the failed jobs and all others, and so are
 * taken out of the list's plain order.
 */
export interface SetApart {
  /** Those that pass the filter, in the list's order. */
  readonly ids: readonly JobId[];
  /** Whether they already pass the filter as running jobs. */
  readonly areRunning: boolean;
}

/** None. */
export const nothingApart: SetApart = { ids: [], areRunning: true };

/** Those jobs in trouble that pass the filter. */
export function setApart(
  database: Queryable,
  shape: DatabaseShape,
  filter: JobFilter,
  troubles: ReadonlyMap<JobId, WorkerTrouble>,
): SetApart {
  const kinds = troublesIn(filter);
  const wanted = [...troubles].flatMap(([id, { kind }]) => (kinds.includes(kind) ? [id] : []));
  // They are running, so they haven't failed yet.
  if (wanted.length === 0 || filter.cause !== undefined) return nothingApart;
  const rows = database.all(shape.statement('apart'), {
    ...filterParameters({ ...filter, statuses: ['running'] }),
    ':apart': bothForms(wanted),
  });
  return {
    ids: rows.map((row) => textOf(row, 'id') ?? ''),
    areRunning: filter.statuses?.includes('running') ?? true,
  };
}

/** A part of the list in its plain order, without the jobs listed separately. */
export interface PlainRun {
  /** The position of its first job in that order. */
  readonly from: number;
  readonly ids: readonly JobId[];
}

/**
 * The same part of the list as it is shown: with the separate jobs after the `failed` ones, if it includes that
 * position.
 */
export function withApart({ from, ids }: PlainRun, failed: number, apart: SetApart): PlainRun {
  const at = failed - from;
  if (at < 0) return { from: from + apart.ids.length, ids };
  if (at > ids.length) return { from, ids };
  return { from, ids: [...ids.slice(0, at), ...apart.ids, ...ids.slice(at)] };
}

/** Converts a position in the list as it is shown into one in the order without the separate jobs. */
export function plainPosition(shown: number, failed: number, apart: SetApart): number {
  return shown <= failed ? shown : Math.max(failed, shown - apart.ids.length);
}

/** The position at which a job that isn't listed separately is shown. */
export function shownPosition(plain: number, failed: number, apart: SetApart): number {
  return plain < failed ? plain : plain + apart.ids.length;
}
