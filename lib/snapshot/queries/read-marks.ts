import {
  isTrouble,
  type JobFilter,
  type ListedStatus,
  listedStatuses,
  statusesIn,
} from '../../model/filter.js';
import { hasOwnId, type JobId, type JobTrouble, type JobType, jobStatuses } from '../../model/job.js';
import {
  changedBy,
  type JobAction,
  type MarkedRow,
  type Marks,
  type MarksRequest,
} from '../../model/marks.js';
import { plainSorting, type Sorting } from '../lists/filtered-list.js';
import type { SqlRow } from '../port.js';
import { numberOf, textOf } from '../tables/column-value.js';
import { pinnedIn, type QueueSource } from './jobs/queue-source.js';
import type { RunningJobs } from './panels/read-workers.js';

/**
 * How many of the jobs that pass a filter, without those in `but`, have each status; with `rowsFor`, also those of
 * their rows that this action changes.
 */
export function readMarks(
  source: QueueSource & Pick<RunningJobs, 'troubles'>,
  filter: JobFilter,
  { but, rowsFor }: MarksRequest,
  sorting: Sorting,
): Marks {
  const { troubles } = source;
  const pinned = pinnedIn(source, filter, troubles, plainSorting);
  const kindOf = (id: JobId) => troubles.get(id)?.kind;
  const { counts: byStatus, backtests: running } = source.queue.listCounts(filter, sorting);
  const counts = Object.fromEntries(listedStatuses.map((status) => [status, 0])) as Record<
    ListedStatus,
    number
  >;
  for (const status of jobStatuses) counts[status] = byStatus[status] ?? 0;
  let backtests = running;

  const others = but.filter((id) => !pinned.ids.includes(id));
  const list = source.queue.list(filter, [], sorting);
  const unmarked = new Set([
    ...others.filter((id) => list.positionOf(id) !== null),
    ...but.filter((id) => pinned.ids.includes(id)),
  ]);
  const known = rowsSeen(source, [...pinned.ids, ...unmarked]);
  const isBacktest = (id: JobId) => Number(known.get(id)?.type === 'backtest');
  for (const id of pinned.ids) {
    counts[kindOf(id) ?? 'gone'] += 1;
    if (pinned.areRunning) counts.running -= 1;
    else backtests += isBacktest(id);
  }
  for (const id of unmarked) {
    const status = (pinned.ids.includes(id) ? kindOf(id) : null) ?? statusOf(known.get(id));
    counts[status] -= 1;
    if (status === 'running' || isTrouble(status)) backtests -= isBacktest(id);
  }
  const marks = { tally: { counts, backtests }, but: but.length };
  if (rowsFor === undefined) return marks;
  const troubled = pinned.ids.filter(
    (id) => changes(rowsFor, kindOf(id)) && (rowsFor !== 'stop' || isBacktest(id) === 1),
  );
  return { ...marks, rows: rowsToChange(source, filter, rowsFor, troubled, unmarked, sorting) };
}

/** The rows that an action changes: first those of jobs in trouble, then the others in the list's order. */
function rowsToChange(
  source: QueueSource,
  filter: JobFilter,
  action: JobAction,
  troubled: readonly JobId[],
  unmarked: ReadonlySet<JobId>,
  sorting: Sorting,
): readonly MarkedRow[] {
  const wanted = changedBy[action].filter((status) => !isTrouble(status));
  const statuses = narrowed<ListedStatus>(statusesIn(filter), wanted);
  const types = action === 'stop' ? narrowed<JobType>(filter.types, ['backtest']) : filter.types;
  const list = source.queue.list({ ...filter, statuses, types }, [], sorting);
  const ids = new Set([...troubled, ...list.ids(0, list.size().matching)]);
  const able = [...ids].filter((id) => !unmarked.has(id) && hasOwnId(id));
  const found = rowsSeen(source, able);
  return able.flatMap((id) => {
    const row = found.get(id);
    return row === undefined ? [] : markedRow(id, row, action);
  });
}

/**
 * The rows of all jobs that pass a filter, as retrying them needs them: of running jobs, those whose worker is in the
 * trouble that the filter names, and then the others in the list's order.
 */
export function readRows(
  source: QueueSource,
  filter: JobFilter,
  troubles: ReadonlyMap<JobId, JobTrouble>,
  sorting?: Sorting,
): readonly MarkedRow[] {
  const troubled = filter.statuses?.some(isTrouble)
    ? pinnedIn(source, filter, troubles, plainSorting).ids
    : [];
  const pinned = troubled.filter((id) => changes('retry', troubles.get(id)?.kind));
  const list = source.queue.list(filter, [], sorting);
  const ids = [...new Set([...pinned, ...list.ids(0, list.size().matching)])];
  const rows = rowsSeen(source, ids);
  return ids.flatMap((id) => {
    const row = rows.get(id);
    return row === undefined ? [] : markedRow(id, row, 'retry');
  });
}

function changes(action: JobAction, status: ListedStatus | undefined): boolean {
  return changedBy[action].some((each) => each === status);
}

/** What a write compares rows of jobs with, see `rows_seen.sql`. */
function rowsSeen({ queue, shape }: QueueSource, ids: readonly JobId[]): ReadonlyMap<JobId, SqlRow> {
  return queue.rowsBy(shape.statement('rows_seen'), ids);
}

function markedRow(id: JobId, row: SqlRow, action: JobAction): MarkedRow {
  const seen = {
    id,
    statusText: textOf(row, 'status_text') ?? '',
    retryCount: numberOf(row, 'retries') ?? 0,
  };
  const isDoubtful = action === 'retry' && statusOf(row) !== 'failed';
  return isDoubtful ? { ...seen, workerMark: textOf(row, 'worker_mark') ?? '' } : seen;
}

function statusOf(row: SqlRow | undefined) {
  return jobStatuses.find((known) => known === row?.status) ?? 'other';
}

/** The `wanted` values that pass a part of a filter; null lets all through. */
function narrowed<T>(part: readonly T[] | null, wanted: readonly T[]): readonly T[] {
  return wanted.filter((value) => part?.includes(value) ?? true);
}
