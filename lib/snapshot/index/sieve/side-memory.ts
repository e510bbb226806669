import { isSameList } from '../pages/table-tree.js';

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
