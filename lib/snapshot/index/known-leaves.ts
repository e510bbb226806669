import type { Leaf, QueueIndex } from './queue-index.js';

/** Slots come in blocks of this many, each of one leaf. */
const grain = 8;

/**
 * Of which leaves something is known that the index doesn't keep, from one attempt to the next. It counts as long as the
 * index has that very leaf, and as no other page has changed that its jobs were read from. What an attempt learns counts
 * in the next one only if it was proved.
 */
export class KnownLeaves {
  readonly #known = new Set<Leaf>();
  /** Leaves whose jobs were read from a page beside them. */
  readonly #readers = new Map<number, Set<Leaf>>();
  /** Leaves that the attempt under way learned of, and pages beside them that their jobs were read from; null: none. */
  readonly #fresh = new Map<Leaf, readonly number[] | null>();
  /** The page of the leaf that each block of slots belongs to. */
  #pageOfBlock = new Uint32Array(0);
  #index: QueueIndex | null = null;
  #revision = -1;

  readonly #reset: (leaf: Leaf) => void;

  /** `reset` is called for a leaf of whose jobs nothing is known from now on: its slots may have been another's. */
  constructor(reset: (leaf: Leaf) => void) {
    this.#reset = reset;
  }

  /** Begins an attempt on the index. `grow` makes room for that many slots before any leaf is told of. */
  begin(index: QueueIndex, grow: (slots: number) => void): void {
    this.#index = index;
    // The attempt that learned of these was not proved.
    for (const leaf of this.#fresh.keys()) this.#drop(leaf);
    this.#fresh.clear();
    const slots = index.columns.ids.length;
    const blocks = Math.ceil(slots / grain);
    if (index.revision === this.#revision && this.#pageOfBlock.length >= blocks) return;
    if (this.#pageOfBlock.length < blocks) this.#pageOfBlock = new Uint32Array(blocks);
    grow(slots);
    this.#align(index);
  }

  /** Whether all is known of this leaf. */
  has(leaf: Leaf): boolean {
    return this.#known.has(leaf);
  }

  /** The page of the leaf that the job in a slot is on. */
  pageOf(slot: number): number {
    return this.#pageOfBlock[slot >>> 3] ?? 0;
  }

  /** From here on this attempt learns of the leaf. */
  open(leaf: Leaf): void {
    this.#fresh.set(leaf, null);
  }

  /** All is known of this leaf. `pages`: those beside it that its jobs were read from; null: none. */
  close(leaf: Leaf, pages: readonly number[] | null): void {
    this.#known.add(leaf);
    this.#fresh.set(leaf, pages);
  }

  /** The attempt is proved, and its pages are kept: so is all that it learned. */
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
    if (this.#readers.size === 0) return;
    for (const page of pages ?? this.#readers.keys()) {
      for (const leaf of this.#readers.get(page) ?? []) this.#drop(leaf);
      this.#readers.delete(page);
    }
  }

  /** Nothing is known of any leaf from now on. */
  forgetAll(): void {
    for (const leaf of [...this.#known]) this.#drop(leaf);
  }

  /** Forgets everything, without telling of any leaf. */
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
    // Its slots may be another leaf's now.
    if (this.#index?.leaf(leaf.page) === leaf) this.#reset(leaf);
  }

  /** Follows the index, whose leaves came and went: a slot may be another job's now. */
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
