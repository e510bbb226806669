import { jobStatuses, jobTypes } from '../../../model/job.js';
import type { Queryable, SqlRow } from '../../port.js';
import { bigintOf, numberOf, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { kindOf, manyRetries, noPriority } from '../columns/job-columns.js';
import { JobIds } from '../columns/job-ids.js';
import { noProcess } from '../columns/worker-table.js';

/** What the columns hold about a job, with exact numbers, as SQL reads it. */
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
  /** fragment.worker; empty if there is none. */
  readonly worker: string;
  /** fragment.process; {@link noProcess} if there is none. */
  readonly process: number;
  /** Up to `manyRetries`. */
  readonly retries: number;
  /** fragment.turn_word. */
  readonly turn: number;
  /** The status's word of a queued job, exactly as it is written; null for others. */
  readonly lineWord: string | null;
  /** fragment.turn_priority of a queued job; 0 for others. */
  readonly priority: number;
  /** Whether that tells its place in line, which has to be read by SQL otherwise. */
  readonly isPlaced: boolean;
  /** No worker takes a queued job before then, ms; 0 for others. */
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
  known = new JobIds(),
): readonly ExactJob[] {
  return database
    .all(shape.statement('index_rows'), { ':ids': JSON.stringify(ids) })
    .map((row) => exactJob(row, known.number(textOf(row, 'id') ?? '') ?? 0));
}

/** The job in a row of `index_rows.sql`, with the number of its row. */
export function exactJob(row: SqlRow, id: number): ExactJob {
  const isQueued = row.status === 'queued';
  return {
    id,
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
    process: numberOf(row, 'process') ?? noProcess,
    retries: Math.min(numberOf(row, 'retries') ?? 0, manyRetries),
    turn: numberOf(row, 'turn') ?? 0,
    lineWord: isQueued ? textOf(row, 'line_word') : null,
    priority: isQueued ? priorityOf(row) : 0,
    isPlaced: !isQueued || isExact(row),
    due: isQueued ? (numberOf(row, 'due_at') ?? 0) : 0,
  };
}

function priorityOf({ priority_type: type, priority, lowest_first: isTurned }: SqlRow): number {
  if (type === 'null' || (isTurned === 1 && type === 'text')) return noPriority;
  if (isTurned === 1) return -Number(priority);
  return type === 'integer' || type === 'real' ? Number(priority) : Number.POSITIVE_INFINITY;
}

/** Only SQL can order texts, and numbers that aren't exact here. */
function isExact({ priority_type: type, priority }: SqlRow): boolean {
  const number = Number(priority);
  if (type === 'integer') return Number.isSafeInteger(number);
  return type === 'null' || (type === 'real' && number !== noPriority);
}

/** The index of a row's word; throws if it isn't one of `words`, which the fragments don't let happen. */
function placeOf(row: SqlRow, column: string, words: readonly string[]): number {
  const place = words.indexOf(textOf(row, column) ?? '');
  if (place < 0) throw new Error(`index_rows: no ${column} ${textOf(row, column)}`);
  return place;
}
