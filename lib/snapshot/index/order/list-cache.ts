import { keepLast, putLast } from '../../../model/recently-used.js';
import { defaultSort, isDefaultSort, isSortKey, type JobSort } from '../../../model/sort.js';
import type { ColumnValues } from '../columns/column-values.js';
import type { JobColumns } from '../columns/job-columns.js';
import type { NameRanks } from '../columns/name-filters.js';
import { type SortValue, sortValues, timeIn } from '../columns/sort-values.js';
import { Scratch } from '../columns/word-sort.js';
import { type ListOrder, orderOf, usualOrder } from './list-order.js';
import { type Move, OrderedJobs, OutOfOrder, type Passes } from './ordered-jobs.js';

/** At most this many lists are kept in order. */
const mostLists = 8;
/** If more than this share of the jobs move at once, lists are dropped rather than changed. */
const manyMoves = 1 / 8;

/** The jobs that lists are made of. */
interface ListedJobs {
  readonly columns: JobColumns;
  readonly jobs: number;
  readonly nameRanks: NameRanks;
  readonly columnValues: Pick<ColumnValues, 'revision' | 'ranked' | 'forget'>;
  lastFirst(): Iterable<{ readonly from: number; readonly count: number }>;
  readonly isFailed: (slot: number) => boolean;
}

/** An order of the list, and `key`, with which the names of lists in this order begin. */
interface Ordering {
  readonly key: string;
  readonly order: ListOrder;
  readonly sortedBy: SortValue;
}

const usual: Ordering = {
  key: 'usual',
  order: usualOrder,
  sortedBy: timeIn,
};

/** Orders by a column have keys that begin so. */
const byColumn = 'column';

/** Lists of jobs in order, kept while jobs change; those by a column only as long as nothing changes. */
export class ListCache {
  /** By order and name; least recently used first. */
  readonly #lists = new Map<string, OrderedJobs>();
  #chosen: Ordering | null = null;

  readonly #of: ListedJobs;

  constructor(of: ListedJobs) {
    this.#of = of;
  }

  /** How many are kept. */
  get count(): number {
    return this.#lists.size;
  }

  /**
   * The jobs that pass, in an order of the list. `name` identifies the filter; `wider` has the names of filters that
   * all of these jobs pass too: if the list of one is kept in this order, nothing need be sorted; if only in the usual
   * order, sorting is quicker.
   */
  list(
    name: string,
    passes: Passes,
    wider: readonly string[] = [],
    sort: JobSort = defaultSort,
  ): OrderedJobs {
    const { columns } = this.#of;
    const { order, key } = this.ordering(sort);
    const own = key + name;
    const known = this.#lists.get(own);
    const inOrder = (ofKey: string) =>
      wider.map((each) => this.#lists.get(ofKey + each)).find((each) => each !== undefined);
    const list =
      known ??
      inOrder(key)?.among(columns, passes) ??
      (order === usualOrder
        ? undefined
        : (this.#lists.get(usual.key + name)?.sorted(columns, passes, order, true) ??
          inOrder(usual.key)?.sorted(columns, passes, order))) ??
      this.#sorted(passes, order);
    putLast(this.#lists, own, list);
    keepLast(this.#lists, mostLists);
    return list;
  }

  /** The order of the list for a sort. To sort by name, the ranks of names must be known, see {@link NameRanks}. */
  ordering(sort: JobSort): Ordering {
    if (isDefaultSort(sort)) return usual;
    const { nameRanks, columnValues } = this.#of;
    const plain = JSON.stringify([sort.by, sort.reversed, sort.failedFirst]);
    const key = isSortKey(sort.by) ? plain : `${byColumn} ${columnValues.revision} ${plain}`;
    if (this.#chosen?.key !== key) {
      const sortedBy = sortValues(sort.by, nameRanks, columnValues);
      this.#chosen = { key, order: orderOf(sort, sortedBy), sortedBy };
    }
    return this.#chosen;
  }

  /** Forgets lists in other orders than this one and the usual one, and what only they need. */
  keepOnly(sort: JobSort): void {
    const { key } = this.ordering(sort);
    for (const name of this.#lists.keys())
      if (!name.startsWith(usual.key) && !name.startsWith(key)) this.#lists.delete(name);
    if (sort.by !== 'name') this.#of.nameRanks.forget();
    if (isSortKey(sort.by)) this.#of.columnValues.forget();
  }

  /** Moves jobs in all lists. Both the old and the new slots must still hold their jobs. */
  move(moves: readonly Move[]): void {
    if (moves.length > this.#of.jobs * manyMoves + 1000) {
      this.clear();
      return;
    }
    for (const [name, list] of this.#lists) {
      // What the jobs hold in their new slots isn't known yet.
      if (name.startsWith(byColumn)) {
        this.#lists.delete(name);
        continue;
      }
      try {
        list.move(this.#of.columns, moves);
      } catch (error) {
        if (!(error instanceof OutOfOrder)) throw error;
        this.#lists.delete(name);
      }
    }
  }

  clear(): void {
    this.#lists.clear();
  }

  #sorted(passes: Passes, order: ListOrder): OrderedJobs {
    const scratch = new Scratch();
    const slots = scratch.numbers(this.#of.jobs);
    let at = 0;
    for (const { from, count } of this.#of.lastFirst())
      for (let slot = from + count - 1; slot >= from; slot -= 1) slots[at++] = slot;
    const isFailed: Passes = (_, slot) => this.#of.isFailed(slot);
    const list = OrderedJobs.of(this.#of.columns, slots.subarray(0, at), passes, isFailed, order);
    scratch.free();
    return list;
  }
}
