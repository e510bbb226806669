import type { TableColumns } from '../../../lib/schema/statement.js';
import {
  filesProcessed,
  filesTotal,
  type JobColumns,
  jobColumns,
  lineUnknown,
  NameTable,
  notQueued,
} from '../../../lib/snapshot/index/columns/job-columns.js';
import { SlotRoom } from '../../../lib/snapshot/index/columns/slot-room.js';
import { WorkerTable, workerAt } from '../../../lib/snapshot/index/columns/worker-table.js';
import { LeafDecoder } from '../../../lib/snapshot/index/decode/leaf-decoder.js';
import type { TextEncoding } from '../../../lib/snapshot/index/decode/missing-values.js';
import { queueLayout } from '../../../lib/snapshot/index/decode/queue-layout.js';
import { type ExactJob, unusualRows } from '../../../lib/snapshot/index/decode/unusual-rows.js';
import { ValueDecoder } from '../../../lib/snapshot/index/decode/value-decoder.js';
import type { QueueIndex } from '../../../lib/snapshot/index/queue/queue-index.js';
import { DatabaseShape } from '../../../lib/snapshot/tables/database-shape.js';
import { QueueDatabase } from '../queries/queue-database.js';

/** In the order of their numbers in page 1. */
const encodings = ['UTF-8', 'UTF-16le', 'UTF-16be'] as const;

/** Rows are decoded into slots from this one on. */
const firstSlot = 3;

/** How a database keeps what it holds. */
export interface FileForm {
  readonly encoding: (typeof encodings)[number];
  readonly pageSize: number;
  /** Bytes at the end of each page that aren't used. */
  readonly reserved: number;
}

/** The form that the workers' databases have. */
export const usualForm: FileForm = { encoding: 'UTF-8', pageSize: 4096, reserved: 0 };

/** An empty database of a form. */
export async function emptyDatabase({ encoding, pageSize, reserved }: FileForm): Promise<QueueDatabase> {
  const database = await QueueDatabase.empty();
  database.run(`PRAGMA page_size = ${pageSize}; PRAGMA user_version = 1`);
  const bytes = database.bytes();
  database.close();
  // SQLite takes reserved bytes over from a database that has them, and has no statement that asks for some. An
  // encoding that a statement asks for is forgotten as long as there is no table.
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  bytes[20] = reserved;
  view.setUint16(105, (pageSize - reserved) % 65_536);
  view.setUint32(56, encodings.indexOf(encoding) + 1);
  return QueueDatabase.holding(bytes);
}

/** How many rows a leaf page has. */
const cellsOf = (page: Uint8Array): number => new DataView(page.buffer, page.byteOffset).getUint16(3);

/** A database's bytes as pages, with what page 1 says of them. */
export class FilePages {
  readonly pageSize: number;
  readonly usable: number;
  readonly encoding: TextEncoding;

  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;

    const view = new DataView(bytes.buffer, bytes.byteOffset);
    this.pageSize = view.getUint16(16) === 1 ? 65_536 : view.getUint16(16);
    this.usable = this.pageSize - (bytes[20] ?? 0);
    this.encoding = view.getUint32(56) as TextEncoding;
  }

  readonly page = (number: number): Uint8Array => {
    if (number < 1 || number * this.pageSize > this.#bytes.length)
      throw new Error(`there is no page ${number}`);
    return this.#bytes.subarray((number - 1) * this.pageSize, number * this.pageSize);
  };

  /** The leaf pages of the table's tree that begins on this page, in its order. */
  *leaves(root: number): Generator<number> {
    const page = this.page(root);
    if (page[0] !== 5) return yield root;
    const view = new DataView(page.buffer, page.byteOffset);
    for (let cell = 0; cell < view.getUint16(3); cell += 1)
      yield* this.leaves(view.getUint32(view.getUint16(12 + 2 * cell)));
    yield* this.leaves(view.getUint32(8));
  }
}

/** What the pages of a queue's table were decoded to. */
export interface DecodedQueue {
  /** Those whose values are usual, in the table's order. */
  readonly jobs: readonly ExactJob[];
  /** Numbers of the rows that are left to SQL. */
  readonly unusual: readonly number[];
  /** Overflow pages that were read. */
  readonly chain: readonly number[];
}

/** A leaf page as it was decoded, until the next one is: its rows are in `into` from {@link firstSlot} on. */
export interface DecodedLeaf {
  readonly decoder: LeafDecoder;
  readonly names: NameTable;
  readonly workers: WorkerTable;
  readonly lineWords: NameTable;
  readonly into: JobColumns;
  readonly rows: number;
}

/** Decodes the leaf pages of a queue past SQLite, one after the other. */
export function* decodedLeaves(database: QueueDatabase): Generator<DecodedLeaf> {
  const layout = queueLayout(database);
  if (layout === null) throw new Error('no layout');
  const pages = new FilePages(database.bytes());
  const names = new NameTable();
  const workers = new WorkerTable();
  const lineWords = new NameTable();
  const decoder = new LeafDecoder(layout, pages.usable, pages.encoding, { names, workers, lineWords });
  for (const leaf of pages.leaves(layout.root)) {
    const page = pages.page(leaf);
    const into = jobColumns(firstSlot + cellsOf(page));
    const rows = decoder.decode(page, into, firstSlot, pages.page);
    yield { decoder, names, workers, lineWords, into, rows };
  }
}

/** Decodes all rows of a queue past SQLite. */
export function decodedQueue(database: QueueDatabase): DecodedQueue {
  const jobs: ExactJob[] = [];
  const unusual: number[] = [];
  const chain: number[] = [];
  for (const { into, rows, decoder, ...tables } of decodedLeaves(database)) {
    chain.push(...decoder.chain);
    for (let slot = firstSlot; slot < firstSlot + rows; slot += 1) {
      if (decoder.unusual.includes(slot)) unusual.push(into.ids[slot] ?? Number.NaN);
      else jobs.push(jobAt(into, slot, tables));
    }
  }
  return { jobs, unusual, chain };
}

/** The same of the values that SQL reads of each row; those too long for a page are left to SQL. */
export function decodedValues(database: QueueDatabase): Pick<DecodedQueue, 'jobs' | 'unusual'> {
  const tables = database.tables();
  const index = {
    ...{
      room: new SlotRoom(),
      names: new NameTable(),
      workers: new WorkerTable(),
      lineWords: new NameTable(),
    },
  };
  const decoder = new ValueDecoder(tables.get('cf_processing_queue') ?? new Set(), index);
  const rows = database.all(plainShape(tables).statement('all_rows'));
  const tooLong = rows.map(({ id }) => Number(id)).filter((id, at) => !decoder.add(rows[at] ?? {}, id));
  const { count, unusual } = decoder.end();
  const { columns } = index.room;
  const slots = Array.from({ length: count }, (_, slot) => slot);
  return {
    jobs: slots.filter((slot) => !unusual.includes(slot)).map((slot) => jobAt(columns, slot, index)),
    unusual: [...tooLong, ...unusual.map((slot) => columns.ids[slot] ?? Number.NaN)],
  };
}

/** A job as its columns have it, with the names, workers and words that its codes stand for. */
export function jobAt(
  columns: JobColumns,
  slot: number,
  { names, workers, lineWords }: Pick<QueueIndex, 'names' | 'workers' | 'lineWords'>,
): ExactJob {
  const line = columns.lines[slot] ?? notQueued;
  const at = (column: keyof typeof columns) => columns[column][slot] ?? Number.NaN;
  return {
    ...{ id: at('ids'), kind: at('kinds'), start: at('starts'), end: at('ends') },
    ...{ filesProcessed: filesProcessed(columns, slot), filesTotal: filesTotal(columns, slot) },
    ...{ filesFailed: at('filesFailed'), bytes: BigInt(at('bytes')), plugin: names.plugin(at('names')) },
    ...{ version: names.version(at('names')), ...workers.parts(workerAt(columns, slot)) },
    ...{ retries: at('retries'), turn: at('turns') },
    lineWord: line === notQueued || line === lineUnknown ? null : lineWords.plugin(line - 1),
    ...{ priority: at('priorities'), isPlaced: line !== lineUnknown, due: at('dues') },
  };
}

/** The same by SQL, for all rows, in the order of their numbers. */
export function queriedQueue(database: QueueDatabase): readonly ExactJob[] {
  const ids = database.all('SELECT id FROM cf_processing_queue').map((row) => Number(row.id));
  return inOrder(unusualRows(database, plainShape(database.tables()), ids));
}

const plainShapes = new WeakMap<TableColumns, DatabaseShape>();

/** To fit statements to tables takes as long as to run them. */
function plainShape(tables: TableColumns): DatabaseShape {
  const shape = plainShapes.get(tables) ?? new DatabaseShape(tables, new Set());
  plainShapes.set(tables, shape);
  return shape;
}

export function inOrder(jobs: readonly ExactJob[]): readonly ExactJob[] {
  return [...jobs].sort((one, other) => one.id - other.id);
}
