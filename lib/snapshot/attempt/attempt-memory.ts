import type { RollbackJournal } from '../files/rollback-journal.js';
import type { WalMemory } from '../wal/wal-view.js';
import type { KnownInstant } from './page-changes.js';
import { ProgressMeter } from './progress-meter.js';
import { QueryMemory } from './query-memory.js';
import { RestWatch } from './rest-watch.js';

/** The pages in one cache take at most this many bytes. */
const capacity = 32 << 20;

/**
 * Pages as they were at one instant, by their 1-based number. If there are too many, those unused for longest are
 * dropped first.
 */
export class PageCache {
  #bytes = 0;
  /** Least recently used first. */
  readonly #pages = new Map<number, Uint8Array>();

  page(number: number): Uint8Array | undefined {
    const page = this.#pages.get(number);
    if (page === undefined) return undefined;
    this.#pages.delete(number);
    this.#pages.set(number, page);
    return page;
  }

  /** Adds a page, unless it is already there. */
  keep(number: number, page: Uint8Array): void {
    if (this.#pages.has(number)) return;
    this.#pages.set(number, page);
    this.#bytes += page.length;
    for (const [oldest, { length }] of this.#pages) {
      if (this.#bytes <= capacity) break;
      this.#pages.delete(oldest);
      this.#bytes -= length;
    }
  }

  /** All pages in the cache. */
  entries(): Iterable<readonly [number: number, page: Uint8Array]> {
    return this.#pages;
  }

  /** Removes these pages, because they have changed. */
  forget(numbers: Iterable<number>): void {
    for (const number of numbers) {
      this.#bytes -= this.#pages.get(number)?.length ?? 0;
      this.#pages.delete(number);
    }
  }

  clear(): void {
    this.#bytes = 0;
    this.#pages.clear();
  }
}

/**
 * What is remembered of the files and their pages from one attempt to the next, so that only new pages need to be
 * read.
 */
export class AttemptMemory {
  readonly wal: WalMemory = { index: null, staleSharedMemory: null, lastLook: null };
  journal: RollbackJournal | null = null;
  /** Pages as they were at the known instant. */
  readonly cache = new PageCache();
  /** The results of queries. */
  readonly queries = new QueryMemory();
  /** The instant at which the remembered pages were correct; null: never. */
  known: KnownInstant | null = null;
  readonly rest = new RestWatch();
  /** Pages that the last attempts needed and couldn't prove in time: read first, and all at once. */
  wanted: readonly number[] = [];
  /** How many attempts in a row were proved. */
  proved = 0;

  constructor(readonly meter: ProgressMeter = new ProgressMeter(() => {})) {}

  /** Forgets these pages; null: all of them. */
  forget(changed: ReadonlySet<number> | null): void {
    for (const memory of [this.cache, this.queries]) {
      if (changed === null) memory.clear();
      else memory.forget(changed);
    }
  }

  /** Forgets all pages. */
  clear(): void {
    this.wal.index = null;
    this.journal = null;
    this.known = null;
    this.cache.clear();
    this.queries.clear();
  }
}
