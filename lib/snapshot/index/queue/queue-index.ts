import { type JobId, jobStatuses, jobTypes } from '../../../model/job.js';
import { ColumnValues } from '../columns/column-values.js';
import type { GroupTable } from '../columns/group-table.js';
import { HeldBack } from '../columns/held-back.js';
import { type JobColumns, NameTable } from '../columns/job-columns.js';
import { JobIds } from '../columns/job-ids.js';
import { NameFilters, NameRanks } from '../columns/name-filters.js';
import { type LargeNumbers, type NameSums, QueueSums } from '../columns/queue-sums.js';
import { type Block, SlotRoom } from '../columns/slot-room.js';
import { WorkerTable } from '../columns/worker-table.js';
import { ListCache } from '../order/list-cache.js';
import { movesOf, type Passes } from '../order/ordered-jobs.js';
import type { PageHash } from '../pages/page-hash.js';
import { JobRows } from '../rows/job-rows.js';
import { endOr, ParserTallies } from '../tallies/parser-tallies.js';
import { WorkerTallies } from '../tallies/worker-tallies.js';

/** A leaf page of the queue's table, and the slots of its jobs, ordered by id. */
export interface Leaf extends PageHash, Block {
  readonly page: number;
  /** Overflow pages that the jobs were read from; null: none. */
  readonly chain: readonly number[] | null;
  /** Whether they reach into other pages too, so that the leaf has to be walked in every attempt. */
  readonly isOpen: boolean;
}

const failed = jobStatuses.indexOf('failed');
const complete = jobStatuses.indexOf('complete');
const isEndedParse = jobStatuses.flatMap((status) =>
  jobTypes.map((type) => type === 'parse' && status !== 'queued' && status !== 'running'),
);
/** Texts of rows that are gone are forgotten once there are this many of them, and as many as there are jobs. */
const mostTexts = 10_000;

/** Whether the job in a slot failed. */
const isFailed: Passes = ({ kinds }, slot) => Math.floor((kinds[slot] ?? 0) / jobTypes.length) === failed;

/**
 * The jobs of the queue in the reader's own memory: what the list, the counts and the pipeline need of each, by the
 * leaf page of the table that holds it. It has what those pages held when they were last walked; {@link QueueWalk}
 * knows whether that is still so.
 */
export class QueueIndex {
  readonly room = new SlotRoom();
  readonly ids = new JobIds();
  names = new NameTable();
  workers = new WorkerTable();
  /** Words of status that queued jobs have, exactly as they are written. */
  lineWords = new NameTable();
  nameFilters = new NameFilters();
  parserFilters = new NameFilters();
  versionFilters = new NameFilters();
  /** Active versions by plugin, as JSON, when a filter asked for a version last. */
  served = '{}';
  readonly #leaves = new Map<number, Leaf>();
  /** By overflow page: the leaf whose jobs reach into it. */
  readonly #chains = new Map<number, number>();
  readonly #open = new Set<number>();
  /** Pages of leaves, ordered by their jobs' ids. */
  #order: Uint32Array = new Uint32Array();
  /** Whether the leaves are known to be in this order. */
  #isInOrder = false;
  readonly workerTallies = new WorkerTallies();
  readonly parserTallies = new ParserTallies();
  /** The rows of jobs' outputs. */
  readonly outputs = new JobRows();
  readonly nameRanks = new NameRanks();
  /** What jobs have in the column that the list is sorted by. */
  readonly columnValues = new ColumnValues();
  readonly #sums = new QueueSums();
  /** The leaf in which a job was found last. */
  #near: Leaf | null = null;
  readonly #large = new Map<number, LargeNumbers>();
  readonly lists = new ListCache(this);
  readonly #held = new HeldBack();
  #jobs = 0;
  #revision = 0;

  /** A number that changes whenever leaves are added or removed. */
  get revision(): number {
    return this.#revision;
  }

  get columns(): JobColumns {
    return this.room.columns;
  }

  /** How many jobs there are. */
  get jobs(): number {
    return this.#jobs;
  }

  get leafCount(): number {
    return this.#leaves.size;
  }

  /** Leaves that have to be walked in every attempt. */
  get open(): ReadonlySet<number> {
    return this.#open;
  }

  /** The pages of all leaves, and those that their jobs reach into, each once: one torn page may be both. */
  *pages(): Generator<number> {
    yield* this.#leaves.keys();
    for (const page of this.#chains.keys()) if (!this.#leaves.has(page)) yield page;
  }

  leaf(page: number): Leaf | undefined {
    return this.#leaves.get(page);
  }

  /** The leaf that a page belongs to: the page itself, or the one whose jobs reach into it. */
  leafOf(page: number): number | undefined {
    return this.#leaves.has(page) ? page : this.#chains.get(page);
  }

  /** Sums by status and type; null if they are too large to be exact. */
  table(): GroupTable | null {
    return this.#sums.table();
  }

  /** Sums over the parse jobs with one of these names; null if they are too large to be exact. */
  named(codes: Iterable<number>): NameSums | null {
    return this.#sums.named(codes);
  }

  /**
   * Replaces the content of leaves, and removes those that are gone. The new leaves' blocks must come from {@link
   * room}; `large` are numbers too large for the columns, by slot.
   */
  replace(leaves: readonly Leaf[], gone: readonly number[], large: ReadonlyMap<number, LargeNumbers>): void {
    if (leaves.length > 0 || gone.length > 0) this.#revision += 1;
    for (const [slot, numbers] of large) this.#large.set(slot, numbers);
    const before = leaves.map(({ page }) => this.#leaves.get(page));
    const lost = gone.flatMap((page) => this.#leaves.get(page) ?? []);
    for (const leaf of [...before, ...lost]) if (leaf !== undefined) this.#count(leaf, -1);
    this.#isInOrder &&= leaves.every((leaf, at) => this.#hasSameEnds(leaf, before[at]));
    for (const leaf of leaves) {
      this.#count(leaf, 1);
      this.#held.mark(this.columns, this.names, leaf);
    }
    if (this.lists.count > 0) {
      const { columns } = this;
      const moves = [
        ...leaves.flatMap((leaf, index) => movesOf(columns, before[index], leaf)),
        ...lost.flatMap((leaf) => movesOf(columns, leaf, undefined)),
      ];
      this.lists.move(moves);
    }
    const left = [...before, ...lost].filter((leaf) => leaf !== undefined);
    this.outputs.replace(this.columns, left, leaves);
    for (const leaf of left) this.#forget(leaf);
    for (const leaf of leaves) {
      this.#leaves.set(leaf.page, leaf);
      this.#jobs += leaf.count;
      if (leaf.isOpen) this.#open.add(leaf.page);
      for (const page of leaf.chain ?? []) this.#chains.set(page, leaf.page);
    }
    if (this.ids.size > mostTexts + 2 * this.#jobs) this.ids.keep((number) => this.slotOf(number) !== null);
  }

  /** Puts the queued jobs into their order at an instant, ms: those that can't be taken come after the others. */
  holdBack(at: { readonly now: number; readonly paused: readonly string[] }): void {
    const { columns, names, lists } = this;
    const changed = this.#held.go(columns, names, this.lastFirst(), at);
    if (lists.count > 0) lists.move(changed.map((slot) => ({ from: slot, to: null })));
    for (const slot of changed) this.#held.turn(columns, slot);
    if (lists.count > 0) lists.move(changed.map((slot) => ({ from: null, to: slot })));
  }

  /** Whether the job in a slot failed. */
  isFailed(slot: number): boolean {
    return isFailed(this.columns, slot);
  }

  /** The pages of leaves, ordered by their jobs' ids. */
  get order(): Uint32Array {
    return this.#order;
  }

  set order(pages: Uint32Array) {
    this.#isInOrder &&= pages === this.#order;
    this.#order = pages;
  }

  /** Whether each leaf's ids are greater than those of the leaves before it, once all leaves are there. */
  isInOrder(): boolean {
    if (this.#isInOrder) return true;
    const { ids } = this.columns;
    let last = Number.NEGATIVE_INFINITY;
    for (const page of this.#order) {
      const { from = 0, count = 0 } = this.#leaves.get(page) ?? {};
      if (count === 0) continue;
      if ((ids[from] ?? 0) <= last) return false;
      last = ids[from + count - 1] ?? 0;
    }
    this.#isInOrder = true;
    return true;
  }

  /** The slot of the job with this id; null if there is none. */
  slotOf(id: number): number | null {
    const leaf = this.leafWith(id);
    return leaf === null ? null : slotIn(this.columns.ids, leaf, id);
  }

  /** The leaf that has the job with this id, if there is one. */
  leafWith(id: number): Leaf | null {
    const { ids } = this.columns;
    const near = this.#near;
    // The next job that is looked up is mostly on the same leaf.
    if (near !== null && this.#leaves.get(near.page) === near && near.count > 0) {
      const { from, count } = near;
      if ((ids[from] ?? 0) <= id && id <= (ids[from + count - 1] ?? 0)) return near;
    }
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const leaf = this.#leaves.get(this.#order[middle] ?? 0);
      const last = leaf && leaf.count > 0 ? (ids[leaf.from + leaf.count - 1] ?? 0) : Number.NEGATIVE_INFINITY;
      if (last < id) low = middle + 1;
      else high = middle;
    }
    const leaf = this.#leaves.get(this.#order[low] ?? 0) ?? null;
    if (leaf !== null) this.#near = leaf;
    return leaf;
  }

  /** When the last complete job ended, ms since the epoch; null if none is complete. */
  latestEnd(): number | null {
    const { kinds, ends } = this.columns;
    let latest: number | null = null;
    for (const { from, count } of this.lastFirst()) {
      for (let slot = from; slot < from + count; slot += 1) {
        if (Math.floor((kinds[slot] ?? 0) / jobTypes.length) !== complete) continue;
        const end = ends[slot] ?? 0;
        if (latest === null || end > latest) latest = end;
      }
    }
    return latest;
  }

  /** The id of the parse job that ended last; null if none has ended. */
  lastParse(): JobId | null {
    const { kinds, ends, ids } = this.columns;
    let last = -1;
    for (const { from, count } of this.lastFirst()) {
      for (let slot = from + count - 1; slot >= from; slot -= 1) {
        if (!isEndedParse[kinds[slot] ?? 0]) continue;
        const end = endOr(ends[slot]);
        if (last < 0 || end > endOr(ends[last])) last = slot;
      }
    }
    return last < 0 ? null : this.ids.of(ids[last] ?? 0);
  }

  /** All leaves, starting with the greatest ids. */
  *lastFirst(): Generator<Leaf> {
    for (let index = this.#order.length - 1; index >= 0; index -= 1) {
      const leaf = this.#leaves.get(this.#order[index] ?? 0);
      if (leaf !== undefined) yield leaf;
    }
  }

  clear(): void {
    this.#revision += 1;
    this.room.clear();
    this.ids.clear();
    this.names = new NameTable();
    this.workers = new WorkerTable();
    this.lineWords = new NameTable();
    this.nameFilters = new NameFilters();
    this.parserFilters = new NameFilters();
    this.versionFilters = new NameFilters();
    this.#leaves.clear();
    this.#chains.clear();
    this.#open.clear();
    this.order = new Uint32Array();
    this.#sums.clear();
    this.#large.clear();
    this.lists.clear();
    this.#held.clear();
    this.nameRanks.forget();
    this.columnValues.forget();
    this.parserTallies.clear();
    this.outputs.clear();
    this.workerTallies.clear();
    this.#jobs = 0;
  }

  /** Whether a leaf's first and last id are what they were, so that its place among the others is, too. */
  #hasSameEnds(leaf: Leaf, before: Leaf | undefined): boolean {
    if (before === undefined) return false;
    const { ids } = this.columns;
    const last = ({ from, count }: Leaf) => ids[from + count - 1];
    return ids[leaf.from] === ids[before.from] && last(leaf) === last(before);
  }

  #count({ from, count }: Leaf, sign: 1 | -1): void {
    const { columns } = this;
    for (let slot = from; slot < from + count; slot += 1) {
      this.#sums.count(columns, slot, sign, this.#large.size === 0 ? undefined : this.#large.get(slot));
    }
  }

  #forget(leaf: Leaf): void {
    this.#leaves.delete(leaf.page);
    this.#open.delete(leaf.page);
    for (const page of leaf.chain ?? []) if (this.#chains.get(page) === leaf.page) this.#chains.delete(page);
    if (this.#large.size > 0) {
      for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1) this.#large.delete(slot);
    }
    this.room.free(leaf.from, leaf.count);
    this.#jobs -= leaf.count;
  }
}

/** The slot of the job with this id on a leaf; null if it isn't there. */
function slotIn(ids: Float64Array, { from, count }: Leaf, id: number): number | null {
  let low = from;
  let high = from + count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return low < from + count && ids[low] === id ? low : null;
}
