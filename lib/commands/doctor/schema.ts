import { type Addition, additionsIn, isOutdated, isPresent } from '../../actions/addition.js';
import { leftoversIn } from '../../actions/leftover.js';
import type { PresentSchema } from '../../actions/present-schema.js';
import { queryIndexes } from '../../schema/indexes.js';
import { sqlNames } from '../../schema/sql-files.js';
import { sqlText } from '../../schema/statement.js';
import { tableColumns } from '../../schema/table-columns.js';
import type { Queryable } from '../../snapshot/port.js';

/** What a database has, read from a snapshot. Virtual tables are left out: their modules aren't loaded here. */
export function presentIn(database: Queryable): PresentSchema {
  const columns = database.all(
    `SELECT lower(m.name) AS table_name, lower(c.name) AS column_name
     FROM sqlite_schema AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table' AND m.rootpage > 0`,
  );
  const made = database.all(
    `SELECT lower(name) AS name, coalesce(sql, '') AS sql FROM sqlite_schema WHERE type IN ('index', 'trigger')`,
  );
  return {
    columns: tableColumns(columns),
    made: new Map(made.map(({ name, sql }) => [String(name), String(sql)])),
  };
}

/** Whether the queue is of a known version, told by its own columns, which no migration adds. */
export function isKnownQueue(queue: ReadonlySet<string>): boolean {
  return (
    ['worker_id', 'lease_owner', 'file_id'].some((column) => queue.has(column)) ||
    (queue.has('file_version_id') && queue.has('worker_host'))
  );
}

const plurals: Readonly<Record<Addition['kind'], readonly [one: string, more: string]>> = {
  column: ['column', 'columns'],
  table: ['table', 'tables'],
  index: ['index', 'indexes'],
  trigger: ['trigger', 'triggers'],
};

/**
 * What the migration would add, by kind: `columns job_type, cf_sink_stats.output_name; table cf_job_logs`. Empty
 * if there is nothing to add.
 */
export function lackingText(present: PresentSchema): string {
  const lacking = additions(present).filter(
    (addition) => !isPresent(addition, present) || isOutdated(addition, present),
  );
  const kinds = Object.keys(plurals) as Addition['kind'][];
  return kinds
    .map((kind) => ({ kind, names: lacking.filter((one) => one.kind === kind).map(shortName) }))
    .filter(({ names }) => names.length > 0)
    .map(({ kind, names }) => `${plurals[kind][names.length === 1 ? 0 : 1]} ${names.join(', ')}`)
    .join('; ');
}

/**
 * What an earlier version of this program left behind, slowing down workers: `index ix_jobs_view_status`. Empty if
 * there is nothing.
 */
export function leftoverText(present: PresentSchema): string {
  return leftoversIn(present)
    .map(({ kind, name }) => `${kind} ${name}`)
    .join(', ');
}

/** Most columns are the queue's, so its name is left out. */
function shortName({ name }: Addition): string {
  return name.replace(/^cf_processing_queue\./, '');
}

/** For a table that is missing altogether, its columns aren't listed. */
function additions(present: PresentSchema): readonly Addition[] {
  const all = sqlNames('migrations')
    .map(sqlText)
    .flatMap(additionsIn)
    .filter(({ kind, name }) => kind !== 'column' || present.columns.has(name.split('.')[0] ?? ''));
  return [...all, ...queryIndexes(present.columns).flatMap(({ sql }) => additionsIn(sql))];
}
