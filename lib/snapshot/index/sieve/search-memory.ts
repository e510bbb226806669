import type { SqlRow } from '../../port.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { KnownLeaves } from '../queue/known-leaves.js';
import type { Leaf, QueueIndex } from '../queue/queue-index.js';
import type { NameSieve } from './name-sieve.js';
import { SideMemory } from './side-memory.js';

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
  readonly #leaves = new KnownLeaves((leaf) => this.#reset(leaf));
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
    this.#leaves.begin(index, (slots) => this.#follow(slots));
  }

  /** Whether rows of this leaf are known to continue in overflow pages. */
  isOverflowing(leaf: Leaf): boolean {
    return this.#overflowing.get(leaf.page) === leaf;
  }

  noteOverflow(leaf: Leaf): void {
    this.#overflowing.set(leaf.page, leaf);
  }

  /** The page of the leaf with the job in a slot. */
  pageOf(slot: number): number {
    return this.#leaves.pageOf(slot);
  }

  /** Records that this attempt begins to search the leaf's jobs. */
  open(leaf: Leaf): void {
    this.#leaves.open(leaf);
  }

  /**
   * Records that everything about this leaf's own rows is now in {@link held}. `pages`: other pages that they were read
   * from; null: none.
   */
  close(leaf: Leaf, pages: readonly number[] | null): void {
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1)
      this.held[slot] = (this.held[slot] ?? 0) | known.row;
    this.#leaves.close(leaf, pages);
  }

  /** Whether the job in a slot is known to contain the text. */
  holds(slot: number): boolean {
    return ((this.held[slot] ?? 0) & holds) !== 0;
  }

  /** How many leaves have been searched, including those of other tables, plus tables that SQL searched as a whole. */
  get leavesDone(): number {
    return [...this.#sides.values()].reduce(
      (sum, { size }) => sum + size,
      this.#leaves.size + this.sidesDone,
    );
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

  /** Keeps all results of the attempt: it is proved, and later changes to its pages will be noticed. */
  keep(): void {
    this.#leaves.keep();
  }

  /** Keeps only results from leaves alone: the attempt is proved, but later changes to other pages can't be noticed. */
  keepLeaves(): void {
    this.#leaves.keepLeaves();
  }

  /**
   * Forgets results from these pages, which may have changed; null: from all pages, except for leaves whose jobs
   * are unchanged in the index.
   */
  forget(pages: ReadonlySet<number> | null): void {
    for (const side of this.#sides.values()) side.forget(pages);
    this.#leaves.forget(pages);
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
    this.#leaves.clear();
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
