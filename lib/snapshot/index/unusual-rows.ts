import { jobStatuses, jobTypes } from '../../model/job.js';
import type { Queryable, SqlRow } from '../port.js';
import { bigintOf, numberOf, textOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { kindOf, manyRetries } from './job-columns.js';
import { noPriority } from './line-columns.js';
import { nobodysProcess } from './worker-table.js';

/** What the columns hold about a job, exactly, as told by SQL. */
export interface ExactJob {
  readonly id: number;
  readonly kind: number;
  /** Ms; NaN: none. */
  readonly start: number;
  /** Ms; NaN: none. */
  readonly end: number;
  readonly filesProcessed: number;
  readonly filesTotal: number;
  readonly filesFailed: number;
  readonly bytes: bigint;
  readonly plugin: string;
  readonly version: string | null;
  /** fragment.worker; empty where there is none. */
  readonly worker: string;
  /** fragment.process; {@link nobodysProcess} where there is none. */
  readonly process: number;
  /** Up to `manyRetries`. */
  readonly retries: number;
  /** The word of status under which it is queued, as it is written; null where it isn't. */
  readonly lineWord: string | null;
  /** Of a queued job, `noPriority` for none, NaN where its place among others isn't known; 0 for others. */
  readonly priority: number;
  /** Before when (ms) a queued job isn't taken; 0 for others. */
  readonly due: number;
}

/**
 * The jobs in the rows with these numbers, as far as they exist, in no particular order. Throws what SQLite
 * reports.
 */
export function unusualRows(
  database: Queryable,
  shape: DatabaseShape,
  ids: readonly number[],
): readonly ExactJob[] {
  return database.all(shape.statement('index_rows'), { ':ids': JSON.stringify(ids) }).map(exactJob);
}

function exactJob(row: SqlRow): ExactJob {
  const isQueued = row.status === 'queued';
  return {
    id: numberOf(row, 'id') ?? 0,
    kind: kindOf(placeOf(row, 'status', jobStatuses), placeOf(row, 'type', jobTypes)),
    start: numberOf(row, 'started_at') ?? Number.NaN,
    end: numberOf(row, 'ended_at') ?? Number.NaN,
    filesProcessed: numberOf(row, 'files_processed') ?? 0,
    filesTotal: numberOf(row, 'files_total') ?? 0,
    filesFailed: numberOf(row, 'files_failed') ?? 0,
    bytes: bigintOf(row, 'bytes') ?? 0n,
    plugin: textOf(row, 'plugin') ?? '',
    version: textOf(row, 'version'),
    worker: textOf(row, 'worker') ?? '',
    process: numberOf(row, 'process') ?? nobodysProcess,
    retries: Math.min(numberOf(row, 'retries') ?? 0, manyRetries),
    lineWord: isQueued ? textOf(row, 'line_word') : null,
    priority: isQueued ? priorityOf(row) : 0,
    due: isQueued ? (numberOf(row, 'due_at') ?? 0) : 0,
  };
}

/** Texts, and numbers that not every digit of is known, have their place among others by SQL only. */
function priorityOf({ priority_type: type, priority }: SqlRow): number {
  if (type === 'null') return noPriority;
  const number = Number(priority);
  const isExact =
    type === 'integer' ? Number.isSafeInteger(number) : type === 'real' && number !== noPriority;
  return isExact ? number : Number.NaN;
}

/** The fragments return no other words than these. */
function placeOf(row: SqlRow, column: string, words: readonly string[]): number {
  const place = words.indexOf(textOf(row, column) ?? '');
  if (place < 0) throw new Error(`index_rows: no ${column} ${textOf(row, column)}`);
  return place;
}
