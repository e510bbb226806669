import type { Leaf, QueueIndex } from './queue-index.js';

/** Slots are allotted in blocks of this many, each for one leaf. */
const grain = 8;

/** A way through the slots of some jobs. */
export interface SlotWay {
  /** The next slot; null after the last. */
  next(): number | null;
}

/** The way through a list of slots, in its order. */
export class EachSlot implements SlotWay {
  #at = 0;
  readonly #slots: Uint32Array;

  constructor(slots: Uint32Array) {
    this.#slots = slots;
  }

  next(): number | null {
    this.#at += 1;
    return this.#slots[this.#at - 1] ?? null;
  }

  /** Whether all slots have been visited. */
  get isDone(): boolean {
    return this.#at >= this.#slots.length;
  }
}

/**
 * Remembers, from one attempt to the next, of which leaves something is known that the index itself doesn't keep. It is
 * valid as long as the index has that same leaf, and no other page that its jobs were read from has changed. What an
 * attempt learns counts in the next one only if it was proved.
 */
export class KnownLeaves {
  readonly #known = new Set<Leaf>();
  /** By page: the leaves whose jobs were also read from it. */
  readonly #readers = new Map<number, Set<Leaf>>();
  /**
   * Leaves that the current attempt has learned about, and other pages that their jobs were read from; null: none.
   */
  readonly #fresh = new Map<Leaf, readonly number[] | null>();
  /** The page of the leaf that each block of slots belongs to. */
  #pageOfBlock = new Uint32Array(0);
  #index: QueueIndex | null = null;
  #revision = -1;

  readonly #reset: (leaf: Leaf) => void;

  /**
   * `reset` is called for a leaf about whose jobs nothing is known from now on: its slots may have been another
   * leaf's.
   */
  constructor(reset: (leaf: Leaf) => void) {
    this.#reset = reset;
  }

  /** Begins an attempt on the index. `grow` makes room for this many slots before any leaf is reported. */
  begin(index: QueueIndex, grow: (slots: number) => void): void {
    this.#index = index;
    // The attempt that learned about these wasn't proved.
    for (const leaf of this.#fresh.keys()) this.#drop(leaf);
    this.#fresh.clear();
    const slots = index.columns.ids.length;
    const blocks = Math.ceil(slots / grain);
    if (index.revision === this.#revision && this.#pageOfBlock.length >= blocks) return;
    if (this.#pageOfBlock.length < blocks) this.#pageOfBlock = new Uint32Array(blocks);
    grow(slots);
    this.#align(index);
  }

  /** How many leaves are known. */
  get size(): number {
    return this.#known.size;
  }

  /** Whether everything about this leaf is known. */
  has(leaf: Leaf): boolean {
    return this.#known.has(leaf);
  }

  /** The page of the leaf with the job in a slot. */
  pageOf(slot: number): number {
    return this.#pageOfBlock[slot >>> 3] ?? 0;
  }

  /** At most `most` leaves that are wanted, with the next slots on the way whose jobs are yet to be read. */
  leavesOn(
    way: SlotWay,
    most: number,
    isUnread: (slot: number) => boolean,
    isWanted: (leaf: Leaf) => boolean,
  ): readonly Leaf[] {
    const leaves = new Map<number, Leaf>();
    let last = 0;
    while (leaves.size < most) {
      const slot = way.next();
      if (slot === null) break;
      if (!isUnread(slot)) continue;
      const page = this.pageOf(slot);
      if (page === last) continue;
      last = page;
      const leaf = this.#index?.leaf(page);
      if (leaf !== undefined && isWanted(leaf)) leaves.set(page, leaf);
    }
    return [...leaves.values()];
  }

  /** Records that this attempt begins to read about a leaf's jobs. */
  open(leaf: Leaf): void {
    this.#fresh.set(leaf, null);
  }

  /**
   * Records that everything about this leaf is known. `pages`: other pages that its jobs were read from; null: none.
   */
  close(leaf: Leaf, pages: readonly number[] | null): void {
    this.#known.add(leaf);
    this.#fresh.set(leaf, pages);
  }

  /** Keeps everything that the attempt learned: it is proved, and later changes to its pages will be noticed. */
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

  /**
   * Keeps only what the attempt learned from leaves alone: it is proved, but later changes to other pages can't be
   * noticed.
   */
  keepLeaves(): void {
    for (const [leaf, pages] of this.#fresh) if (pages !== null) this.#drop(leaf);
    this.#fresh.clear();
  }

  /**
   * Drops what came from these pages, which may have changed; null: from all pages, except for leaves whose jobs
   * are unchanged in the index.
   */
  forget(pages: ReadonlySet<number> | null): void {
    if (this.#readers.size === 0) return;
    for (const page of pages ?? this.#readers.keys()) {
      for (const leaf of this.#readers.get(page) ?? []) this.#drop(leaf);
      this.#readers.delete(page);
    }
  }

  /** Forgets what is known about all leaves, and reports each of them. */
  forgetAll(): void {
    for (const leaf of [...this.#known]) this.#drop(leaf);
  }

  /** Forgets everything, without reporting any leaf. */
  clear(): void {
    this.#known.clear();
    this.#readers.clear();
    this.#fresh.clear();
    this.#pageOfBlock = new Uint32Array(0);
    this.#index = null;
    this.#revision = -1;
  }

  #drop(leaf: Leaf): void {
    this.#known.delete(leaf);
    // Its slots may belong to another leaf now.
    if (this.#index?.leaf(leaf.page) === leaf) this.#reset(leaf);
  }

  /** Follows the index as leaves are added and removed: a slot may belong to another job now. */
  #align(index: QueueIndex): void {
    for (const leaf of this.#known) if (index.leaf(leaf.page) !== leaf) this.#known.delete(leaf);
    for (const page of index.order) {
      const leaf = index.leaf(page);
      if (leaf === undefined) continue;
      const { from, count } = leaf;
      this.#pageOfBlock.fill(page, from / grain, (from + count + grain - 1) / grain);
      if (!this.has(leaf)) this.#reset(leaf);
    }
    this.#revision = index.revision;
  }
}
