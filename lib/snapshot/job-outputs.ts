import type { Job, JobId } from '../model/job.js';
import { type JobOutput, type JobOutputs, noOutputs } from '../model/output.js';
import { readOutputUri } from '../model/output-uri.js';
import { bothForms } from '../schema/id-lists.js';
import { numberOf, textOf } from './column-value.js';
import type { DatabaseShape } from './database-shape.js';
import type { Queryable, SqlRow } from './port.js';
import type { SqlParameters } from './query-memory.js';

/** So many outputs of each job are brought to the list. */
export const outputsAtHand = 20;

/** One by one where an index leads to a job's rows and the answers are remembered, but not for a list of all jobs. */
const oneByOneAtMost = 999;

/**
 * The outputs of these jobs as the tables beside the queue record them (version D), at most `limit` of each: of
 * kind `output` among its artifacts; where a complete job has none there, what it materialized.
 */
export function readOutputs(
  database: Queryable,
  shape: DatabaseShape,
  rows: readonly SqlRow[],
  limit: number,
): (row: SqlRow) => JobOutputs {
  const ids = rows.map((row) => textOf(row, 'id') ?? '');
  const recorded = recordedOutputs(database, shape, ids, limit);
  // Only what is done has materialized anything, and a pass over that table is dear.
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
    mayGoOneByOne && isIndexed(database, shape, 'cf_job_artifacts') ? ids.map((id) => [id]) : [ids];
  return byJob(
    groups.flatMap((group) => asked(database, sql, { ':ids': bothForms(group), ':limit': limit })),
  );
}

function materializedOutputs(
  database: Queryable,
  shape: DatabaseShape,
  ids: readonly JobId[],
  limit: number,
): OutputsById {
  if (!shape.tables.has('cf_output_materializations') || ids.length === 0) return none;
  const sql = shape.statement('outputs_materialized');
  const found = runsOf(database, shape).flatMap(({ from, to }) =>
    asked(database, sql, { ':ids': bothForms(ids), ':limit': limit, ':from': from, ':to': to }),
  );
  const parts = grouped(found);
  return new Map([...parts].map(([id, rows]) => [id, joined(rows, limit)]));
}

/** So many rows are one run: what a commit makes be read again, and few enough answers to be looked up. */
const runRows = 16_384;
const mostRuns = 1000;
const everything = [{ from: -1e19, to: 1e19 }];

/** The numbers of the rows of materialized outputs, in runs that begin at the same numbers whatever is added. */
function runsOf(database: Queryable, shape: DatabaseShape): readonly { from: number; to: number }[] {
  const span = asked(database, shape.statement('materialized_span'), {})[0] ?? {};
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

/** The rows of one job out of several runs: each run has the first of its own, and how many there are in it. */
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

/**
 * All that one job is recorded to have written, of every kind, at most `limit` of it; what a complete job materialized
 * where no output is among that.
 */
export function readArtifacts(
  database: Queryable,
  shape: DatabaseShape,
  job: Job,
  limit: number,
): JobOutputs {
  const parameters = { ':ids': bothForms([job.id]), ':limit': limit };
  const all = (name: string, table: string) =>
    shape.tables.has(table) ? listOf(asked(database, shape.statement(name), parameters)) : noOutputs;
  const artifacts = all('detail_artifacts', 'cf_job_artifacts');
  if (job.status !== 'complete' || artifacts.list.some(({ role }) => role.toLowerCase() === 'output')) {
    return artifacts;
  }
  const materialized = all('detail_materialized', 'cf_output_materializations');
  return {
    list: [...materialized.list, ...artifacts.list],
    count: materialized.count + artifacts.count,
    rows: materialized.rows ?? artifacts.rows,
  };
}

function isIndexed(database: Queryable, shape: DatabaseShape, table: string): boolean {
  return asked(database, shape.statement('job_indexes'), { ':table': table }).length > 0;
}

function asked(database: Queryable, sql: string, parameters: SqlParameters): readonly SqlRow[] {
  return database.remembered?.(sql, parameters) ?? database.all(sql, parameters);
}

function byJob(rows: readonly SqlRow[]): OutputsById {
  return new Map([...grouped(rows)].map(([id, group]) => [id, listOf(group)]));
}

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

function wholeOf(rows: number | null): number | null {
  return rows === null ? null : Math.min(Math.trunc(rows), Number.MAX_SAFE_INTEGER);
}
