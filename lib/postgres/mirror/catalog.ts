import type { UnreadTable } from '../../model/limits.js';
import { knownColumns } from '../../schema/known-columns.js';
import { sqlText } from '../../schema/statement.js';
import { PostgresFailure } from '../link/server-connection.js';
import type { ServerInstant } from '../link/server-link.js';
import { kindOfType, type MirroredColumn, type MirroredTable } from './mirrored-table.js';

/** What is mirrored of a database. */
export interface Catalog {
  readonly tables: readonly MirroredTable[];
  /** What is there and can't be mirrored. */
  readonly unread: readonly UnreadTable[];
  /** Whether rules of the server's may hide rows of a table from this role. */
  readonly hidesRows: boolean;
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
  const unread = new Map<string, UnreadTable>();
  let hidesRows = false;
  const found = new Map<string, { -readonly [K in keyof MirroredTable]: MirroredTable[K] }>();
  for (const row of rows) {
    const [
      name = null,
      written = null,
      file = null,
      kind = null,
      mayRead = null,
      hides = null,
      column = null,
      type = null,
      isKey = null,
      blocks = null,
    ] = row;
    if (name === null || column === null) continue;
    // Whatever isn't a plain table has no versions of rows to go by.
    const why = kind !== 'r' ? 'not-plain' : mayRead !== 't' ? 'no-grant' : null;
    if (why !== null) {
      unread.set(name, { table: name, why });
      continue;
    }
    hidesRows ||= hides === 't';
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
  if (queue === undefined) throw new PostgresFailure({ kind: whyNoQueue(unread.get(queueName)) });
  if (queue.key !== 'id') throw new PostgresFailure({ kind: 'no-key' });
  const hasDispatchIndex = (await instant.rows(sqlText('postgres/dispatch_index'))).length > 0;
  const identity = JSON.stringify([
    ...[tables.map(({ blocks: _, ...table }) => table), hasDispatchIndex],
    ...[[...unread.values()], hidesRows],
  ]);
  return { tables, unread: [...unread.values()], hidesRows, hasDispatchIndex, identity };
}

function whyNoQueue(queue: UnreadTable | undefined): 'no-queue' | 'no-grant' | 'no-key' {
  if (queue === undefined) return 'no-queue';
  return queue.why === 'no-grant' ? 'no-grant' : 'no-key';
}
