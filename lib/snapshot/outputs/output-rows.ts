import { type JobOutput, type JobOutputs, noOutputs, readOutputUri } from '../../model/output.js';
import type { SqlRow } from '../port.js';
import { numberOf, textOf } from '../tables/column-value.js';

/** Rows by their job. */
export function grouped(rows: readonly SqlRow[]): ReadonlyMap<string, readonly SqlRow[]> {
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
export function listOf(rows: readonly SqlRow[]): JobOutputs {
  const [first] = rows;
  if (first === undefined) return noOutputs;
  return {
    list: rows.map(outputOf),
    count: numberOf(first, 'outputs') ?? rows.length,
    rows: wholeOf(numberOf(first, 'all_rows')),
  };
}

/** A row of a query for outputs as an output. */
export function outputOf(row: SqlRow): JobOutput {
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
export function wholeOf(rows: number | null): number | null {
  return rows === null ? null : Math.min(Math.trunc(rows), Number.MAX_SAFE_INTEGER);
}
