import type { ColumnFilter } from '../../model/filter/column-filter.js';
import type { JobId } from '../../model/job.js';
import type { JobSort } from '../../model/sort.js';
import { columnParameters, columnsWanted } from '../../schema/filter-parameters.js';
import { bothForms } from '../../schema/id-lists.js';
import type { WalkedPages } from '../attempt/page-source.js';
import type { SqlParameters } from '../attempt/query-memory.js';
import type { Queryable, SqlRow, TakeRow } from '../port.js';
import { textOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { CauseWalk } from './causes/cause-walk.js';
import type { JobIds } from './columns/job-ids.js';
import type { LargeNumbers } from './columns/queue-sums.js';
import { encodingOf } from './decode/missing-values.js';
import { exactJob } from './decode/unusual-rows.js';
import { ValueDecoder } from './decode/value-decoder.js';
import { IndexedQueue } from './indexed-queue.js';
import { type QueueMemories, slotOf } from './list/indexed-list.js';
import { knowNames } from './queue/known-names.js';
import type { Leaf } from './queue/queue-index.js';
import { writeJob } from './queue/unusual-slots.js';
import { idsHolding } from './search/search-list.js';
import { KnownRows } from './side-reads.js';

/** Greater ids are texts, so that there are numbers left for those that come after them. */
const largestNumericId = 2 ** 52;

/** If there are more jobs whose values only SQL can interpret, it interprets all. */
const mostUnusual = 1000;

/** The page that stands for all rows: no database has it. */
const wholeQueue = 2 ** 32 - 1;

/**
 * The queue's index, made of all its rows as SQL reads them: for queues whose rows aren't those of a table that can be
 * walked. It is made again after every change to a page that they were read from.
 */
export class SqlFilledIndex {
  readonly #attempt: WalkedPages;
  readonly #memories: QueueMemories;
  readonly #database: Queryable;
  readonly #shape: DatabaseShape;
  #causeWalk: CauseWalk | null = null;
  #known: KnownRows | null = null;
  /** By what was looked for: the slots in which SQL found it in this attempt. */
  readonly #found = new Map<string, ReadonlySet<number>>();
  /** The order whose values were read in this attempt. */
  #sortedBy: string | null = null;
  #isThere = false;

  constructor(attempt: WalkedPages, memories: QueueMemories, database: Queryable, shape: DatabaseShape) {
    this.#attempt = attempt;
    this.#memories = memories;
    this.#database = database;
    this.#shape = shape;
    const changed = attempt.changed();
    if (changed === null) memories.queue.suspectAll();
    else memories.queue.suspect(changed);
  }

  /** True: there is no other way of counting the jobs. */
  isQuick(): boolean {
    return true;
  }

  /** The index at this instant. Throws what SQLite reports. */
  queue(): IndexedQueue {
    if (!this.#isThere) this.#fill();
    this.#isThere = true;
    const { index } = this.#memories.queue;
    let [texts, columns]: ReadonlySet<number>[] = [];
    const reads = {
      causes: { memory: this.#memories.causes, read: this.#readCauses.bind(this) },
      texts: {
        memory: { holds: (slot: number) => texts?.has(slot) === true },
        read: (text: string) => {
          texts = this.#slots(text, () => idsHolding(this.#parts, text));
        },
      },
      columns: {
        memory: { holds: (slot: number) => columns?.has(slot) === true },
        read: (wanted: readonly ColumnFilter[]) => {
          columns = this.#slots(JSON.stringify(wanted), () => this.#idsWith(wanted));
        },
      },
      sorted: { memory: this.#memories.sorted, read: this.#readSorted.bind(this) },
      beside: { rows: () => null, rowsBy: this.#readRows.bind(this) },
      search: () => null,
    };
    return new IndexedQueue(index, reads, this.#database, this.#shape);
  }

  get #parts() {
    const [attempt, database, shape] = [this.#attempt, this.#database, this.#shape];
    return { attempt, database, shape, queue: this.#memories.queue };
  }

  /** Reads all rows, in the order of their ids, unless none of them can have changed. */
  #fill(): void {
    const { queue: memory } = this.#memories;
    const { index } = memory;
    const database = this.#database;
    const sql = this.#shape.statement('all_index_rows');
    const { schema } = database;
    if (schema !== undefined && memory.filledFrom?.schema === schema && memory.filledFrom.sql === sql) return;
    memory.clear();
    const large = new Map<number, LargeNumbers>();
    const pages = new Set<number>();
    let count = this.#decodeAll(large, pages);
    if (count === null) {
      memory.clear();
      large.clear();
      count = this.#interpretAll(sql, large, pages);
    }
    knowNames(index, database, this.#shape);
    index.order = Uint32Array.of(wholeQueue);
    const from = index.room.keep(count);
    const leaf: Leaf = { page: wholeQueue, one: 0, other: 0, from, count, chain: null, isOpen: false };
    index.replace([leaf], [], large);
    if (schema === undefined) return;
    this.#attempt.whenReusable(() => {
      memory.filledFrom = { schema, sql, pages };
    });
  }

  /**
   * Reads all jobs' values by SQL and has them decoded as those of a table's pages are; returns how many jobs there are.
   * Null: what they mean has to be asked of SQL, which takes several times as long.
   */
  #decodeAll(large: Map<number, LargeNumbers>, pages: Set<number>): number | null {
    const shape = this.#shape;
    const columns = shape.tables.get('cf_processing_queue');
    if (columns === undefined || columns.has('row_number') || shape.hasRowIdentities) return null;
    const { index } = this.#memories.queue;
    const decoder = new ValueDecoder(columns, index);
    const number = numbering(index.ids);
    let isDecoded = true;
    const take = (row: SqlRow) => {
      isDecoded &&= decoder.add(row, number(textOf(row, 'id') ?? ''));
    };
    this.#run(shape.statement('all_rows'), {}, take, pages);
    if (!isDecoded) return null;
    const { count, unusual } = decoder.end();
    return unusual.length <= mostUnusual && this.#interpret(unusual, large, pages) ? count : null;
  }

  /** Asks SQL what the values of the jobs in these slots mean; false if it doesn't find each of them. */
  #interpret(slots: readonly number[], large: Map<number, LargeNumbers>, pages: Set<number>): boolean {
    if (slots.length === 0) return true;
    const { index } = this.#memories.queue;
    const left = new Map(slots.map((slot) => [index.ids.of(index.columns.ids[slot] ?? 0), slot]));
    const parameters = { ':ids': bothForms([...left.keys()]) };
    const take = (row: SqlRow) => {
      const id = textOf(row, 'id') ?? '';
      const slot = left.get(id);
      if (slot === undefined) return;
      left.delete(id);
      writeJob(index, slot, exactJob(row, index.columns.ids[slot] ?? 0), large);
    };
    this.#run(this.#shape.statement('index_rows'), parameters, take, pages);
    return left.size === 0;
  }

  /** Has SQL tell what the values of all jobs mean; returns how many there are. */
  #interpretAll(sql: string, large: Map<number, LargeNumbers>, pages: Set<number>): number {
    const { index } = this.#memories.queue;
    const number = numbering(index.ids);
    let count = 0;
    const take = (row: SqlRow) => {
      const own = number(textOf(row, 'id') ?? '');
      const slot = index.room.scratch(count + 1) + count;
      index.columns.ids[slot] = own;
      writeJob(index, slot, exactJob(row, own), large);
      count += 1;
    };
    this.#run(sql, {}, take, pages);
    return count;
  }

  /** Runs a statement, and adds the pages that it read to `pages`. */
  #run(sql: string, parameters: SqlParameters, take: TakeRow, pages: Set<number>): void {
    const database = this.#database;
    const traced = database.traced?.(sql, parameters, take);
    for (const row of traced?.rows ?? database.all(sql, parameters, take)) take(row);
    for (const page of traced?.pages ?? []) pages.add(page);
  }

  #readCauses(slots: Uint32Array, pace: Parameters<CauseWalk['read']>[1]): number {
    this.#causeWalk ??= new CauseWalk({ ...this.#parts, memory: this.#memories.causes, rows: null });
    return this.#causeWalk.read(slots, pace);
  }

  #readRows(sql: string, ids: readonly JobId[]): ReadonlyMap<JobId, SqlRow> {
    this.#known ??= new KnownRows({ ...this.#parts, memory: this.#memories.rows });
    return this.#known.of(sql, ids);
  }

  /** Reads what all jobs have in the column that the list is sorted by, once in this attempt. */
  #readSorted(sort: JobSort): void {
    const key = JSON.stringify(columnParameters(sort));
    if (this.#sortedBy === key) return;
    this.#sortedBy = key;
    const { index } = this.#memories.queue;
    index.columnValues.begin(sort.by, index.columns.ids.length, encodingOf(this.#attempt));
    index.columnValues.open({ from: 0, count: index.columns.ids.length });
    const parameters = { ...columnParameters(sort), ':ids': bothForms(this.#allIds()) };
    for (const row of this.#database.all(this.#shape.statement('column_values'), parameters)) {
      const slot = slotOf(index, textOf(row, 'id') ?? '');
      const { value } = row;
      if (slot !== null && (typeof value === 'number' || typeof value === 'string'))
        index.columnValues.take(slot, value);
    }
  }

  #allIds(): readonly JobId[] {
    const { index } = this.#memories.queue;
    const all = index.lists.list('all', () => true);
    return [...all.slots(0, all.count)].map((slot) => index.ids.of(index.columns.ids[slot] ?? 0));
  }

  #slots(key: string, ids: () => readonly JobId[]): ReadonlySet<number> {
    const { index } = this.#memories.queue;
    const known = this.#found.get(key) ?? new Set(ids().flatMap((id) => slotOf(index, id) ?? []));
    this.#found.set(key, known);
    return known;
  }

  #idsWith(wanted: readonly ColumnFilter[]): readonly JobId[] {
    const parameters = { ':ids': bothForms(this.#allIds()), ':columns': columnsWanted(wanted) };
    return this.#database
      .all(this.#shape.statement('column_rows'), parameters)
      .map((row) => textOf(row, 'id') ?? '');
  }
}

/** Gives numbers to jobs in the order of their ids: the ids themselves where they can be, and tells `ids` of the others. */
function numbering(ids: JobIds): (id: JobId) => number {
  let number = -(2 ** 53);
  return (id) => {
    const own = Number(id);
    const isOwn = Math.abs(own) <= largestNumericId && own > number && String(own) === id;
    number = isOwn ? own : number + 1;
    if (!isOwn) ids.set(number, id);
    return number;
  };
}
