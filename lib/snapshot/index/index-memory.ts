import { QueueIndex } from './queue-index.js';
import type { Branch } from './table-tree.js';

/** The index of the queue as it is kept from one attempt to the next, and which of its pages may have changed since. */
export class IndexMemory {
  readonly index = new QueueIndex();
  branches: ReadonlyMap<number, Branch> = new Map();
  /** What it was made from: the table's columns and first page, the page size. */
  #key = '';
  /** Pages that may not be what they were when they were walked; null: all. */
  #suspects: Set<number> | null = null;

  /**
   * Leaves some of whose rows SQL told in an attempt that wasn't proved: it may have read them from another state of the
   * page than the one that the index knows the leaf by.
   */
  readonly unproved = new Set<number>();

  /** Whether pages that stood together can't be walked, so that only SQL is asked from now on. */
  #isUnfit = false;

  /** Begins again where the index was made from something else. */
  fit(key: string): void {
    if (key === this.#key) return;
    this.clear();
    this.#key = key;
  }

  get isUnfit(): boolean {
    return this.#isUnfit;
  }

  /** This table can't be walked. */
  refuse(): void {
    const key = this.#key;
    this.clear();
    this.#key = key;
    this.#isUnfit = true;
  }

  /** Whether a page has to be looked at again, wherever it belongs. */
  isSuspect(page: number): boolean {
    return this.#suspects === null || this.#suspects.has(page);
  }

  /** Pages that have to be looked at again; null: all. */
  get suspects(): ReadonlySet<number> | null {
    return this.#suspects;
  }

  /** How many pages are known to hold what the index says. It grows while the index is made. */
  get sound(): number {
    return this.#suspects === null ? 0 : this.index.leafCount - this.#suspects.size;
  }

  /** These may have changed, or were read and not proved yet. */
  suspect(pages: Iterable<number>): void {
    if (this.#suspects === null) return;
    for (const page of pages) this.#suspects.add(page);
  }

  suspectAll(): void {
    this.#suspects = null;
  }

  /** These are proved to hold what the index says; `all`: no other page matters. */
  trust(pages: Iterable<number>, all: boolean): void {
    if (all) {
      this.#suspects = new Set(this.index.open);
      return;
    }
    this.#suspects ??= new Set([...this.index.pages(), ...this.branches.keys()]);
    for (const page of pages) this.#suspects.delete(page);
  }

  /** Forgets everything. */
  clear(): void {
    this.index.clear();
    this.branches = new Map();
    this.#key = '';
    this.#suspects = null;
    this.unproved.clear();
    this.#isUnfit = false;
  }
}
