import type { RecordedFailure } from '../../../causes/error.js';
import { failuresInMessage } from '../../../causes/failures.js';
import { type Job, type JobId, jobStatuses, jobTypes, type Waiting } from '../../../model/job.js';
import { type JobOutputs, locationOfOutput } from '../../../model/output.js';
import { bothForms } from '../../../schema/id-lists.js';
import { recordedFailures } from '../../failures/recorded-failures.js';
import { outputsAtHand, readOutputs } from '../../outputs/job-outputs.js';
import type { Queryable, SqlRow } from '../../port.js';
import { bigintOf, longTextOf, numberOf, rememberedRows, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { versionNumber, versionsOfPlugins } from '../../tables/plugin-versions.js';
import { backtestData, resultSummary } from './json-columns.js';
import { type QueueSource, rowOfEach } from './queue-source.js';
import { waitingOf } from './read-waiting.js';

/** Jobs are fetched in portions of this many, so that a list of all jobs doesn't hold every row twice. */
const portion = 1000;

/**
 * The jobs with these ids, in this order, as of `asOf` (ms), each with at most `failures` failures and `outputs`
 * outputs. Places in line are counted in `counted`; null: they aren't counted.
 */
export function readJobs(
  database: Queryable,
  shape: DatabaseShape,
  ids: readonly JobId[],
  failures: number,
  asOf: number,
  outputs = outputsAtHand,
  counted: QueueSource | null = null,
): readonly Job[] {
  const jobs: Job[] = [];
  const waiting = waitingOf(database, shape, ids, asOf, counted);
  for (let from = 0; from < ids.length; from += portion) {
    const some = ids.slice(from, from + portion);
    const rows = rowOfEach({ database, shape, queue: counted?.queue ?? null }, 'jobs', some);
    jobs.push(...readPortion(database, shape, some, rows, failures, waiting, outputs));
  }
  return jobs;
}

function readPortion(
  database: Queryable,
  shape: DatabaseShape,
  ids: readonly JobId[],
  rows: readonly SqlRow[],
  limit: number,
  waiting: (row: SqlRow) => Waiting | null,
  outputLimit: number,
): readonly Job[] {
  const byId = new Map(rows.map((row) => [textOf(row, 'id'), row]));
  const wanted = ids.map((id) => byId.get(id)).filter((row) => row !== undefined);
  const versions = versionsOfPlugins(database, shape, unversioned(wanted));
  const paths = sourcePaths(database, shape, wanted);
  const failures = jobFailures(database, shape, wanted, limit);
  const outputs = readOutputs(database, shape, wanted, outputLimit);
  return wanted.map((row) =>
    jobOf(row, {
      pluginVersion: versions.get(textOf(row, 'plugin') ?? '') ?? null,
      sourcePath: paths(row),
      failures: failures(row),
      outputs: outputs(row),
      waiting: waiting(row),
      untyped: shape.queue === null ? '' : 'job',
    }),
  );
}

/** The plugins of jobs that don't record their version. */
function unversioned(rows: readonly SqlRow[]): ReadonlySet<string> {
  return new Set(rows.flatMap((row) => (row.version === null ? (textOf(row, 'plugin') ?? []) : [])));
}

/** The files of jobs that don't name their input: file versions in older queues, scouted files in newer ones. */
function sourcePaths(
  database: Queryable,
  shape: DatabaseShape,
  rows: readonly SqlRow[],
): (row: SqlRow) => string | null {
  const unnamed = rows.filter((row) => row.input_file === null);
  const versions = pathsOf('source_paths', 'cf_file_version', 'file_version_id');
  const files = pathsOf('scouted_paths', 'scout_files', 'file_id');
  return (row) => versions.get(textOf(row, 'file_version_id')) ?? files.get(textOf(row, 'file_id')) ?? null;

  function pathsOf(query: string, table: string, column: string): ReadonlyMap<string | null, string> {
    const ids = new Set(unnamed.flatMap((row) => textOf(row, column) ?? []));
    if (ids.size === 0 || !shape.tables.has(table)) return new Map();
    const found = rememberedRows(database, shape.statement(query), { ':ids': bothForms([...ids]) });
    return new Map(
      found.flatMap((row) => {
        const path = joined(textOf(row, 'root'), textOf(row, 'path'));
        return path === null ? [] : [[textOf(row, 'id'), path]];
      }),
    );
  }
}

/** A path below its root; an absolute path doesn't need one. */
function joined(root: string | null, path: string | null): string | null {
  if (root === null || path === null || path.startsWith('/')) return path ?? root;
  return `${root.replace(/\/+$/, '')}/${path}`;
}

/**
 * The failures of failed jobs, from their own table, else schema mismatches, else from the job's error text; for
 * jobs that completed with warnings, from the tables only.
 */
function jobFailures(
  database: Queryable,
  shape: DatabaseShape,
  rows: readonly SqlRow[],
  limit: number,
): (row: SqlRow) => readonly RecordedFailure[] {
  const faulty = rows.filter((row) => row.status === 'failed' || row.warnings === 1);
  const ids = faulty.map((row) => textOf(row, 'id') ?? '');
  const recorded = recordedFailures(database, shape, ids, limit);
  return (row) => {
    const own = recorded.get(textOf(row, 'id') ?? '');
    if (own !== undefined) return own;
    return row.status === 'failed'
      ? failuresInMessage(longTextOf(row, 'error_message', 'error_end') ?? '', limit)
      : [];
  };
}

/** What other tables say about a job. */
interface JobContext {
  /** The newest active version of the job's plugin. */
  readonly pluginVersion: string | null;
  /** The file that the job's file id refers to. */
  readonly sourcePath: string | null;
  readonly failures: readonly RecordedFailure[];
  readonly outputs: JobOutputs;
  readonly waiting: Waiting | null;
  /** The type of a job whose row says none; empty: it parses. */
  readonly untyped: string;
}

/** A row of `schema/queries/jobs.sql` as a job. Accepts any value of any type; invalid ones become null. */
function jobOf(row: SqlRow, context: JobContext): Job {
  const summary = resultSummary(textOf(row, 'result_summary'));
  const { outputs } = context;
  const output = outputs.list[0];
  const [itemsNoun, itemsSince] = [textOf(row, 'items_noun'), numberOf(row, 'items_since')];
  const version = textOf(row, 'version') ?? context.pluginVersion ?? textOf(row, 'name_version');
  return {
    id: textOf(row, 'id') ?? '',
    fileVersionId: textOf(row, 'file_version_id') ?? textOf(row, 'file_id'),
    type: jobTypes.find((type) => type === row.type) ?? 'other',
    typeText: textOf(row, 'type_text') ?? context.untyped,
    name: textOf(row, 'name') ?? '',
    version: version === null ? null : versionNumber(version),
    status: jobStatuses.find((status) => status === row.status) ?? 'other',
    statusText: textOf(row, 'status_text') ?? '',
    warnings: row.warnings === 1,
    startedAt: numberOf(row, 'started_at'),
    claimedAt: numberOf(row, 'claimed_at'),
    completedAt: numberOf(row, 'completed_at'),
    updatedAt: numberOf(row, 'updated_at'),
    trouble: null,
    stillRuns: null,
    workerMark: textOf(row, 'worker_mark') ?? '',
    leased: row.leased === 1,
    itemsTotal: numberOf(row, 'items_total'),
    itemsProcessed: numberOf(row, 'items_processed'),
    itemsFailed: numberOf(row, 'items_failed'),
    ...(itemsNoun !== null && { itemsNoun }),
    ...(itemsSince !== null && { itemsSince }),
    progressPercent: numberOf(row, 'progress_percent'),
    sourcePath: textOf(row, 'input_file') ?? context.sourcePath ?? scannedPath(row),
    outputPath:
      output === undefined ? (textOf(row, 'output_path') ?? summary.path) : locationOfOutput(output),
    outputSizeBytes: bigintOf(row, 'output_bytes'),
    outputs,
    quarantinedRows: numberOf(row, 'quarantined_rows'),
    note: summary.note,
    backtest: backtestData(textOf(row, 'backtest_data')),
    errorMessage: longTextOf(row, 'error_message', 'error_end'),
    failures: context.failures,
    priority: numberOf(row, 'priority'),
    retryCount: numberOf(row, 'retry_count') ?? 0,
    workerHost: textOf(row, 'worker_host'),
    workerPid: numberOf(row, 'worker_pid'),
    waiting: context.waiting,
  };
}

/** `schema/fragments/plugin_name.sql` cuts names at this length. */
const nameLimit = 1000;

/**
 * A scan is often named by the path that it scans, which is recorded nowhere else. A path that was cut would lead
 * elsewhere.
 */
function scannedPath(row: SqlRow): string | null {
  const name = row.type === 'scan' ? textOf(row, 'plugin') : null;
  return name !== null && name.length < nameLimit && /[/\\]/.test(name) ? name : null;
}
