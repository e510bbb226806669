import type { RollbackJournal } from '../files/rollback-journal.js';
import type { WalMemory } from '../wal/wal-view.js';
import { PageCache } from './page-cache.js';
import type { KnownInstant } from './page-changes.js';
import { ProgressMeter } from './progress-meter.js';
import { QueryMemory } from './query-memory.js';
import { RestWatch } from './rest-watch.js';

/** What is remembered from one attempt to the next of the files and their pages, to read only what is new. */
export class AttemptMemory {
  readonly wal: WalMemory = { index: null, staleSharedMemory: null, lastLook: null };
  journal: RollbackJournal | null = null;
  /** Pages as they stood at the known instant. */
  readonly cache = new PageCache();
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

  /** Forgets what was kept of these pages; null: of all. */
  forget(changed: ReadonlySet<number> | null): void {
    for (const memory of [this.cache, this.queries]) {
      if (changed === null) memory.clear();
      else memory.forget(changed);
    }
  }

  /** Forgets all that was kept of pages. */
  clear(): void {
    this.wal.index = null;
    this.journal = null;
    this.known = null;
    this.cache.clear();
    this.queries.clear();
  }
}
