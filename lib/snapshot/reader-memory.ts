import { IndexMemory } from './index/index-memory.js';
import { PageCache } from './page-cache.js';
import type { KnownInstant } from './page-changes.js';
import { ProgressMeter } from './progress-meter.js';
import { QueryMemory } from './query-memory.js';
import { RestWatch } from './rest-watch.js';
import type { RollbackJournal } from './rollback-journal.js';
import { SearchMemory } from './search/search-memory.js';
import type { WalMemory } from './wal-view.js';

/** What the reader remembers from one attempt to the next, to read only what is new. */
export class ReaderMemory {
  readonly wal: WalMemory = { index: null, staleSharedMemory: null, lastLook: null };
  journal: RollbackJournal | null = null;
  /** Pages as they stood at the known instant. */
  readonly cache = new PageCache();
  /** The jobs of the queue, as its pages held them when they were read last. */
  readonly queue = new IndexMemory();
  /** What the last search in the list found so far. */
  readonly search = new SearchMemory();
  /** What queries answered. */
  readonly queries = new QueryMemory();
  /** When what is kept of pages was true; null: never. */
  known: KnownInstant | null = null;
  readonly rest = new RestWatch();
  /** Pages that the last attempts needed and could not prove in time: read first, and in one go. */
  wanted: readonly number[] = [];
  /** How many attempts in a row were proved. */
  proved = 0;

  constructor(readonly meter: ProgressMeter = new ProgressMeter(() => {})) {}

  /** Forgets all that was kept of pages. */
  clear(): void {
    this.wal.index = null;
    this.journal = null;
    this.known = null;
    this.cache.clear();
    this.queue.clear();
    this.search.clear();
    this.queries.clear();
  }
}
