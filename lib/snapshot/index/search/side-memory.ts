import { isSameList } from '../table-tree.js';

const nothing: readonly number[] = [];

/**
 * Which leaf pages of a table beside the queue hold a text, and for which jobs: kept from one attempt to the next as long as
 * a page doesn't change. What an attempt finds counts in the next one only if it was proved.
 */
export class SideMemory {
  /** Whether jobs that were found may not be right any more. */
  isStale = false;
  readonly #found = new Map<number, readonly number[]>();
  /** Leaves by the pages beside them that their rows were read from. */
  readonly #readers = new Map<number, Set<number>>();
  /** Leaves that the attempt under way looked at. */
  readonly #fresh = new Set<number>();
  #leaves = new Uint32Array();

  /** Begins an attempt in which the table has these leaves. */
  begin(leaves: Uint32Array): void {
    // The attempt that found these was not proved.
    for (const page of this.#fresh) this.#drop(page);
    this.#fresh.clear();
    if (isSameList(leaves, this.#leaves)) return;
    const left = new Set(leaves);
    for (const page of this.#found.keys()) if (!left.has(page)) this.#drop(page);
    this.#leaves = leaves.slice();
  }

  has(page: number): boolean {
    return this.#found.has(page);
  }

  /** The attempt under way found these jobs on a leaf, whose rows it read from the pages `beside` it too. */
  note(leaf: number, jobs: readonly number[], beside: Iterable<number>): void {
    this.#found.set(leaf, jobs.length === 0 ? nothing : jobs);
    this.#fresh.add(leaf);
    for (const page of beside) {
      const readers = this.#readers.get(page);
      if (readers === undefined) this.#readers.set(page, new Set([leaf]));
      else readers.add(leaf);
    }
  }

  /** The attempt is proved, and its pages are kept. */
  keep(): void {
    this.#fresh.clear();
  }

  /** These pages may have changed; null: all. */
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
