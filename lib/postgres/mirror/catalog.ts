import { knownColumns } from '../../schema/known-columns.js';
import { sqlText } from '../../schema/statement.js';
import { PostgresFailure } from '../link/server-connection.js';
import type { ServerInstant } from '../link/server-link.js';
import { kindOfType, type MirroredColumn, type MirroredTable } from './mirrored-table.js';

/** What is mirrored of a database. */
export interface Catalog {
  readonly tables: readonly MirroredTable[];
  /** Whether the queue has the workers' own index, by which they take jobs up. */
  readonly hasDispatchIndex: boolean;
  /** The same as long as the tables are the same, and the places of their rows. */
  readonly identity: string;
}

const queueName = 'cf_processing_queue';
/** Logs may be larger than memory, and are read piece by piece. */
const elsewhere: ReadonlySet<string> = new Set(['cf_job_logs']);
const wanted = [...knownColumns.keys()].filter((name) => !elsewhere.has(name)).join(' ');

/** Reads which tables there are. Throws {@link PostgresFailure}, also if there is no queue that can be mirrored. */
export async function readCatalog(instant: ServerInstant): Promise<Catalog> {
  const rows = await instant.rows(sqlText('postgres/catalog'), [wanted]);
  const found = new Map<string, { -readonly [K in keyof MirroredTable]: MirroredTable[K] }>();
  for (const row of rows) {
    const [
      name = null,
      written = null,
      file = null,
      kind = null,
      ,
      column = null,
      type = null,
      isKey = null,
      blocks = null,
    ] = row;
    // Whatever isn't a plain table has no versions of rows to go by.
    if (name === null || column === null || kind !== 'r') continue;
    const table = found.get(name) ?? {
      ...{ name, written: written ?? '', file: file ?? '', columns: [], key: null, blocks: Number(blocks) },
    };
    found.set(name, table);
    if (!knownColumns.get(name)?.includes(column)) continue;
    const one: MirroredColumn = { name: column, kind: kindOfType(type ?? '') };
    table.columns = [...table.columns, one];
    if (isKey === 't' && one.kind === 'integer') table.key = column;
  }
  const tables = [...found.values()].filter(({ columns }) => columns.length > 0);
  const queue = tables.find(({ name }) => name === queueName);
  if (queue === undefined)
    throw new PostgresFailure({ kind: (await mayRead(instant)) ? 'no-queue' : 'no-grant' });
  if (queue.key !== 'id') throw new PostgresFailure({ kind: 'no-key' });
  const hasDispatchIndex = (await instant.rows(sqlText('postgres/dispatch_index'))).length > 0;
  const identity = JSON.stringify([tables.map(({ blocks: _, ...table }) => table), hasDispatchIndex]);
  return { tables, hasDispatchIndex, identity };
}

/** Whether it is no lack of rights that there is no queue. */
async function mayRead(instant: ServerInstant): Promise<boolean> {
  return (await instant.rows(sqlText('postgres/queue_is_there')))[0]?.[0] !== 't';
}
