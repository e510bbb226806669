import type { RollbackJournal } from '../files/rollback-journal.js';
import type { WalMemory } from '../wal/wal-view.js';
import { PageCache } from './page-cache.js';
import type { KnownInstant } from './page-changes.js';
import { ProgressMeter } from './progress-meter.js';
import { QueryMemory } from './query-memory.js';
import { RestWatch } from './rest-watch.js';

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
