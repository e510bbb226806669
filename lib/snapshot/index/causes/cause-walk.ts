import { causeOfRecord } from '../../../causes/cause.js';
import type { RecordedFailure } from '../../../causes/error.js';
import type { JobId } from '../../../model/job.js';
import { usableBytes, type WalkedPages } from '../../attempt/page-source.js';
import type { SqlParameters } from '../../attempt/query-memory.js';
import { recordedFailures } from '../../failures/recorded-failures.js';
import type { Queryable } from '../../port.js';
import { longTextOf, rememberedRows, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { LeafPage, type OverflowPages } from '../decode/leaf-page.js';
import { missingValues, type TextEncoding } from '../decode/missing-values.js';
import type { TableLayout } from '../decode/queue-layout.js';
import { RowRecord } from '../decode/row-record.js';
import { noText, RowValues } from '../decode/row-values.js';
import { PageRuns } from '../pages/page-runs.js';
import { NotWalkable } from '../pages/table-tree.js';
import type { IndexMemory } from '../queue/index-memory.js';
import { EachSlot } from '../queue/known-leaves.js';
import type { Leaf } from '../queue/queue-index.js';
import { canTrace, type SearchPace } from '../sieve/search-text.js';
import { type CauseMemory, unread } from './cause-memory.js';

/** The clock is checked after this many leaves. */
const leavesAtOnce = 64;
/** SQL reads the jobs of this many leaves at a time: a change to a page that it read makes all of them unknown. */
const leavesTraced = 16;

/** SQL reads this many jobs' texts at a time, so that not all are in memory at once. */
const portion = 5000;

/** What reading causes needs. */
interface CauseWalkParts {
  readonly attempt: WalkedPages;
  readonly database: Queryable;
  readonly shape: DatabaseShape;
  readonly queue: IndexMemory;
  readonly memory: CauseMemory;
  /** How the queue's rows are decoded; null: SQL reads them. */
  readonly rows: { readonly layout: TableLayout; readonly encoding: TextEncoding } | null;
}

/**
 * A leaf whose jobs' causes aren't read from it alone: the error texts in their rows, by slot, and the overflow pages
 * that these were read from.
 */
interface Beyond {
  readonly leaf: Leaf;
  readonly texts: ReadonlyMap<number, string | null | typeof textNeedsSql>;
  readonly chain: readonly number[];
}

/**
 * Reads why jobs failed, a portion of them in each attempt, and without SQLite if the rows themselves have the error.
 * Results are kept in {@link CauseMemory}, leaf by leaf. `recordInBrief` is the reference: a job's cause is that of
 * the error in the list.
 */
export class CauseWalk {
  readonly #parts: CauseWalkParts;
  readonly #texts: ErrorTexts | null;
  readonly #hasRecords: boolean;
  #runs: PageRuns | null = null;

  constructor(parts: CauseWalkParts) {
    const { attempt, database, shape, queue, memory, rows } = parts;
    this.#parts = parts;
    this.#texts = rows && new ErrorTexts(rows.layout, usableBytes(attempt), rows.encoding);
    memory.leaves.forget(attempt.changed());
    memory.begin(shape, queue.index);
    attempt.whenReusable(() => memory.leaves.keep());
    attempt.whenProved(() => memory.leaves.keepLeaves());
    this.#hasRecords = recordTables.some((table) => isFilled(database, shape, table));
    memory.expectRecords(this.#hasRecords);
  }

  /** Reads the causes of the jobs in these slots, in order. Returns how many are left for the next attempt. */
  read(slots: Uint32Array, { steady, patience, leaves: most = leavesAtOnce }: SearchPace): number {
    const { memory } = this.#parts;
    const end = steady() + (canTrace(this.#parts) ? patience : Number.POSITIVE_INFINITY);
    const way = new EachSlot(slots);
    for (;;) {
      const leaves = this.#leavesOn(way, most, ({ isOpen }) => !isOpen);
      if (leaves.length === 0) break;
      this.#readLeaves(leaves);
      if (steady() >= end) break;
    }
    const isWhole = way.isDone;
    // These results count for this attempt only.
    if (isWhole) this.#readLeaves(this.#leavesOn(new EachSlot(slots), Number.POSITIVE_INFINITY, () => true));
    const { codes } = memory;
    let left = 0;
    for (const slot of slots) if (codes[slot] === unread) left += 1;
    return left;
  }

  /** The next leaves on the way with jobs that have to be read, at most `most`. */
  #leavesOn(way: EachSlot, most: number, isWanted: (leaf: Leaf) => boolean): readonly Leaf[] {
    const { codes, leaves } = this.#parts.memory;
    return leaves.leavesOn(way, most, (slot) => codes[slot] === unread, isWanted);
  }

  #readLeaves(leaves: readonly Leaf[]): void {
    const { attempt, queue, memory } = this.#parts;
    const reader = this.#texts;
    if (reader === null) {
      this.#readBySql(leaves.map((leaf) => ({ leaf, texts: this.#unreadOn(leaf), chain: [] })));
      return;
    }
    this.#runs ??= new PageRuns(attempt);
    const runs = this.#runs;
    let beyond: Beyond[] = [];
    const flush = () => {
      this.#readBySql(beyond);
      beyond = [];
    };
    for (const { number, bytes } of runs.read(leaves.map(({ page }) => page))) {
      const leaf = queue.index.leaf(number);
      if (leaf === undefined) continue;
      const texts = this.#textsOn(reader, leaf, bytes, (page) => runs.page(page));
      const chain = [...reader.chain];
      if (chain.length === 0 && !this.#hasRecords && ![...texts.values()].includes(textNeedsSql)) {
        for (const [slot, text] of texts)
          if (text !== textNeedsSql) memory.codes[slot] = memory.codeOfText(text);
        memory.leaves.close(leaf, null);
        continue;
      }
      beyond.push({ leaf, texts, chain });
      if (beyond.length >= leavesTraced) flush();
    }
    flush();
  }

  /** The texts of a leaf whose rows SQL reads. */
  #unreadOn({ from, count }: Leaf): ReadonlyMap<number, typeof textNeedsSql> {
    const { index } = this.#parts.queue;
    const slots = Array.from({ length: count }, (_, at) => from + at);
    return new Map(slots.filter((slot) => index.isFailed(slot)).map((slot) => [slot, textNeedsSql]));
  }

  /** The error texts of a leaf's failed jobs, by slot. */
  #textsOn(
    reader: ErrorTexts,
    leaf: Leaf,
    bytes: Uint8Array,
    overflow: (page: number) => Uint8Array,
  ): Map<number, string | null | typeof textNeedsSql> {
    const { index } = this.#parts.queue;
    const { ids } = index.columns;
    const texts = new Map<number, string | null | typeof textNeedsSql>();
    if (reader.load(bytes, overflow) !== leaf.count) throw new NotWalkable('another page than before');
    for (let row = 0; row < leaf.count; row += 1) {
      const slot = leaf.from + row;
      if (!index.isFailed(slot)) continue;
      if (reader.open(row) !== ids[slot]) throw new NotWalkable('another row than before');
      texts.set(slot, reader.text());
    }
    return texts;
  }

  /** Reads the causes of some leaves' jobs, what their rows lack by SQL. */
  #readBySql(leaves: readonly Beyond[]): void {
    if (leaves.length === 0) return;
    const { database, shape, queue, memory } = this.#parts;
    const { ids } = queue.index.columns;
    const idOf = (slot: number): JobId => queue.index.ids.of(ids[slot] ?? 0);
    const pages: number[] = [];
    const run = (sql: string, parameters: SqlParameters) => queue.trace(database, sql, parameters, pages);
    const all = leaves.flatMap(({ texts }) => [...texts.keys()]);
    const recorded = this.#hasRecords
      ? recordedFailures(database, shape, all.map(idOf), 1, run)
      : new Map<JobId, readonly RecordedFailure[]>();
    const keys = leaves.flatMap(({ texts }) =>
      // A column may have digits as text without declaring it.
      [...texts].flatMap(([slot, text]) =>
        text === textNeedsSql ? [queue.index.ids.value(ids[slot] ?? 0), idOf(slot)] : [],
      ),
    );
    const bySql = new Map<JobId, string | null>();
    for (let from = 0; from < keys.length; from += portion) {
      const some = JSON.stringify(keys.slice(from, from + portion));
      for (const row of run(shape.statement('error_texts'), { ':ids': some }))
        bySql.set(textOf(row, 'id') ?? '', longTextOf(row, 'error_message', 'error_end'));
    }
    for (const { leaf, texts, chain } of leaves) {
      for (const [slot, text] of texts) {
        const own = text === textNeedsSql ? (bySql.get(idOf(slot)) ?? null) : text;
        const failures = recorded.get(idOf(slot));
        memory.codes[slot] =
          failures === undefined
            ? memory.codeOfText(own)
            : memory.codeOf(causeOfRecord({ failures, errorMessage: own }));
      }
      memory.leaves.close(leaf, [...chain, ...pages]);
    }
  }
}

/** Tables beside the queue that record why jobs failed. */
const recordTables = ['cf_job_failures', 'cf_job_schema_mismatch'] as const;

function isFilled(database: Queryable, shape: DatabaseShape, table: (typeof recordTables)[number]): boolean {
  if (!shape.tables.has(table)) return false;
  return rememberedRows(database, shape.statement(`any_of_${table}`)).length > 0;
}

/** The length at which `schema/fragments/long_text.sql` cuts: of a longer text both ends are shown. */
const longestText = 65_536;

/** Stands for a text that has to be read by SQL. */
const textNeedsSql = Symbol('only SQL can tell the text');

/** Reads the error texts of the queue's rows from leaf pages. */
class ErrorTexts {
  readonly #record: RowRecord;
  readonly #values: RowValues;
  readonly #place: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  /** `usable` bytes of each page are used; texts are in the database's `encoding`. */
  constructor({ columns }: TableLayout, usable: number, encoding: TextEncoding) {
    const column = columns.get('error_message');
    const present = column === undefined ? [] : [column];
    const nowhere = columns.size;
    const missing = missingValues(present, encoding);
    const page = new LeafPage(usable, missing.bytes);
    this.#place = column?.place ?? nowhere;
    this.#record = new RowRecord(page, present, missing, nowhere);
    this.#values = new RowValues(this.#record, encoding);
  }

  /** Loads a page; returns the number of its rows. Throws `NotWalkable` if it isn't a leaf of a table. */
  load(page: Uint8Array, overflow: OverflowPages): number {
    return this.#record.page.load(page, overflow);
  }

  /** Overflow pages that rows of the page were read from. */
  get chain(): readonly number[] {
    return this.#record.page.chain;
  }

  /** Goes to a row; returns its number. */
  open(row: number): number {
    return this.#record.open(row);
  }

  /** The text of the current row; null if there is none, {@link textNeedsSql} if it has to be read by SQL. */
  text(): string | null | typeof textNeedsSql {
    const record = this.#record;
    const values = this.#values;
    if (values.isNull(this.#place)) return record.needsSql ? textNeedsSql : null;
    values.begin();
    const length = values.text(this.#place, longestText);
    if (length === noText || record.needsSql) return textNeedsSql;
    const bytes = values.bytes.subarray(values.start, values.start + length);
    // SQLite takes a text to end at a NUL.
    if (bytes.includes(0)) return textNeedsSql;
    try {
      return this.#decoder.decode(bytes) || null;
    } catch {
      return textNeedsSql;
    }
  }
}
