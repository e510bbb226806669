import type { UnreadTable } from '../../model/limits.js';
import { knownColumns } from '../../schema/known-columns.js';
import { sqlText } from '../../schema/statement.js';
import { PostgresFailure } from '../link/server-connection.js';
import type { AskServer } from '../link/server-link.js';
import { type Heap, kindOfType, type MirroredColumn, type MirroredTable } from './mirrored-table.js';

/** What is mirrored of a database. */
export interface Catalog {
  readonly tables: readonly MirroredTable[];
  /** Tables that exist and can't be mirrored. */
  readonly unread: readonly UnreadTable[];
  /** Whether row-level security may hide rows of a table from this role. */
  readonly hidesRows: boolean;
  /** Whether the queue has the index by which workers take up jobs. */
  readonly hasDispatchIndex: boolean;
}

const queueName = 'cf_processing_queue';
/** Logs aren't among them: they may be larger than memory, and are read piece by piece. */
const wanted = [...knownColumns.keys()].join(' ');

/** Reads which tables exist. Throws {@link PostgresFailure}, also if there is no queue that can be mirrored. */
export async function readCatalog(ask: AskServer): Promise<Catalog> {
  const [rows, hasDispatchIndex] = await Promise.all([
    ask(sqlText('postgres/catalog'), [wanted]),
    isIndexedBy(ask, 'status', 'priority', 'id'),
  ]);
  const unread = new Map<string, UnreadTable>();
  let hidesRows = false;
  const found = new Map<string, { -readonly [K in keyof MirroredTable]: MirroredTable[K] }>();
  for (const row of rows) {
    const [name = null, written = null, kind = null, mayRead = null, hides = null, column = null] = row;
    const [type = null, isKey = null, isNeverNull = null, isLedTo = null, ...rest] = row.slice(6);
    const [isParted = null, hasForeign = null, heaps = null] = rest;
    if (name === null || column === null) continue;
    // Views and foreign tables have no row versions to tell what has changed.
    const isTable = kind === 'r' || kind === 'p';
    const isElsewhere = !isTable || hasForeign === 't';
    const why = isTable && mayRead !== 't' ? 'no-grant' : isElsewhere ? 'not-plain' : null;
    if (name === queueName && isTable && hasForeign === 't' && mayRead === 't')
      throw new PostgresFailure({ kind: 'foreign-part' });
    if (why !== null) {
      unread.set(name, { table: name, why });
      continue;
    }
    hidesRows ||= hides === 't';
    const table = found.get(name) ?? {
      ...{ name, written: written ?? '', isParted: isParted === 't', heaps: [] },
      ...{ columns: [], key: null, range: null },
    };
    found.set(name, table);
    if (heaps !== null) table.heaps = heaps.split(' ').map(heapIn);
    if (!knownColumns.get(name)?.includes(column)) continue;
    const one: MirroredColumn = { name: column, kind: kindOfType(type ?? '') };
    table.columns = [...table.columns, one];
    // The primary key of a table doesn't apply to tables that inherit from it, and that of a partitioned table includes
    // all columns of its partition key. So in those the queue's ids are checked for duplicates as they are read.
    const isOnlyKey = isKey === 't' && (kind === 'p' || isParted !== 't');
    const isQueueId = name === queueName && column === 'id' && isParted === 't' && isNeverNull === 't';
    if (one.kind !== 'integer') continue;
    if (isOnlyKey || isQueueId) [table.key, table.range] = [column, column];
    // An index of a table doesn't cover tables that inherit from it.
    else if (isLedTo === 't' && isNeverNull === 't' && (kind === 'p' || isParted !== 't'))
      table.range ??= column;
  }
  const tables = [...found.values()].filter(({ columns }) => columns.length > 0);
  const queue = tables.find(({ name }) => name === queueName);
  if (queue === undefined) throw new PostgresFailure({ kind: whyNoQueue(unread.get(queueName)) });
  if (queue.key !== 'id') throw new PostgresFailure({ kind: 'no-key' });
  return { tables, unread: [...unread.values()], hidesRows, hasDispatchIndex };
}

/** Whether indexes that begin with these columns cover the whole queue. Throws {@link PostgresFailure}. */
export async function isIndexedBy(ask: AskServer, ...columns: readonly string[]): Promise<boolean> {
  const [[isIndexed = null] = []] = await ask(sqlText('postgres/indexed_by'), [columns.join(' ')]);
  return isIndexed !== 'f';
}

/**
 * Whether a mirror that was begun with one catalog can go on with another one. It can't if tables were altered, or if
 * rows are told apart by their places and a file has changed. Nor if a partition with rows was added: its rows may have
 * been written long ago. A partition that was removed needs no care: its rows are missed as if they had been deleted.
 */
export function goesOn(before: Catalog, now: Catalog): boolean {
  if (identityOf(before) !== identityOf(now)) return false;
  const known = new Set(before.tables.flatMap(({ heaps }) => heaps.map(({ id }) => id)));
  return now.tables.every(({ heaps }) => heaps.every(({ id, blocks }) => blocks === 0 || known.has(id)));
}

/** Whether every row of the tables is in the same files by both catalogs. */
export function sameHeaps(one: Catalog, other: Catalog): boolean {
  const files = ({ tables }: Catalog) =>
    tables.map(({ name, heaps }) => `${name} ${heaps.map(({ id, file }) => `${id}:${file}`)}`).join(' ');
  return files(one) === files(other);
}

function identityOf({ tables, unread, hidesRows, hasDispatchIndex }: Catalog): string {
  const each = tables.map(({ heaps, ...table }) => {
    const places = table.key === null ? heaps.map(({ id, file }) => [id, file]) : null;
    return { ...table, places };
  });
  return JSON.stringify([each, unread, hidesRows, hasDispatchIndex]);
}

/** A heap as `catalog.sql` writes it. */
function heapIn(text: string): Heap {
  const [id = '', file = '', blocks = '0'] = text.split(':');
  return { id, file, blocks: Number(blocks) };
}

function whyNoQueue(queue: UnreadTable | undefined): 'no-queue' | 'no-grant' | 'no-key' {
  if (queue === undefined) return 'no-queue';
  return queue.why === 'no-grant' ? 'no-grant' : 'no-key';
}
