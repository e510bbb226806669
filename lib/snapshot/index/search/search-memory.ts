import type { SqlRow } from '../../port.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import type { Leaf, QueueIndex } from '../queue-index.js';
import type { NameSieve } from './name-sieve.js';
import { SideMemory } from './side-memory.js';

/** What is known of a job, by slot; bits. */
export const known = {
  /** Its own row has been looked at. */
  row: 1,
  /** Its own row holds the text. */
  rowHolds: 2,
  /** Something that another table says of it holds the text. */
  elsewhere: 4,
} as const;
const holds = known.rowHolds | known.elsewhere;

/** Slots come in blocks of this many, each of one leaf. */
const grain = 8;

/**
 * Which jobs of the index hold one text, as far as they were looked at: kept from one attempt to the next, leaf by leaf. What a
 * leaf held counts as long as the index has that very leaf, and as no other page has changed that its jobs were read from. What
 * an attempt finds counts in the next one only if it was proved.
 */
export class SearchMemory {
  /** Bits of {@link known}, by slot. */
  held = new Uint8Array(0);
  /** The page of the leaf that each block of slots belongs to. */
  pageOfBlock = new Uint32Array(0);
  /** What tables beside the queue answered to SQL, by name. */
  readonly answers = new Map<string, readonly SqlRow[]>();
  /** How many of those tables the last attempt got through that each attempt goes through from the beginning. */
  sidesDone = 0;
  /** The search whose first match is known, from the place where it began. */
  shown: string | null = null;
  /** What names say of the text. */
  names: NameSieve | null = null;
  #key: string | null = null;
  #shape: DatabaseShape | null = null;
  #index: QueueIndex | null = null;
  #revision = -1;
  readonly #looked = new Map<number, Leaf>();
  /** Leaves whose jobs were read from a page beside them. */
  readonly #readers = new Map<number, Set<Leaf>>();
  /** Leaves that the attempt under way looks at, and pages beside them that their jobs were read from; null: none. */
  readonly #fresh = new Map<Leaf, readonly number[] | null>();
  /** Ids of jobs that other tables say something of that holds the text. */
  readonly #elsewhere = new Set<number>();
  readonly #sides = new Map<string, SideMemory>();
  readonly #overflowing = new Map<number, Leaf>();

  /** Begins an attempt at a search: `key` says what is looked for and what else the answers depend on. */
  begin(key: string, shape: DatabaseShape, index: QueueIndex): void {
    if (key !== this.#key || shape !== this.#shape || index !== this.#index) this.clear();
    this.#key = key;
    this.#shape = shape;
    this.#index = index;
    // The attempt that found these was not proved.
    for (const leaf of this.#fresh.keys()) this.#drop(leaf);
    this.#fresh.clear();
    if (index.revision !== this.#revision || this.held.length < index.columns.ids.length) this.#align(index);
  }

  /** Whether rows of this leaf are known to go on in overflow pages. */
  isOverflowing(leaf: Leaf): boolean {
    return this.#overflowing.get(leaf.page) === leaf;
  }

  noteOverflow(leaf: Leaf): void {
    this.#overflowing.set(leaf.page, leaf);
  }

  /** From here on this attempt says what the leaf's jobs hold. */
  open(leaf: Leaf): void {
    this.#fresh.set(leaf, null);
  }

  /**
   * All that is to be known of this leaf's own rows is in {@link held}. `pages`: those beside it that they were read from;
   * null: none.
   */
  close(leaf: Leaf, pages: readonly number[] | null): void {
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1)
      this.held[slot] = (this.held[slot] ?? 0) | known.row;
    this.#looked.set(leaf.page, leaf);
    this.#fresh.set(leaf, pages);
  }

  /** Whether it is known that the job in a slot holds the text. */
  holds(slot: number): boolean {
    return ((this.held[slot] ?? 0) & holds) !== 0;
  }

  /** What is remembered of a table beside the queue. */
  side(table: string): SideMemory {
    const side = this.#sides.get(table) ?? new SideMemory();
    this.#sides.set(table, side);
    return side;
  }

  /** Whether what other tables were found to say may not be right any more. */
  get isStale(): boolean {
    return [...this.#sides.values()].some((side) => side.isStale);
  }

  /** Forgets of which jobs other tables say something that holds the text. */
  clearElsewhere(): void {
    const { held } = this;
    for (let slot = 0; slot < held.length; slot += 1) held[slot] = (held[slot] ?? 0) & ~known.elsewhere;
    this.#elsewhere.clear();
    for (const side of this.#sides.values()) side.isStale = false;
  }

  /** Other tables say something that holds the text of these jobs too, by their numbers. */
  addElsewhere(jobs: Iterable<number>): void {
    const { held } = this;
    for (const job of jobs) {
      this.#elsewhere.add(job);
      const slot = this.#index?.slotOf(job) ?? null;
      if (slot !== null) held[slot] = (held[slot] ?? 0) | known.elsewhere;
    }
  }

  /** The attempt is proved, and its pages are kept: so is all that it found. */
  keep(): void {
    for (const [leaf, pages] of this.#fresh) {
      for (const page of pages ?? []) {
        const readers = this.#readers.get(page);
        if (readers === undefined) this.#readers.set(page, new Set([leaf]));
        else readers.add(leaf);
      }
    }
    this.#fresh.clear();
  }

  /** The attempt is proved, and nothing will tell which pages change: what stands on leaves alone is kept. */
  keepLeaves(): void {
    for (const [leaf, pages] of this.#fresh) if (pages !== null) this.#drop(leaf);
    this.#fresh.clear();
  }

  /** These pages may have changed; null: all of them, but leaves whose jobs are in the index as they were. */
  forget(pages: ReadonlySet<number> | null): void {
    for (const side of this.#sides.values()) side.forget(pages);
    if (this.#readers.size === 0) return;
    for (const page of pages ?? this.#readers.keys()) {
      for (const leaf of this.#readers.get(page) ?? []) this.#drop(leaf);
      this.#readers.delete(page);
    }
  }

  clear(): void {
    this.held = new Uint8Array(0);
    this.pageOfBlock = new Uint32Array(0);
    this.shown = null;
    this.answers.clear();
    this.sidesDone = 0;
    this.#sides.clear();
    this.names = null;
    this.#key = null;
    this.#shape = null;
    this.#index = null;
    this.#revision = -1;
    this.#looked.clear();
    this.#readers.clear();
    this.#fresh.clear();
    this.#elsewhere.clear();
    this.#overflowing.clear();
  }

  /** From now on nothing is known of its jobs' own rows. */
  #drop(leaf: Leaf): void {
    if (this.#looked.get(leaf.page) === leaf) this.#looked.delete(leaf.page);
    // Its slots may be another leaf's now.
    if (this.#index?.leaf(leaf.page) !== leaf) return;
    const { held } = this;
    for (let slot = leaf.from; slot < leaf.from + leaf.count; slot += 1)
      held[slot] = (held[slot] ?? 0) & known.elsewhere;
  }

  /** Follows the index, whose leaves came and went: a slot may be another job's now. */
  #align(index: QueueIndex): void {
    const { ids } = index.columns;
    if (this.held.length < ids.length) {
      const held = new Uint8Array(ids.length);
      held.set(this.held);
      this.held = held;
      this.pageOfBlock = new Uint32Array(Math.ceil(ids.length / grain));
    }
    for (const map of [this.#looked, this.#overflowing]) {
      for (const [page, leaf] of map) if (index.leaf(page) !== leaf) map.delete(page);
    }
    const { held, pageOfBlock } = this;
    const elsewhere = this.#elsewhere;
    for (const page of index.order) {
      const leaf = index.leaf(page);
      if (leaf === undefined) continue;
      const { from, count } = leaf;
      pageOfBlock.fill(page, from / grain, (from + count + grain - 1) / grain);
      if (this.#looked.has(page)) continue;
      for (let slot = from; slot < from + count; slot += 1)
        held[slot] = elsewhere.size > 0 && elsewhere.has(ids[slot] ?? 0) ? known.elsewhere : 0;
    }
    this.#revision = index.revision;
  }
}

/** The page of the leaf that the job in a slot is on. */
export function pageOf({ pageOfBlock }: SearchMemory, slot: number): number {
  return pageOfBlock[slot >>> 3] ?? 0;
}
