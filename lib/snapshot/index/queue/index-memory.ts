import type { Queryable, SqlRow } from '../../port.js';
import type { Branch } from '../pages/table-tree.js';
import { QueueIndex } from './queue-index.js';

type SqlValues = NonNullable<Parameters<Queryable['all']>[1]>;

/** The index of the queue, kept from one attempt to the next, and which of its pages may have changed since. */
export class IndexMemory {
  readonly index = new QueueIndex();
  branches: ReadonlyMap<number, Branch> = new Map();
  /** What the index depends on: the table's columns and first page, the page size. */
  #key = '';
  /** Pages that may have changed since they were walked; null: all. */
  #suspects: Set<number> | null = null;

  /**
   * Leaves with rows that SQL decoded in an attempt that wasn't proved: it may have read them in another state of
   * the page than the one that the index has recorded for the leaf.
   */
  readonly unproved = new Set<number>();

  /** The first leaves of this order are in the index, this many, and stay there as long as the order is the same. */
  known: { readonly of: Uint32Array; readonly first: number } = { of: new Uint32Array(), first: 0 };

  /** What the index depended on when pages that existed together couldn't be walked; null: they always could. */
  #refused: string | null = null;
  /** What the index was filled with, and the pages that this was read from; null: it wasn't filled, or they changed. */
  filledFrom: { readonly schema: object; readonly sql: string; readonly pages: ReadonlySet<number> } | null =
    null;

  /** Starts from scratch if the index depends on something else now. */
  fit(key: string): void {
    if (key === this.#key) return;
    this.clear();
    this.#key = key;
  }

  /** Whether a table that the index depends on can't be walked; `key` as {@link fit} takes it. */
  hasRefused(key: string): boolean {
    return key === this.#refused;
  }

  /** Records that this table can't be walked. */
  refuse(): void {
    this.#refused = this.#key;
    this.clear();
  }

  /** Pages, leaves and branches, that have to be walked again; null: all. */
  get suspects(): ReadonlySet<number> | null {
    return this.#suspects;
  }

  /** How many pages are known to match the index. It grows while the index is made. */
  get leavesDone(): number {
    return this.#suspects === null ? 0 : this.index.leafCount - this.#suspects.size;
  }

  /** Records that these pages may have changed, or were read but aren't proved yet. */
  suspect(pages: Iterable<number>): void {
    const all = [...pages];
    this.index.outputs.suspect(all);
    if (all.some((page) => this.filledFrom?.pages.has(page))) this.filledFrom = null;
    if (this.#suspects === null) return;
    for (const page of all) this.#suspects.add(page);
  }

  suspectAll(): void {
    this.#suspects = null;
    this.filledFrom = null;
    this.index.outputs.suspect(null);
  }

  /**
   * Records that these pages are proved to match the index; `all`: so are all others except the index's `open` ones.
   */
  trust(pages: Iterable<number>, all: boolean): void {
    if (all) {
      this.#suspects = new Set(this.index.open);
      return;
    }
    this.#suspects ??= new Set([...this.index.pages(), ...this.branches.keys()]);
    for (const page of pages) this.#suspects.delete(page);
  }

  /**
   * Runs a query, and adds the pages that it read to `pages`, if that is known, except for the queue's own leaves and
   * branches: the index watches those. Throws what SQLite reports.
   */
  trace(database: Queryable, sql: string, parameters: SqlValues, pages: number[]): readonly SqlRow[] {
    if (database.traced === undefined) return database.all(sql, parameters);
    const { rows, pages: read } = database.traced(sql, parameters);
    for (const page of read)
      if (this.index.leaf(page) === undefined && !this.branches.has(page)) pages.push(page);
    return rows;
  }

  /** Forgets everything. */
  clear(): void {
    this.index.clear();
    this.branches = new Map();
    this.#key = '';
    this.#suspects = null;
    this.unproved.clear();
    this.filledFrom = null;
  }
}

/** Pages that this attempt has read, and found as the index has them. */
type Seen = ReadonlySet<number>;

/**
 * Up to `most` leaves that aren't known or may have changed. `leaves`: all of the table's, ordered by their jobs' ids.
 * As a large table is walked in many portions, leaves that are known already aren't gone through again.
 */
export function pagesToWalk(leaves: Uint32Array, memory: IndexMemory, seen: Seen, most: number): number[] {
  const { index, suspects } = memory;
  if (suspects === null) return firstOf(leaves, most, 0, (page) => !seen.has(page));
  const wanted = new Set<number>();
  for (const page of suspects) {
    const leaf = index.leafOf(page);
    if (leaf !== undefined) wanted.add(leaf);
  }
  const isUnknown = (page: number) => index.leaf(page) === undefined;
  if (leaves !== index.order) return firstOf(leaves, most, 0, (page) => wanted.has(page) || isUnknown(page));
  const pages = [...wanted];
  if (index.leafCount === leaves.length || pages.length >= most) return pages.slice(0, most);
  let known = memory.known.of === leaves ? memory.known.first : 0;
  while (known < leaves.length && !isUnknown(leaves[known] ?? 0)) known += 1;
  memory.known = { of: leaves, first: known };
  return [...pages, ...firstOf(leaves, most - pages.length, known, isUnknown)];
}

function firstOf(
  leaves: Uint32Array,
  most: number,
  from: number,
  passes: (page: number) => boolean,
): number[] {
  const found: number[] = [];
  for (let at = from; at < leaves.length && found.length < most; at += 1) {
    const page = leaves[at] ?? 0;
    if (passes(page)) found.push(page);
  }
  return found;
}
