import type { ColumnFilter } from '../../model/filter/column-filter.js';
import type { JobId } from '../../model/job.js';
import type { JobSort } from '../../model/sort.js';
import { AttemptOver, pageUnreadable, usableBytes, type WalkedPages } from '../attempt/page-source.js';
import { ReadFailure } from '../files/read-failure.js';
import type { FilteredList } from '../lists/filtered-list.js';
import type { Queryable } from '../port.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { CauseWalk } from './causes/cause-walk.js';
import type { LargeNumbers } from './columns/queue-sums.js';
import { LeafDecoder } from './decode/leaf-decoder.js';
import { encodingOf } from './decode/missing-values.js';
import type { QueueLayout } from './decode/queue-layout.js';
import { IndexedQueue, type QueueReads } from './indexed-queue.js';
import type { QueueMemories } from './list/indexed-list.js';
import { isSame, type PageRead, PageRuns } from './pages/page-runs.js';
import {
  isSameList,
  leavesOfRows,
  NotWalkable,
  outlineIn,
  RowsOutOfOrder,
  type TreeOutline,
} from './pages/table-tree.js';
import { type IndexMemory, pagesToWalk } from './queue/index-memory.js';
import { knowNames } from './queue/known-names.js';
import type { Leaf, QueueIndex } from './queue/queue-index.js';
import { writeUnusual } from './queue/unusual-slots.js';
import { QueueSearch, TextWalk } from './search/queue-search.js';
import type { FoundPlace } from './search/search-list.js';
import { sideReads } from './side-reads.js';
import { columnSearch, sortSearch } from './sieve/column-search.js';
import type { RowsSearch } from './sieve/rows-search.js';
import { type Search, type SearchPace, untilDone } from './sieve/search-text.js';

/** Walking this many pages is too quick to be noticed, even by code that has just been loaded. */
const fewPages = 100;
/** At most this many are walked in one attempt, if the next can continue: the WAL may be restarted at any time. */
const pagesAtOnce = 1600;
/** This many leaves are added to the index at a time. */
const leavesAtOnce = 400;

/** Thrown where no index can be made from the pages. */
class ReadAgain extends AttemptOver {}

/** A walk of the queue's table, see {@link QueueWalk}. */
export interface Walk<Queue = IndexedQueue> {
  /** True if the walk is short enough to go unnoticed. */
  isQuick(): boolean;
  /** See {@link QueueWalk.queue}. */
  queue(leavesOfText?: number): Queue;
  /** Says that the rows of these jobs will be read; absent: nobody needs to know. */
  readonly expectRows?: (ids: readonly JobId[]) => void;
  /** Whether the database has only some of the jobs, and others than in the last picture; absent: it has all. */
  readonly isPartial?: () => boolean;
}

/** Makes a walk of the queue's table. */
export type WalkQueue = (shape: DatabaseShape) => Walk;

/** What the index depends on, see {@link IndexMemory.fit}. */
export function indexKey({ pageSize }: WalkedPages, layout: QueueLayout): string {
  return JSON.stringify([layout, [...layout.columns], pageSize]);
}

/**
 * Brings the index of the queue up to date with one attempt: walks the leaf pages of the table that may have
 * changed since they were last walked. What it adds to the index counts as suspect until the attempt is proved.
 */
export class QueueWalk {
  readonly #index: QueueIndex;
  readonly #memory: IndexMemory;
  /** Pages read in this attempt that match the index; decoded ones only once they are in the index. */
  readonly #seen = new Set<number>();
  #isWhole = false;
  #outline: TreeOutline | null = null;
  #runs: PageRuns | null = null;
  #causeWalk: CauseWalk | null = null;
  #textWalk: TextWalk | null = null;
  #columns: { readonly key: string; readonly search: RowsSearch } | null = null;
  #sorted: { readonly key: string; readonly search: RowsSearch } | null = null;

  readonly #attempt: WalkedPages;
  readonly #memories: QueueMemories;
  readonly #database: Queryable;
  readonly #shape: DatabaseShape;
  readonly #layout: QueueLayout;

  constructor(
    attempt: WalkedPages,
    memories: QueueMemories,
    database: Queryable,
    shape: DatabaseShape,
    layout: QueueLayout,
  ) {
    this.#attempt = attempt;
    this.#memories = memories;
    this.#database = database;
    this.#shape = shape;
    this.#layout = layout;
    this.#memory = memories.queue;
    const memory = this.#memory;
    this.#index = memory.index;
    memory.fit(indexKey(attempt, layout));
    const changed = attempt.changed();
    if (changed === null) memory.suspectAll();
    else memory.suspect(changed);
    attempt.whenReusable(() => memory.trust(this.#seen, this.#isWhole));
    attempt.whenProved(() => {
      for (const page of this.#seen) memory.unproved.delete(page);
    });
  }

  /** True if the walk is short enough to go unnoticed. */
  isQuick(): boolean {
    return this.#orNull(() => this.#pagesToWalk(fewPages + 1).length <= fewPages) ?? true;
  }

  /** Says which pages will be read for the rows of these jobs, where these come from afar. */
  expectRows(ids: readonly JobId[]): void {
    const attempt = this.#attempt;
    if (!attempt.main.isFar) return;
    this.#orNull(() => {
      const rows = ids.filter((id) => /^-?\d{1,18}$/.test(id)).map(BigInt);
      rows.sort((one, other) => (one < other ? -1 : 1));
      const leaves = leavesOfRows(this.#tree(), this.#layout.root, rows, (page) => attempt.page(page));
      const places = leaves.map((page) => attempt.locationOf(page)).filter(({ isMain }) => isMain);
      attempt.main.expect(places.map(({ offset }) => [offset, attempt.pageSize]));
    });
  }

  /**
   * The index at this instant. Throws {@link RowsOutOfOrder} if the table is damaged or torn, and {@link AttemptOver}
   * if it has walked enough for one attempt, or if the table can't be walked: the next attempt reads it again, or by
   * SQL. The methods of the result throw it too, after they have read about `leavesOfText` leaves for a filter's text
   * or columns.
   */
  queue(leavesOfText = pagesAtOnce): IndexedQueue {
    this.#orLater(() => this.#isWhole || this.#walk());
    const { causes, texts, columns, sorted } = this.#memories;
    const reads: QueueReads = {
      causes: { memory: causes, read: (slots, pace) => this.#readCauses(slots, pace) },
      texts: { memory: texts, read: (text, slots) => this.#readTexts(text, slots, leavesOfText) },
      columns: { memory: columns, read: (wanted, slots) => this.#readColumns(wanted, slots, leavesOfText) },
      sorted: { memory: sorted, read: (sort, slots) => this.#readSorted(sort, slots, leavesOfText) },
      beside: sideReads({ ...this.#parts, memories: this.#memories }),
      search: (list, search, pace) => this.#search(list, search, pace),
    };
    return new IndexedQueue(this.#index, reads, this.#database, this.#shape);
  }

  /**
   * Searches the list for a text, once the index is complete: one portion in each read; null if the search needs a pass
   * by SQL.
   */
  #search(list: FilteredList, search: Search, pace: SearchPace = untilDone): FoundPlace | null {
    return this.#orNull(() => {
      const parts = {
        ...this.#parts,
        memory: this.#memories.search,
        known: this.#memories,
        encoding: encodingOf(this.#attempt),
      };
      return QueueSearch.for(parts, search.text)?.find(list, search, pace) ?? null;
    });
  }

  /** Finds out which of the jobs in these slots contain a text. */
  #readTexts(text: string, slots: Uint32Array, leavesAtOnce: number): void {
    const parts = { ...this.#parts, memory: this.#memories.texts };
    this.#textWalk ??= new TextWalk(parts, (work) => this.#orNull(work), leavesAtOnce);
    this.#textWalk.read(text, slots);
  }

  /** Finds out which of the jobs in these slots have what is asked of columns. */
  #readColumns(wanted: readonly ColumnFilter[], slots: Uint32Array, leavesAtOnce: number): void {
    const key = JSON.stringify(wanted);
    this.#readRows(slots, leavesAtOnce, (parts) => {
      if (this.#columns?.key !== key)
        this.#columns = { key, search: columnSearch(parts, this.#memories.columns, wanted) };
      return this.#columns.search;
    });
  }

  /** Finds out what the jobs in these slots have in the column that the list is sorted by. */
  #readSorted(sort: JobSort, slots: Uint32Array, leavesAtOnce: number): void {
    this.#readRows(slots, leavesAtOnce, (parts) => {
      if (this.#sorted?.key !== sort.by)
        this.#sorted = { key: sort.by, search: sortSearch(parts, this.#memories.sorted, sort) };
      return this.#sorted.search;
    });
  }

  #readRows(
    slots: Uint32Array,
    leavesAtOnce: number,
    search: (parts: Parameters<typeof columnSearch>[0]) => RowsSearch,
  ): void {
    const most = this.#memories.texts.isHurried ? Number.POSITIVE_INFINITY : leavesAtOnce;
    this.#orLater(() => {
      search({ ...this.#parts, encoding: encodingOf(this.#attempt) }).read(slots, most);
    });
  }

  /**
   * Reads why the jobs in these slots failed, once the index is complete: the first ones first, one portion in each
   * read. Returns how many are left.
   */
  #readCauses(slots: Uint32Array, pace: SearchPace = untilDone): number {
    return this.#orLater(() => {
      this.#causeWalk ??= new CauseWalk({
        ...this.#parts,
        memory: this.#memories.causes,
        rows: { layout: this.#layout, encoding: encodingOf(this.#attempt) },
      });
      return this.#causeWalk.read(slots, pace);
    });
  }

  get #parts() {
    const [attempt, database, shape] = [this.#attempt, this.#database, this.#shape];
    return { attempt, database, shape, layout: this.#layout, queue: this.#memory };
  }

  /** The result of `work`; null if no index can be made from the pages, or they can't be read. */
  #orNull<T>(work: () => T): T | null {
    try {
      return this.#orLater(work);
    } catch (error) {
      if (error instanceof ReadAgain || error instanceof ReadFailure) return null;
      throw error;
    }
  }

  /**
   * The result of `work`. Throws {@link ReadAgain} if no index can be made from the pages: the next attempt, once these
   * are proved, uses SQL. Lets {@link RowsOutOfOrder} through: SQL could read such a table, but would contradict itself.
   */
  #orLater<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const isNotWalkable = error instanceof NotWalkable && !(error instanceof RowsOutOfOrder);
      if (!isNotWalkable && error !== pageUnreadable) throw error;
      // If the attempt isn't proved, the page was only torn.
      this.#attempt.whenProved(() => this.#memory.refuse());
      throw new ReadAgain();
    }
  }

  #walk(): void {
    const attempt = this.#attempt;
    const memory = this.#memory;
    const { leaves, branches } = this.#tree();
    const most = attempt.isReusable() ? pagesAtOnce : leaves.length;
    const pages = this.#pagesToWalk(most + 1);
    const isLast = pages.length <= most;
    if (!isLast) pages.pop();
    const gone = this.#goneFrom(leaves);
    // What is read from here on may be torn, and is trusted only once the attempt is proved.
    memory.suspect([...branches.keys(), ...pages]);
    memory.branches = branches;
    this.#index.order = leaves;
    this.#index.replace([], gone, new Map());
    this.#reserve(leaves.length);
    this.#decodeAll(pages);
    for (const page of branches.keys()) this.#seen.add(page);
    if (!isLast) throw new AttemptOver();
    if (!this.#index.isInOrder()) throw new RowsOutOfOrder('rows out of order from page to page');
    this.#isWhole = true;
  }

  #tree(): TreeOutline {
    if (this.#outline !== null) return this.#outline;
    const { suspects, branches } = this.#memory;
    const { order } = this.#index;
    const outline = outlineIn(this.#attempt, this.#layout.root, { leaves: order, branches, suspects });
    // The same array as long as no page was added or removed.
    this.#outline = isSameList(outline.leaves, order) ? { ...outline, leaves: order } : outline;
    return this.#outline;
  }

  /** Leaves that aren't known, or may have changed: at most `most` of them. */
  #pagesToWalk(most: number): number[] {
    return pagesToWalk(this.#tree().leaves, this.#memory, this.#seen, most);
  }

  #goneFrom(leaves: Uint32Array): number[] {
    if (leaves === this.#index.order) return [];
    const left = new Set(leaves);
    return [...this.#index.pages()].filter((page) => !left.has(page));
  }

  /** Makes room for all jobs at once, estimating their number from the first leaf. */
  #reserve(leaves: number): void {
    if (this.#index.jobs > 0 || leaves < leavesAtOnce) return;
    const first = this.#attempt.page(this.#index.order[0] ?? 0);
    const cells = ((first[3] ?? 0) << 8) | (first[4] ?? 0);
    this.#index.room.reserve(Math.ceil(leaves * (cells + 8)));
  }

  #decodeAll(pages: readonly number[]): void {
    const attempt = this.#attempt;
    if (pages.length === 0) return;
    const decoder = new LeafDecoder(this.#layout, usableBytes(attempt), encodingOf(attempt), this.#index);
    let leaves: Leaf[] = [];
    let unusual: number[] = [];
    const take = () => {
      const large = new Map<number, LargeNumbers>();
      if (unusual.length > 0) writeUnusual(this.#database, this.#shape, this.#index, unusual, large);
      knowNames(this.#index, this.#database, this.#shape);
      this.#index.replace(leaves, [], large);
      for (const { page, chain } of leaves) for (const each of [page, ...(chain ?? [])]) this.#seen.add(each);
      leaves = [];
      unusual = [];
    };
    this.#runs ??= new PageRuns(attempt);
    const runs = this.#runs;
    try {
      for (const read of runs.read(pages)) {
        const known = this.#index.leaf(read.number);
        if (known && this.#isFromPageAlone(known) && isSame(known, read)) this.#seen.add(read.number);
        else leaves.push(this.#decode(decoder, runs, read, unusual));
        if (leaves.length >= leavesAtOnce) take();
      }
      take();
    } finally {
      for (const { from, count } of leaves) this.#index.room.free(from, count);
    }
  }

  /** Whether the index is right about a leaf's jobs as long as the leaf's own page is unchanged. */
  #isFromPageAlone({ page, chain, isOpen }: Leaf): boolean {
    return chain === null && !isOpen && !this.#memory.unproved.has(page);
  }

  #decode(decoder: LeafDecoder, runs: PageRuns, read: PageRead, unusual: number[]): Leaf {
    const { room } = this.#index;
    const { number, bytes, one, other } = read;
    const cells = ((bytes[3] ?? 0) << 8) | (bytes[4] ?? 0);
    const scratch = room.scratch(cells);
    const count = decoder.decode(bytes, room.columns, scratch, (page) => runs.page(page));
    const from = room.keep(count);
    for (const slot of decoder.unusual) unusual.push(slot - scratch + from);
    if (decoder.unusual.length > 0) this.#memory.unproved.add(number);
    const chain = decoder.chain.length === 0 ? null : [...decoder.chain];
    return { page: number, one, other, from, count, chain, isOpen: decoder.isOpen };
  }
}
