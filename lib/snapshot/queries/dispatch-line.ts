import type { JobId } from '../../model/job.js';
import type { Queryable, SqlRow } from '../port.js';
import { asked } from '../tables/asked.js';
import { textOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';

/** The head of the line of jobs that can be dispatched. */
export interface DispatchLine {
  /** Places by job, from 1. */
  readonly places: ReadonlyMap<JobId, number>;
  /** Whether there is nobody behind them. */
  readonly isWhole: boolean;
}

/** At most this many jobs are looked at, whatever their state: a queue of a million costs no more. */
const mostLooked = 250;
/** More priorities than anybody uses. */
const mostPriorities = 100;

/** Whether the order of dispatch can be read cheaply: by the index that the workers themselves use. */
export function hasDispatchOrder(database: Queryable, shape: DatabaseShape): boolean {
  const sql = shape.statement('dispatch_index');
  return asked(database, sql, {}).length > 0;
}

/**
 * The line of the jobs with the word `status`: highest priority first, then lowest id, without those that can't be
 * dispatched.
 */
export function dispatchLine(
  database: Queryable,
  shape: DatabaseShape,
  status: string,
  canGo: (row: SqlRow) => boolean,
): DispatchLine {
  const places = new Map<JobId, number>();
  let looked = 0;
  let below = '';
  for (let count = 0; ; count += 1) {
    const priority = nextPriority(database, shape, status, below);
    if (priority !== null && count === mostPriorities) return { places, isWhole: false };
    const parameters = { ':status': status, ':priority': priority, ':limit': mostLooked - looked + 1 };
    for (const row of asked(database, shape.statement('dispatch_run'), parameters)) {
      if (looked === mostLooked) return { places, isWhole: false };
      looked += 1;
      if (canGo(row)) places.set(textOf(row, 'id') ?? '', places.size + 1);
    }
    if (priority === null) return { places, isWhole: true };
    below = priority;
  }
}

/** The next lower priority among jobs with the word `status`; null if only jobs without a priority are left. */
function nextPriority(
  database: Queryable,
  shape: DatabaseShape,
  status: string,
  below: string,
): string | null {
  const row = database.all(shape.statement('dispatch_priority'), { ':status': status, ':below': below })[0];
  return row === undefined ? null : textOf(row, 'priority');
}
