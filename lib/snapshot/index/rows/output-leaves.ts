import type { PageHash } from '../pages/page-hash.js';
import type { Branch } from '../pages/table-tree.js';

/** The outputs on a leaf page of a table. */
export interface OutputLeaf extends PageHash {
  /** Alternately the id of a job and the rows of one of its outputs (NaN: not recorded). */
  readonly pairs: readonly number[];
  /** Whether SQL read some of it, so that the same bytes of the page don't prove that it is still right. */
  readonly isBySql: boolean;
  /** Whether its rows reach into other pages, so that it has to be read in every attempt. */
  readonly isOpen: boolean;
}

/** The leaf pages of a table of outputs as they were read, and which of them may have changed since. */
export class OutputLeaves {
  readonly known = new Map<number, OutputLeaf>();
  order: Uint32Array = new Uint32Array();
  branches: ReadonlyMap<number, Branch> = new Map();
  /** Null: all. */
  #suspects: Set<number> | null = null;

  /** Whether a page has to be read again. */
  isSuspect(page: number): boolean {
    return this.#suspects === null || this.#suspects.has(page);
  }

  /** Pages that have to be read again; null: all. */
  get suspects(): ReadonlySet<number> | null {
    return this.#suspects;
  }

  /** Records that these pages, of any table, may have changed; null: all pages. */
  suspect(pages: Iterable<number> | null): void {
    if (pages === null) this.#suspects = null;
    else if (this.#suspects !== null)
      for (const page of pages) if (this.known.has(page) || this.branches.has(page)) this.#suspects.add(page);
  }

  /** Records that these pages are read in an attempt that isn't proved yet. */
  open(pages: Iterable<number>): void {
    if (this.#suspects === null) return;
    for (const page of pages) this.#suspects.add(page);
  }

  /** Records that all pages are proved. */
  trust(): void {
    this.#suspects = new Set();
    for (const [page, { isOpen }] of this.known) if (isOpen) this.#suspects.add(page);
  }
}
