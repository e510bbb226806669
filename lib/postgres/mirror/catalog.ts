import { ownQueue, type UnreadTable } from '../../model/limits.js';
import { knownColumns } from '../../schema/known-columns.js';
import { sqlText } from '../../schema/statement.js';
import { PostgresFailure, type Row } from '../link/server-connection.js';
import type { AskServer } from '../link/server-link.js';
import { placeNamed, type QueuePlace } from '../queues-there.js';
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
  /** Columns of the queue with times that workers write when a job changes, and that have an index. */
  readonly indexedTimes: readonly string[];
  /** The other program's queue that is mirrored; absent: it is our own. */
  readonly queue?: QueuePlace;
}

/** The columns of the index by which workers take up jobs. */
const dispatchColumns = 'status priority id';
/** Times that some workers write when a job makes progress or ends. */
export const changeTimes: readonly string[] = ['updated_at', 'heartbeat_time', 'end_time', 'completed_at'];

/**
 * Reads which tables exist: those of a queue of ours or, if there is none, of another program's. Throws {@link
 * PostgresFailure}, also if there is no queue that can be mirrored. `queue` is one that was found before, or the name of
 * the one to find. `hasArguments`: what jobs were given is read, too.
 */
export async function readCatalog(
  ask: AskServer,
  queue: QueuePlace | string | null = null,
  hasArguments = false,
): Promise<Catalog> {
  if (queue === null || queue === ownQueue) {
    const [rows, missing] = await Promise.all([
      ask(sqlText('postgres/catalog'), [[...knownColumns.keys()].join(' '), ownQueue]),
      notIndexedBy(ask, dispatchColumns, ...changeTimes),
    ]);
    const own = catalogOf(rows, knownColumns, ownQueue);
    if (rows.length > 0) {
      const table = own.tables.find(({ name }) => name === ownQueue);
      if (table === undefined) throw new PostgresFailure({ kind: whyNoQueue(own.unread, ownQueue) });
      if (table.key !== 'id') throw new PostgresFailure({ kind: 'no-key' });
      const isIndexed = (time: string) =>
        !missing.has(time) && table.columns.some(({ name }) => name === time);
      const indexedTimes = changeTimes.filter(isIndexed);
      return { ...own, hasDispatchIndex: !missing.has(dispatchColumns), indexedTimes };
    }
  }
  const isFound = queue !== null && typeof queue !== 'string';
  const found = isFound ? queue : await placeNamed(ask, queue);
  if (found === null) throw new PostgresFailure({ kind: 'no-queue' });
  const place = isFound || hasArguments ? found : withoutArguments(found);
  const { columns } = place.folder;
  const rows = await ask(sqlText('postgres/catalog'), [[...columns.keys()].join(' '), place.written]);
  const theirs = catalogOf(rows, columns, null);
  const isRead = (name: string) => theirs.tables.some((table) => table.name === name);
  if (rows.length === 0) throw new PostgresFailure({ kind: 'no-queue' });
  if (![...place.folder.needs.keys()].every(isRead)) throw new PostgresFailure({ kind: 'no-grant' });
  return { ...theirs, hasDispatchIndex: false, indexedTimes: [], queue: place };
}

function withoutArguments({ folder, ...place }: QueuePlace): QueuePlace {
  return { ...place, folder: { ...folder, columns: folder.columnsWithoutArguments } };
}

function catalogOf(
  rows: readonly Row[],
  columns: ReadonlyMap<string, readonly string[]>,
  queue: string | null,
): Pick<Catalog, 'tables' | 'unread' | 'hidesRows'> {
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
    if (name === queue && isTable && hasForeign === 't' && mayRead === 't')
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
    if (!columns.get(name)?.includes(column)) continue;
    const one: MirroredColumn = { name: column, kind: kindOfType(type ?? '') };
    table.columns = [...table.columns, one];
    // The primary key of a table doesn't apply to tables that inherit from it, and that of a partitioned table includes
    // all columns of its partition key. So in those the queue's ids are checked for duplicates as they are read.
    const isOnlyKey = isKey === 't' && (kind === 'p' || isParted !== 't');
    const isQueueId = name === queue && column === 'id' && isParted === 't' && isNeverNull === 't';
    if (one.kind !== 'integer') continue;
    if (isOnlyKey || isQueueId) [table.key, table.range] = [column, column];
    // An index of a table doesn't cover tables that inherit from it.
    else if (isLedTo === 't' && isNeverNull === 't' && (kind === 'p' || isParted !== 't'))
      table.range ??= column;
  }
  const tables = [...found.values()].filter(({ columns }) => columns.length > 0);
  return { tables, unread: [...unread.values()], hidesRows };
}

/**
 * Those of some lists of columns, each with spaces between them, for which indexes that begin with them don't cover the
 * whole queue. Throws {@link PostgresFailure}.
 */
export async function notIndexedBy(
  ask: AskServer,
  ...lists: readonly string[]
): Promise<ReadonlySet<string | null>> {
  const rows = await ask(sqlText('postgres/indexed_by'), [lists.join(',')]);
  return new Set(rows.map(([columns = null]) => columns));
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

function identityOf({ tables, unread, hidesRows, hasDispatchIndex, queue }: Catalog): string {
  const each = tables.map(({ heaps, ...table }) => {
    const places = table.key === null ? heaps.map(({ id, file }) => [id, file]) : null;
    return { ...table, places };
  });
  return JSON.stringify([each, unread, hidesRows, hasDispatchIndex, queue?.written]);
}

/** A heap as `catalog.sql` writes it. */
function heapIn(text: string): Heap {
  const [id = '', file = '', blocks = '0'] = text.split(':');
  return { id, file, blocks: Number(blocks) };
}

function whyNoQueue(unread: readonly UnreadTable[], name: string): 'no-queue' | 'no-grant' | 'no-key' {
  const queue = unread.find(({ table }) => table === name);
  if (queue === undefined) return 'no-queue';
  return queue.why === 'no-grant' ? 'no-grant' : 'no-key';
}
