import { knownColumns } from './known-columns.js';
import { bare, sqlText, type TableColumns } from './statement.js';

/** The columns of a job's row that never change. A table may lack some of them. */
const stable = ['created_at', 'file_version_id', 'file_id', 'pipeline_run_id', 'plugin_name', 'input_file'];

/**
 * A statement of `schema/queries/`, already adapted, for a queue in which ids are NULL or shared: `job.id` is an
 * identity there that no two rows share, see `schema/fragments/row_identity.sql`. No index covers these
 * identities.
 */
export function withRowIdentities(sql: string, tables: TableColumns): string {
  return sql.replace(
    /\bcf_processing_queue AS job\b(?: INDEXED BY \w+)?/g,
    () => `${identified(tables)} AS job`,
  );
}

/**
 * The queue with identities. Rows without a number, such as a view's, are numbered among those with the same id,
 * ordered by their content, so that only rows with equal content can change places.
 */
function identified(tables: TableColumns): string {
  const present = tables.get('cf_processing_queue');
  const held = (knownColumns.get('cf_processing_queue') ?? []).filter((name) => present?.has(name));
  const others = held.filter((name) => name !== 'id');
  const order = [...stable.filter((name) => others.includes(name)), ...others, 'id'];
  const place = present?.has('rowid')
    ? '"rowid"'
    : `ROW_NUMBER() OVER (PARTITION BY CAST("id" AS TEXT) ORDER BY ${quoted(order)})`;
  const identity = bare(sqlText('fragments/row_identity'));
  return `(
  SELECT ${[`(${identity}) AS "id"`, ...others.map(quote)].join(', ')}
  FROM (SELECT ${quoted(held)}, ${place} AS place FROM cf_processing_queue) AS held
)`;
}

function quoted(names: readonly string[]): string {
  return names.map(quote).join(', ');
}

function quote(name: string): string {
  return `"${name}"`;
}
