import type { Job, JobId } from '../../model/job.js';
import { type JobOutputs, noOutputs } from '../../model/output.js';
import { bothForms } from '../../schema/id-lists.js';
import type { Queryable, SqlRow } from '../port.js';
import { textOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { isIndexedByJob } from '../tables/job-indexes.js';
import { rememberedRows } from '../tables/remembered-rows.js';
import { materializedOutputs } from './materialized-outputs.js';
import { grouped, listOf } from './output-rows.js';

/** At most this many outputs of each job are returned for the list. */
export const outputsAtHand = 20;

/**
 * Up to this many jobs are queried one by one, if an index leads to a job's rows and answers are remembered; a
 * list of all jobs is queried at once.
 */
const oneByOneAtMost = 999;

/**
 * The outputs of these jobs as the tables beside the queue record them (version D), at most `limit` of each: its
 * artifacts of kind `output`; for a complete job without any, its materializations.
 */
export function readOutputs(
  database: Queryable,
  shape: DatabaseShape,
  rows: readonly SqlRow[],
  limit: number,
): (row: SqlRow) => JobOutputs {
  const ids = rows.map((row) => textOf(row, 'id') ?? '');
  const recorded = recordedOutputs(database, shape, ids, limit);
  // Only complete jobs can have materializations, and a pass over that table is expensive.
  const bare = rows
    .filter((row) => row.status === 'complete')
    .map((row) => textOf(row, 'id') ?? '')
    .filter((id) => !recorded.has(id));
  const materialized = materializedOutputs(database, shape, bare, limit);
  return (row) => {
    const id = textOf(row, 'id') ?? '';
    return recorded.get(id) ?? materialized.get(id) ?? noOutputs;
  };
}

type OutputsById = ReadonlyMap<string, JobOutputs>;
const none: OutputsById = new Map();

function recordedOutputs(
  database: Queryable,
  shape: DatabaseShape,
  ids: readonly JobId[],
  limit: number,
): OutputsById {
  if (!shape.tables.has('cf_job_artifacts') || ids.length === 0) return none;
  const sql = shape.statement('outputs_recorded');
  const mayGoOneByOne = database.remembered !== undefined && ids.length <= oneByOneAtMost;
  const groups =
    mayGoOneByOne && isIndexedByJob(database, shape, 'cf_job_artifacts') ? ids.map((id) => [id]) : [ids];
  return byJob(
    groups.flatMap((group) => rememberedRows(database, sql, { ':ids': bothForms(group), ':limit': limit })),
  );
}

/**
 * Everything that one job is recorded to have written, of every kind, at most `limit` of it; if none of it is an
 * output, together with the job's outputs from other tables.
 */
export function readArtifacts(
  database: Queryable,
  shape: DatabaseShape,
  job: Job,
  limit: number,
): JobOutputs {
  if (!shape.tables.has('cf_job_artifacts')) return job.outputs;
  const parameters = { ':ids': bothForms([job.id]), ':limit': limit };
  const artifacts = listOf(rememberedRows(database, shape.statement('detail_artifacts'), parameters));
  if (artifacts.list.some(({ role }) => role.toLowerCase() === 'output')) return artifacts;
  const { outputs } = job;
  return {
    list: [...outputs.list, ...artifacts.list],
    count: outputs.count + artifacts.count,
    rows: outputs.rows ?? artifacts.rows,
  };
}

function byJob(rows: readonly SqlRow[]): OutputsById {
  return new Map([...grouped(rows)].map(([id, group]) => [id, listOf(group)]));
}
