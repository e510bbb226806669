import { AttemptOver, type WalkedPages } from '../../attempt/page-source.js';
import type { SqlParameters } from '../../attempt/query-memory.js';
import type { Queryable, SqlRow } from '../../port.js';
import { textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import type { ColumnValues } from '../columns/column-values.js';
import { PageRuns } from '../pages/page-runs.js';
import { NotWalkable } from '../pages/table-tree.js';
import type { IndexMemory } from '../queue/index-memory.js';
import { EachSlot, type SlotWay } from '../queue/known-leaves.js';
import type { Leaf } from '../queue/queue-index.js';
import { type NameSieve, verdicts } from './name-sieve.js';
import type { RowSieve } from './row-sieve.js';
import { known, type SearchMemory } from './search-memory.js';
import { canTrace } from './search-text.js';

/**
 * Rows that reach beyond their leaves are queried for this many leaves at a time: a change to a page makes all of
 * them unknown.
 */
const leavesTraced = 32;

/** How many leaves are searched at a time. */
export const leavesAtOnce = 256;

/** What searching rows needs. */
export interface RowsSearchParts {
  readonly attempt: WalkedPages;
  readonly database: Queryable;
  readonly shape: DatabaseShape;
  readonly queue: IndexMemory;
  readonly memory: SearchMemory;
  readonly names: Pick<NameSieve, 'of'>;
  readonly rows: Pick<RowSieve, 'sift'>;
  /** The query that decides about the rows `:ids`, and its other parameters. */
  readonly query: 'search_rows' | 'column_rows' | 'column_values';
  readonly parameters: SqlParameters;
  /** The job id that the text may be. */
  readonly number: number | null;
  /** Whether it may depend on files that jobs lead to. */
  readonly inCatalogue: boolean;
  /** Takes what the query says of each job; absent: its rows are those that hold what is looked for. */
  readonly values?: Pick<ColumnValues, 'open' | 'take'>;
}

/** Finds out whether jobs have what is looked for in their own rows: SQL decides what can't be told from bytes and names. */
export class RowsSearch {
  #runs: PageRuns | null = null;

  readonly #parts: RowsSearchParts;

  constructor(parts: RowsSearchParts) {
    this.#parts = parts;
  }

  /** Whether results from other pages than the leaves can be kept. */
  get traces(): boolean {
    return canTrace(this.#parts);
  }

  /**
   * Whether results for a leaf hold for this attempt only: rows continue in overflow pages, and changes to those
   * wouldn't be noticed.
   */
  isFleeting(leaf: Leaf): boolean {
    if (leaf.isOpen) return true;
    const { inCatalogue, memory } = this.#parts;
    return !this.traces && (inCatalogue || leaf.chain !== null || memory.isOverflowing(leaf));
  }

  /** Searches all jobs of these leaves; fleeting leaves only if `all` is set. */
  search(leaves: readonly Leaf[], all: boolean): void {
    const { attempt, database, queue, memory, values } = this.#parts;
    const { index } = queue;
    this.#runs ??= new PageRuns(attempt);
    const unclear: number[] = [];
    const traced: { readonly leaf: Leaf; readonly ids: readonly number[] }[] = [];
    const done: Leaf[] = [];
    for (const { number, bytes } of this.#runs.read(leaves.map(({ page }) => page))) {
      const leaf = index.leaf(number);
      if (leaf === undefined) continue;
      memory.leaves.open(leaf);
      values?.open(leaf);
      const beside = this.#sift(leaf, bytes, unclear);
      if (beside.length === 0) done.push(leaf);
      else if (this.traces || all) traced.push({ leaf, ids: beside });
    }
    this.#query(unclear, (sql, parameters) => database.all(sql, parameters));
    for (const leaf of done) memory.close(leaf, null);
    for (let from = 0; from < traced.length; from += leavesTraced) {
      const some = traced.slice(from, from + leavesTraced);
      const pages: number[] = [];
      this.#query(
        some.flatMap(({ ids }) => ids),
        (sql, parameters) => queue.trace(database, sql, parameters, pages),
      );
      for (const { leaf } of some) memory.close(leaf, pages);
    }
  }

  /**
   * Searches the jobs in these slots, but fleeting leaves only once `others` has returned. Throws {@link AttemptOver}
   * after about `most` leaves if the next attempt can continue from there; `others` gets how many are left.
   */
  read(slots: Uint32Array, most: number, others: (left: number) => void = () => {}): void {
    let left = this.traces ? most : Number.POSITIVE_INFINITY;
    for (const way = new EachSlot(slots); ; ) {
      const leaves = this.leavesOn(way, Math.min(leavesAtOnce, left), (leaf) => !this.isFleeting(leaf));
      if (leaves.length === 0) break;
      this.search(leaves, false);
      left -= leaves.length;
      if (left <= 0) throw new AttemptOver();
    }
    others(left);
    this.search(
      this.leavesOn(new EachSlot(slots), Number.POSITIVE_INFINITY, () => true),
      true,
    );
  }

  /** At most `most` leaves, with the next slots on the way whose jobs' own rows haven't been searched. */
  leavesOn(way: SlotWay, most: number, isWanted: (leaf: Leaf) => boolean): readonly Leaf[] {
    const { memory } = this.#parts;
    const { held } = memory;
    return memory.leaves.leavesOn(way, most, (slot) => ((held[slot] ?? 0) & known.row) === 0, isWanted);
  }

  /**
   * Judges the rows of a leaf: adds ids that SQL has to decide about to `unclear`, and returns those whose rows were
   * also read from other pages.
   */
  #sift(leaf: Leaf, bytes: Uint8Array, unclear: number[]): readonly number[] {
    const { queue, memory, names, rows, number, inCatalogue } = this.#parts;
    const { ids, names: codes } = queue.index.columns;
    const { held } = memory;
    const { rows: count, verdicts: judged, overflowing } = rows.sift(bytes);
    if (count !== leaf.count) throw new NotWalkable('another page than before');
    if (overflowing.length > 0) memory.noteOverflow(leaf);
    const beside: number[] = [];
    for (let row = 0; row < leaf.count; row += 1) {
      const slot = leaf.from + row;
      const verdict = names.of(codes[slot] ?? 0);
      const id = ids[slot] ?? 0;
      if (verdict === verdicts.holds || judged[row] === verdicts.holds)
        held[slot] = (held[slot] ?? 0) | known.rowHolds;
      else if (inCatalogue || overflowing.includes(row)) beside.push(id);
      else if (judged[row] === verdicts.may || verdict === verdicts.may || id === number) unclear.push(id);
    }
    return beside;
  }

  #query(ids: readonly number[], all: (sql: string, parameters: SqlParameters) => readonly SqlRow[]): void {
    if (ids.length === 0) return;
    const { shape, query, parameters, queue, memory, values } = this.#parts;
    const { index } = queue;
    const { held } = memory;
    const asked = ids.map((id) => index.ids.value(id));
    const rows = all(shape.statement(query), { ...parameters, ':ids': JSON.stringify(asked) });
    for (const row of rows) {
      const slot = index.slotOf(index.ids.number(textOf(row, 'id') ?? '') ?? Number.NaN);
      if (slot === null) continue;
      if (values === undefined) held[slot] = (held[slot] ?? 0) | known.rowHolds;
      else if (typeof row.value === 'number' || typeof row.value === 'string') values.take(slot, row.value);
    }
  }
}
