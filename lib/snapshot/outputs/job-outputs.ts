import type { Job, JobId } from '../../model/job.js';
import { type JobOutput, type JobOutputs, noOutputs, readOutputUri } from '../../model/output.js';
import { bothForms } from '../../schema/id-lists.js';
import type { Queryable, SqlRow } from '../port.js';
import { numberOf, rememberedRows, textOf } from '../tables/column-value.js';
import { type DatabaseShape, isIndexedByJob } from '../tables/database-shape.js';

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

/** Rows of the record by number, from first to last inclusive. */
interface Run {
  readonly from: number;
  readonly to: number;
}

/**
 * What these jobs materialized, at most `limit` of each. No index leads to a job there, so the record is searched
 * run by run, remembering for each run the least and greatest job id in it. Rows are added in about the order of
 * their jobs, so a few runs have everything that a screen shows, and a new row affects only the last run.
 */
function materializedOutputs(
  database: Queryable,
  shape: DatabaseShape,
  ids: readonly JobId[],
  limit: number,
): ReadonlyMap<string, JobOutputs> {
  if (!shape.tables.has('cf_output_materializations') || ids.length === 0) return new Map();
  const sql = shape.statement('outputs_materialized');
  const found = runsOf(database, shape).flatMap((run) => {
    const within = idsWithin(run, ids, database, shape);
    if (within.length === 0) return [];
    return rememberedRows(database, sql, {
      ':ids': bothForms(within),
      ':limit': limit,
      ':from': run.from,
      ':to': run.to,
    });
  });
  const parts = grouped(found);
  return new Map([...parts].map(([id, rows]) => [id, joined(rows, limit)]));
}

/** Those jobs that may have rows in this run. */
function idsWithin(
  { from, to }: Run,
  ids: readonly JobId[],
  database: Queryable,
  shape: DatabaseShape,
): readonly JobId[] {
  const row =
    rememberedRows(database, shape.statement('materialized_jobs'), { ':from': from, ':to': to })[0] ?? {};
  if (row.mixed === null) return [];
  const first = numberOf(row, 'first');
  const last = numberOf(row, 'last');
  if (row.mixed !== 0 || first === null || last === null) return ids;
  // Rounded like the two ends, if they exceed what a number can hold exactly.
  return ids.filter((id) => Number(id) >= first && Number(id) <= last);
}

/**
 * A run has this many rows: few enough to read again after a commit, and enough to keep the number of runs small.
 */
const runRows = 16_384;
const mostRuns = 1000;
const everything: readonly Run[] = [{ from: -1e19, to: 1e19 }];

/** The row numbers of materialized outputs, in runs whose boundaries don't depend on what is added. */
function runsOf(database: Queryable, shape: DatabaseShape): readonly Run[] {
  const span = rememberedRows(database, shape.statement('materialized_span'), {})[0] ?? {};
  const first = numberOf(span, 'first');
  const last = numberOf(span, 'last');
  if (first === null || last === null) return [];
  const begin = Math.floor(first / runRows);
  const count = Math.floor(last / runRows) - begin + 1;
  if (count > mostRuns || !Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return everything;
  return Array.from({ length: count }, (_, index) => {
    const from = (begin + index) * runRows;
    return { from, to: from + runRows - 1 };
  });
}

/** One job's outputs from its rows in several runs, of which each returns its first rows, and how many it has. */
function joined(rows: readonly SqlRow[], limit: number): JobOutputs {
  const firsts = rows.filter((row, index) => row.run !== rows[index - 1]?.run);
  const at = (row: SqlRow) => numberOf(row, 'at') ?? Number.NEGATIVE_INFINITY;
  const sums = firsts.flatMap((row) => numberOf(row, 'all_rows') ?? []);
  return {
    list: rows
      .toSorted((one, other) => at(one) - at(other) || 0)
      .slice(0, limit)
      .map(outputOf),
    count: firsts.reduce((sum, row) => sum + (numberOf(row, 'outputs') ?? 0), 0),
    rows: sums.length === 0 ? null : wholeOf(sums.reduce((sum, some) => sum + some, 0)),
  };
}

/** Rows by their job. */
function grouped(rows: readonly SqlRow[]): ReadonlyMap<string, readonly SqlRow[]> {
  const groups = new Map<string, SqlRow[]>();
  for (const row of rows) {
    const id = textOf(row, 'job_id') ?? '';
    const group = groups.get(id) ?? [];
    group.push(row);
    groups.set(id, group);
  }
  return groups;
}

/** The rows of one job as its outputs. */
function listOf(rows: readonly SqlRow[]): JobOutputs {
  const [first] = rows;
  if (first === undefined) return noOutputs;
  return {
    list: rows.map(outputOf),
    count: numberOf(first, 'outputs') ?? rows.length,
    rows: wholeOf(numberOf(first, 'all_rows')),
  };
}

/** A row of a query for outputs as an output. */
function outputOf(row: SqlRow): JobOutput {
  const uri = textOf(row, 'uri') ?? '';
  const { path, table } = readOutputUri(uri);
  return {
    role: textOf(row, 'role') ?? 'output',
    name: textOf(row, 'name'),
    uri,
    path,
    table: textOf(row, 'table_name') ?? table,
    rows: numberOf(row, 'rows'),
  };
}

/** A sum of rows as a count. */
function wholeOf(rows: number | null): number | null {
  return rows === null ? null : Math.min(Math.trunc(rows), Number.MAX_SAFE_INTEGER);
}
