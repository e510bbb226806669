import type { TallyNode } from './tally-node.js';

/** A page that was counted, with all below it. */
export interface CountedNode extends TallyNode {
  /** What the page and all below it come to; null where something below has changed since. */
  readonly whole: Float64Array | null;
  /** The page above; 0 for the root. */
  readonly parent: number;
}

/** What was counted of the index's pages as they stood at the known instant, by page number. */
export class TallyMemory {
  readonly #nodes = new Map<number, CountedNode>();

  /** How many pages are known. */
  get size(): number {
    return this.#nodes.size;
  }

  node(page: number): CountedNode | undefined {
    return this.#nodes.get(page);
  }

  /** All pages above these. */
  above(pages: Iterable<number>): ReadonlySet<number> {
    const above = new Set<number>();
    for (const page of pages) {
      let parent = this.#nodes.get(page)?.parent ?? 0;
      while (parent !== 0 && !above.has(parent)) {
        above.add(parent);
        parent = this.#nodes.get(parent)?.parent ?? 0;
      }
    }
    return above;
  }

  /** Takes in what was counted anew. */
  keep(counted: ReadonlyMap<number, CountedNode>): void {
    for (const [page, node] of counted) this.#nodes.set(page, node);
    for (const [page, { children }] of counted) {
      for (const child of children) {
        const node = this.#nodes.get(child);
        if (node !== undefined && node.parent !== page) this.#nodes.set(child, { ...node, parent: page });
      }
    }
  }

  /** These pages have changed. */
  forget(pages: Iterable<number>): void {
    const changed = [...pages];
    for (const page of this.above(changed)) {
      const node = this.#nodes.get(page);
      if (node !== undefined) this.#nodes.set(page, { ...node, whole: null });
    }
    for (const page of changed) this.#nodes.delete(page);
  }

  clear(): void {
    this.#nodes.clear();
  }
}
