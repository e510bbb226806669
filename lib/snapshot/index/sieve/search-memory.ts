import type { SqlRow } from '../../port.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { isSameList } from '../pages/table-tree.js';
import { KnownLeaves } from '../queue/known-leaves.js';
import type { Leaf, QueueIndex } from '../queue/queue-index.js';
import type { NameSieve } from './name-sieve.js';

/** What is known about a job, by slot; bits. */
export const known = {
  /** Its own row has been searched. */
  row: 1,
  /** Its own row contains the text. */
  rowHolds: 2,
  /** Another table contains the text for it. */
  elsewhere: 4,
} as const;
const holds = known.rowHolds | known.elsewhere;

/**
 * Which jobs of the index contain one text, as far as they have been searched: kept from one attempt to the next,
 * leaf by leaf. The result for a leaf is valid as long as the index has that same leaf, and no other page that its
 * jobs were read from has changed. An attempt's results count in the next one only if it was proved.
 */
export class SearchMemory {
  /** Bits of {@link known}, by slot. */
  held = new Uint8Array(0);
  /** SQL's answers from tables beside the queue, by table name. */
  readonly answers = new Map<string, readonly SqlRow[]>();
  /** How many tables the last attempt got through, of those that each attempt searches from the beginning. */
  sidesDone = 0;
  /** The search whose first match has been found, with its list's filter and sort, as JSON; null: none yet. */
  shown: string | null = null;
  /** Which names contain the text; null: not known yet. */
  names: NameSieve | null = null;
  #key: string | null = null;
  #shape: DatabaseShape | null = null;
  #index: QueueIndex | null = null;
  /** Leaves whose jobs' own rows have been searched. */
  readonly leaves = new KnownLeaves((leaf) => this.#reset(leaf));
  /** Ids of jobs for which other tables contain the text. */
  readonly #elsewhere = new Set<number>();
  readonly #sides = new Map<string, SideMemory>();
  readonly #overflowing = new Map<number, Leaf>();

  /** Begins an attempt at a search: `key` identifies the text and everything else that the answers depend on. */
  begin(key: string, shape: DatabaseShape, index: QueueIndex): void {
    if (key !== this.#key || shape !== this.#shape || index !== this.#index) this.clear();
    this.#key = key;
    this.#shape = shape;
    this.#index = index;
    this.leaves.begin(index, (slots) => this.#follow(slots));
  }

  /** Whether rows of this leaf are known to continue in overflow pages. */
  isOverflowing(leaf: Leaf): boolean {
    return this.#overflowing.get(leaf.page) === leaf;
  }

  noteOverflow(leaf: Leaf): void {
    this.#overflowing.set(leaf.page, leaf);
  }

  /**
   * Records that everything about this leaf's own rows is now in {@link held}. `pages`: other pages that they were read
   * from; null: none.
   */
  close(leaf: Leaf, pages: readonly number[] | null): void {
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1)
      this.held[slot] = (this.held[slot] ?? 0) | known.row;
    this.leaves.close(leaf, pages);
  }

  /** Whether the job in a slot is known to contain the text. */
  holds(slot: number): boolean {
    return ((this.held[slot] ?? 0) & holds) !== 0;
  }

  /** How many leaves have been searched, including those of other tables, plus tables that SQL searched as a whole. */
  get leavesDone(): number {
    return [...this.#sides.values()].reduce((sum, { size }) => sum + size, this.leaves.size + this.sidesDone);
  }

  /** What is remembered of a table beside the queue; made if there is nothing yet. */
  side(table: string): SideMemory {
    const side = this.#sides.get(table) ?? new SideMemory();
    this.#sides.set(table, side);
    return side;
  }

  /** Whether earlier results from other tables may be outdated. */
  get isStale(): boolean {
    return [...this.#sides.values()].some((side) => side.isStale);
  }

  /** Forgets for which jobs other tables contain the text. */
  clearElsewhere(): void {
    const { held } = this;
    for (let slot = 0; slot < held.length; slot += 1) held[slot] = (held[slot] ?? 0) & ~known.elsewhere;
    this.#elsewhere.clear();
    for (const side of this.#sides.values()) side.isStale = false;
  }

  /** Adds jobs, by number, for which other tables contain the text. */
  addElsewhere(jobs: Iterable<number>): void {
    const { held } = this;
    for (const job of jobs) {
      this.#elsewhere.add(job);
      const slot = this.#index?.slotOf(job) ?? null;
      if (slot !== null) held[slot] = (held[slot] ?? 0) | known.elsewhere;
    }
  }

  /**
   * Forgets results from these pages, which may have changed; null: from all pages, except for leaves whose jobs
   * are unchanged in the index.
   */
  forget(pages: ReadonlySet<number> | null): void {
    for (const side of this.#sides.values()) side.forget(pages);
    this.leaves.forget(pages);
  }

  clear(): void {
    this.held = new Uint8Array(0);
    this.shown = null;
    this.answers.clear();
    this.sidesDone = 0;
    this.#sides.clear();
    this.names = null;
    this.#key = null;
    this.#shape = null;
    this.#index = null;
    this.leaves.clear();
    this.#elsewhere.clear();
    this.#overflowing.clear();
  }

  /** Forgets what is known about the own rows of a leaf's jobs. */
  #reset({ from, count }: Leaf): void {
    const { held } = this;
    const elsewhere = this.#elsewhere;
    const ids = this.#index?.columns.ids;
    for (let slot = from; slot < from + count; slot += 1)
      held[slot] = elsewhere.size > 0 && elsewhere.has(ids?.[slot] ?? 0) ? known.elsewhere : 0;
  }

  /** Follows the index as leaves are added and removed. */
  #follow(slots: number): void {
    if (this.held.length < slots) {
      const held = new Uint8Array(slots);
      held.set(this.held);
      this.held = held;
    }
    for (const [page, leaf] of this.#overflowing)
      if (this.#index?.leaf(page) !== leaf) this.#overflowing.delete(page);
  }
}

const nothing: readonly number[] = [];

/**
 * Which leaf pages of a table beside the queue contain a text, and for which jobs: kept from one attempt to the
 * next until a page changes. An attempt's results count in the next one only if it was proved.
 */
export class SideMemory {
  /** Whether jobs that were found earlier may be outdated. */
  isStale = false;
  readonly #found = new Map<number, readonly number[]>();
  /** By page: the leaves whose rows were also read from it. */
  readonly #readers = new Map<number, Set<number>>();
  /** Leaves that the current attempt has searched. */
  readonly #fresh = new Set<number>();
  #leaves = new Uint32Array();

  /** Begins an attempt; these are the table's leaves. */
  begin(leaves: Uint32Array): void {
    // The attempt that found these wasn't proved.
    for (const page of this.#fresh) this.#drop(page);
    this.#fresh.clear();
    if (isSameList(leaves, this.#leaves)) return;
    const left = new Set(leaves);
    for (const page of this.#found.keys()) if (!left.has(page)) this.#drop(page);
    this.#leaves = leaves.slice();
  }

  /** How many leaves were searched. */
  get size(): number {
    return this.#found.size;
  }

  has(page: number): boolean {
    return this.#found.has(page);
  }

  /**
   * Records the jobs that the current attempt found on a leaf, whose rows were also read from the pages in
   * `beside`.
   */
  note(leaf: number, jobs: readonly number[], beside: Iterable<number>): void {
    this.#found.set(leaf, jobs.length === 0 ? nothing : jobs);
    this.#fresh.add(leaf);
    for (const page of beside) {
      const readers = this.#readers.get(page);
      if (readers === undefined) this.#readers.set(page, new Set([leaf]));
      else readers.add(leaf);
    }
  }

  /** Keeps the attempt's results: it is proved, and later changes to its pages will be noticed. */
  keep(): void {
    this.#fresh.clear();
  }

  /** Forgets results from these pages, which may have changed; null: from all. */
  forget(pages: ReadonlySet<number> | null): void {
    for (const page of pages ?? [...this.#found.keys()]) {
      this.#drop(page);
      for (const leaf of this.#readers.get(page) ?? []) this.#drop(leaf);
      this.#readers.delete(page);
    }
    if (pages === null) this.#readers.clear();
  }

  /** All jobs that were found. */
  *jobs(): Generator<number> {
    for (const jobs of this.#found.values()) yield* jobs;
  }

  #drop(page: number): void {
    const jobs = this.#found.get(page);
    if (jobs === undefined) return;
    this.#found.delete(page);
    if (jobs.length > 0) this.isStale = true;
  }
}

/** Which jobs contain a filter's text: it is known for those that were read in the current attempt. */
export class TextMemory {
  readonly search = new SearchMemory();
  /** Slots of the jobs that SQL found in the current attempt; null: what was found is in {@link search}. */
  bySql: ReadonlySet<number> | null = null;
  /**
   * Whether all leaves are searched in one attempt: if jobs change faster than they are searched, it would never end
   * otherwise.
   */
  isHurried = false;

  /** Whether the job in a slot contains the text, if it was read. */
  holds(slot: number): boolean {
    return this.bySql === null ? this.search.holds(slot) : this.bySql.has(slot);
  }

  /** How much is known. It grows while a text is searched for. */
  get leavesDone(): number {
    return this.search.leavesDone;
  }

  clear(): void {
    this.search.clear();
    this.bySql = null;
  }
}
