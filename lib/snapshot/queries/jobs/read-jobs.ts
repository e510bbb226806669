import { failuresInMessage } from '../../../model/causes.js';
import type { Job, JobFailure, JobId, Waiting } from '../../../model/job.js';
import { bothForms } from '../../../schema/id-lists.js';
import { recordedFailures } from '../../failures/recorded-failures.js';
import { outputsAtHand, readOutputs } from '../../outputs/job-outputs.js';
import type { Queryable, SqlRow } from '../../port.js';
import { longTextOf, rememberedRows, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { versionsOfPlugins } from '../../tables/plugin-versions.js';
import { jobOf } from './job-row.js';
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
): (row: SqlRow) => readonly JobFailure[] {
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
