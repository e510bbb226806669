import { causeOfRecord } from '../../../causes/cause.js';
import { listedFailures } from '../../../causes/failures.js';
import type { Job, JobId } from '../../../model/job.js';
import {
  type DeadLetter,
  type JobDetail,
  noQuarantine,
  type Quarantine,
  type RunTimes,
} from '../../../model/job-detail.js';
import type { PictureRequest } from '../../../model/picture.js';
import { withGap } from '../../../model/text.js';
import { bothForms, oneForm } from '../../../schema/id-lists.js';
import { readMismatches, recordedFailure } from '../../failures/recorded-failures.js';
import { readArtifacts } from '../../outputs/job-outputs.js';
import type { Queryable, SqlRow } from '../../port.js';
import { longTextOf, numberOf, rememberedRows, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { versionsInService } from '../../tables/plugin-versions.js';
import type { QueueSource } from '../jobs/queue-source.js';
import { readJobs } from '../jobs/read-jobs.js';

type DetailRequest = NonNullable<PictureRequest['detail']>;

/** At most this many bytes of an error text are returned. */
const errorBytes = 262_144;
/** At most this many artifacts are returned. */
const artifactsAtHand = 200;
/** At most this many earlier attempts are returned. */
const attemptsAtHand = 20;

/**
 * Everything about one job, regardless of the filter; null if it is gone. `listFailures` and `counted` are the
 * `failures` and `counted` of {@link readJobs}. Whether its output exists is left out, because the database doesn't
 * know it.
 */
export function readDetail(
  database: Queryable,
  shape: DatabaseShape,
  request: DetailRequest,
  listFailures: number,
  asOf: number,
  counted: QueueSource | null,
): JobDetail | null {
  const job = readJobs(database, shape, [request.id], listFailures, asOf, artifactsAtHand, counted)[0];
  if (job === undefined) return null;
  const row = database.all(shape.statement('detail'), { ':ids': bothForms([request.id]) })[0] ?? {};
  const errorText = wholeError(row);
  const mostAttempts = numberOf(row, 'most_attempts');
  return {
    job,
    createdAt: numberOf(row, 'created_at'),
    scheduledAt: numberOf(row, 'scheduled_at'),
    claimedAt: numberOf(row, 'claimed_at'),
    takenUpAt: numberOf(row, 'taken_up_at'),
    endedAt: numberOf(row, 'ended_at'),
    heartbeatAt: numberOf(row, 'heartbeat_at'),
    completionStatus: textOf(row, 'completion_status'),
    errorText,
    deadLetter: deadLetterOf(database, shape, request.id),
    ...(recordedRun(database, shape, request) ??
      mismatchRun(database, shape, job, request) ??
      textRun(errorText ?? '', request)),
    ...(mostAttempts === null ? {} : { mostAttempts }),
    ...attemptsBefore(database, shape, request.id),
    artifacts: readArtifacts(database, shape, job, artifactsAtHand),
    artifactsExist: [],
    quarantine: readQuarantine(database, shape, job),
    outputExists: null,
  };
}

/** Why the job failed in earlier attempts; empty if no such attempt is recorded. */
function attemptsBefore(database: Queryable, shape: DatabaseShape, id: JobId): Pick<JobDetail, 'attempts'> {
  const isElsewhere = shape.queue !== null && shape.tables.has('cf_job_attempts');
  if (!isElsewhere && !shape.tables.get('cf_job_failures')?.has('earlier_attempt')) return {};
  const parameters = { ':jobs': oneForm([id]), ':limit': attemptsAtHand };
  const statement = shape.statement(isElsewhere ? 'attempts_elsewhere' : 'earlier_attempts');
  const rows = rememberedRows(database, statement, parameters);
  if (rows.length === 0) return {};
  return {
    attempts: rows.map((row) => {
      const at = numberOf(row, 'failed_at');
      return {
        attempt: numberOf(row, 'attempt') ?? 0,
        ...(at === null ? {} : { at }),
        failures: numberOf(row, 'failures') ?? 1,
        cause: causeOfRecord({ failures: [recordedFailure(row)], errorMessage: null }),
      };
    }),
  };
}

type FailureRun = Pick<JobDetail, 'failureCount' | 'failuresFrom' | 'failures'>;

/** A run of the failures in their own table; null if the job has none there. */
function recordedRun(database: Queryable, shape: DatabaseShape, request: DetailRequest): FailureRun | null {
  if (!shape.tables.has('cf_job_failures')) return null;
  const jobs = { ':jobs': oneForm([request.id]) };
  const failureCount =
    numberOf(database.all(shape.statement('failure_count'), jobs)[0] ?? {}, 'failures') ?? 0;
  if (failureCount === 0) return null;
  const { from, limit } = runWithin(failureCount, request);
  const rows = database.all(shape.statement('failure_run'), { ...jobs, ':skip': from, ':limit': limit });
  return { failureCount, failuresFrom: from, failures: rows.map(recordedFailure) };
}

/** A run of a failed job's schema mismatches; null if it has none. */
function mismatchRun(
  database: Queryable,
  shape: DatabaseShape,
  job: Job,
  request: DetailRequest,
): FailureRun | null {
  if (job.status !== 'failed' && !job.warnings) return null;
  const read = (limit: number, skip: number) =>
    readMismatches(database, shape, [job.id], { limit, skip }).get(job.id);
  const failureCount = read(1, 0)?.count ?? 0;
  if (failureCount === 0) return null;
  const { from, limit } = runWithin(failureCount, request);
  return { failureCount, failuresFrom: from, failures: read(limit, from)?.failures ?? [] };
}

function deadLetterOf(database: Queryable, shape: DatabaseShape, id: JobId): DeadLetter | null {
  if (!shape.tables.has('cf_dead_letter')) return null;
  // No index leads to it, so the table is searched only when it has changed.
  const [row] = rememberedRows(database, shape.statement('dead_letter'), { ':ids': bothForms([id]) });
  if (row === undefined) return null;
  return {
    movedAt: numberOf(row, 'moved_at'),
    reason: textOf(row, 'reason'),
    retries: numberOf(row, 'retries'),
    error: longTextOf(row, 'error_message', 'error_end'),
  };
}

/** A run of the failures listed in the error text. Plain text is left out, because the panel shows it below. */
function textRun(text: string, request: DetailRequest): FailureRun {
  const all = listedFailures(text);
  const { from, limit } = runWithin(all.length, request);
  return { failureCount: all.length, failuresFrom: from, failures: all.slice(from, from + limit) };
}

/** The requested run; if there are fewer failures by now, the last ones. */
function runWithin(
  failures: number,
  request: DetailRequest,
): { readonly from: number; readonly limit: number } {
  const wanted = Math.max(0, Math.trunc(request.failuresFrom) || 0);
  const limit = Math.min(Math.max(0, Math.trunc(request.failures) || 0), failures);
  return { from: wanted < failures ? wanted : Math.max(0, failures - Math.max(limit, 1)), limit };
}

/** The error text; if it is too long, its beginning and end. */
function wholeError(row: SqlRow): string | null {
  const text = textOf(row, 'error_text') || null;
  const end = textOf(row, 'error_end');
  if (text === null || end === null) return text;
  const beginning = bounded(text);
  const whole = beginning === text && row.error_is_whole === 1;
  return whole ? text : withGap(beginning, end);
}

/** Cut to the limit in bytes, without cutting a character. */
function bounded(text: string): string {
  if (Buffer.byteLength(text) <= errorBytes) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, errorBytes), { stream: true });
}

/**
 * How long the complete runs of a job's parser and version took; null unless it is a complete or running parse job, and
 * if there are too few runs.
 */
export function readRunTimes({ database, shape, queue }: QueueSource, job: Job): RunTimes | null {
  const { name, version, type, status } = job;
  if (type !== 'parse' || (status !== 'complete' && status !== 'running')) return null;
  const served = JSON.stringify(Object.fromEntries(versionsInService(database, shape)));
  return queue.runTimes({ name, version }, served);
}

/** At most this many rows are returned for the panel. */
const rowsAtHand = 100;
/** At most this much of a row's data is returned: characters of text, or bytes. */
const textAtHand = 400;
const bytesAtHand = 64;

/** The rows that one job set aside, with what was wrong with each. */
function readQuarantine(database: Queryable, shape: DatabaseShape, job: Job): Quarantine {
  if (!shape.tables.has('cf_quarantine')) return noQuarantine;
  const ids = bothForms([job.id]);
  const count =
    numberOf(
      rememberedRows(database, shape.statement('quarantine_count'), { ':ids': ids })[0] ?? {},
      'rows',
    ) ?? 0;
  if (count === 0) return noQuarantine;
  const rows = rememberedRows(database, shape.statement('quarantined_rows'), {
    ':ids': ids,
    ':limit': rowsAtHand,
  });
  return {
    count,
    rows: rows.map((row) => ({
      row: numberOf(row, 'row_index'),
      reason: textOf(row, 'reason') ?? '',
      data: row.raw instanceof Uint8Array ? rawText(row.raw) : '',
    })),
  };
}

/** Bytes as text if they are UTF-8, else in hexadecimal. They may have been cut in the middle of a character. */
function rawText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }).slice(0, textAtHand);
  } catch {
    // Not text: a packed or binary record.
    return Array.from(bytes.subarray(0, bytesAtHand), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  }
}
