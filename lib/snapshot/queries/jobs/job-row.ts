import { type Job, type JobFailure, jobStatuses, jobTypes, type Waiting } from '../../../model/job.js';
import { type JobOutputs, locationOfOutput } from '../../../model/output.js';
import type { SqlRow } from '../../port.js';
import { bigintOf, longTextOf, numberOf, textOf } from '../../tables/column-value.js';
import { versionNumber } from '../../tables/plugin-versions.js';
import { backtestData, resultSummary } from './json-columns.js';

/** What other tables say about a job. */
export interface JobContext {
  /** The newest active version of the job's plugin. */
  readonly pluginVersion: string | null;
  /** The file that the job's file id refers to. */
  readonly sourcePath: string | null;
  readonly failures: readonly JobFailure[];
  readonly outputs: JobOutputs;
  readonly waiting: Waiting | null;
  /** The type of a job whose row says none; empty: it parses. */
  readonly untyped: string;
}

/** A row of `schema/queries/jobs.sql` as a job. Accepts any value of any type; invalid ones become null. */
export function jobOf(row: SqlRow, context: JobContext): Job {
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
