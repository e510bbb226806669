import { usableBytes, type WalkedPages } from '../../attempt/page-source.js';
import type { SqlParameters } from '../../attempt/query-memory.js';
import type { Queryable } from '../../port.js';
import { numberOf } from '../../tables/column-value.js';
import { jobNumber } from '../decode/missing-values.js';
import type { TableLayout } from '../decode/queue-layout.js';
import { PageRuns } from '../pages/page-runs.js';
import { outlineIn } from '../pages/table-tree.js';
import { verdicts } from './name-sieve.js';
import { RowSieve, type SearchedColumns } from './row-sieve.js';
import type { SideMemory } from './search-memory.js';

/** What sifting a table beside the queue needs. */
export interface SideSieveParts {
  readonly attempt: WalkedPages;
  readonly database: Queryable;
  readonly memory: SideMemory;
  readonly layout: TableLayout;
  readonly encoding: number;
  /** What is looked for, in all of its forms. */
  readonly texts: readonly string[];
  readonly columns: SearchedColumns;
  /** Returns which of the rows `:rows` contain the text, and whose jobs they are. */
  readonly sql: string;
  readonly parameters: SqlParameters;
}

/** Searches the pages of a table beside the queue: SQL decides only about rows whose bytes may contain the text. */
export class SideSieve {
  readonly #leaves: Uint32Array;
  readonly #sieves: readonly RowSieve[];
  readonly #runs: PageRuns;
  /** The first leaf that may not have been searched. */
  #next = 0;

  readonly #parts: SideSieveParts;

  /** Throws `NotWalkable` if the pages aren't a table's. */
  constructor(parts: SideSieveParts) {
    this.#parts = parts;

    const { attempt, memory, layout, encoding, texts, columns } = parts;
    const { leaves } = outlineIn(attempt, layout.root);
    const usable = usableBytes(attempt);
    this.#leaves = leaves;
    this.#sieves = texts.map((text) => new RowSieve(text, layout.columns, encoding, usable, columns));
    this.#runs = new PageRuns(attempt);
    memory.begin(leaves);
    attempt.whenReusable(() => memory.keep());
    this.#skip();
  }

  get isDone(): boolean {
    return this.#next >= this.#leaves.length;
  }

  /** Searches the next leaves, at most `most`; returns the jobs that were found there. Throws `NotWalkable`. */
  step(most: number): readonly number[] {
    const pages: number[] = [];
    while (!this.isDone && pages.length < most) {
      pages.push(this.#leaves[this.#next] ?? 0);
      this.#next += 1;
      this.#skip();
    }
    return this.#search(pages);
  }

  /** Skips leaves that have been searched. */
  #skip(): void {
    const { memory } = this.#parts;
    while (!this.isDone && memory.has(this.#leaves[this.#next] ?? 0)) this.#next += 1;
  }

  #search(pages: readonly number[]): readonly number[] {
    const { memory } = this.#parts;
    const rows = new Map<number, number>();
    const overflowing = new Map<number, number>();
    for (const { number, bytes } of this.#runs.read(pages)) this.#sift(number, bytes, rows, overflowing);
    const found = new Map(pages.map((page): [number, number[]] => [page, []]));
    this.#query(rows, found);
    const beside = this.#query(overflowing, found);
    const reaching = new Set(overflowing.values());
    for (const [page, jobs] of found) memory.note(page, jobs, reaching.has(page) ? beside : []);
    return [...found.values()].flat();
  }

  /**
   * Adds the rows of a page that may contain the text, each with its page; those that continue in overflow pages
   * are added to `beyond`.
   */
  #sift(page: number, bytes: Uint8Array, within: Map<number, number>, beyond: Map<number, number>): void {
    for (const sieve of this.#sieves) {
      const { rows, verdicts: found, overflowing } = sieve.sift(bytes);
      for (let row = 0; row < rows; row += 1) {
        if (found[row] === verdicts.no) continue;
        (overflowing.includes(row) ? beyond : within).set(sieve.numberOf(row), page);
      }
    }
  }

  /**
   * Adds the jobs of those rows that do contain the text to the results of their pages. Returns the pages that
   * were read.
   */
  #query(pageOfRow: ReadonlyMap<number, number>, found: ReadonlyMap<number, number[]>): readonly number[] {
    if (pageOfRow.size === 0) return [];
    const { database, sql, parameters } = this.#parts;
    const all = { ...parameters, ':rows': JSON.stringify([...pageOfRow.keys()]) };
    const { rows, pages } = database.traced?.(sql, all) ?? { rows: database.all(sql, all), pages: [] };
    for (const row of rows) {
      const page = pageOfRow.get(numberOf(row, 'number') ?? Number.NaN);
      const job = jobNumber(row);
      if (page !== undefined && job !== null) found.get(page)?.push(job);
    }
    return pages;
  }
}
