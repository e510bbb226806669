import { AttemptMemory } from './attempt/attempt-memory.js';
import { CauseMemory } from './index/causes/cause-memory.js';
import { IndexMemory } from './index/queue/index-memory.js';
import { RowMemory } from './index/queue/row-memory.js';
import { SearchMemory, TextMemory } from './index/sieve/search-memory.js';

/**
 * What the reader of a queue remembers: pages and query results, the index made of them, the last search in it.
 */
export class ReaderMemory extends AttemptMemory {
  /** The jobs of the queue, as of when its pages were last read. */
  readonly queue = new IndexMemory();
  /** What the last search in the list has found so far. */
  readonly search = new SearchMemory();
  /** Which jobs contain the text of the list's filter. */
  readonly texts = new TextMemory();
  /** Which jobs have in their columns what the list's filter asks for. */
  readonly columns = new SearchMemory();
  /** Of which jobs it is known what they have in the column that the list is sorted by. */
  readonly sorted = new SearchMemory();
  /** Why jobs failed, as far as that was read. */
  readonly causes = new CauseMemory();

  /** What SQL said of jobs, as long as that is requested. */
  readonly rows = new RowMemory();

  /** How much is known of what is read over several attempts: it grows, unless writers change as much meanwhile. */
  get progress(): number {
    return this.queue.leavesDone + this.texts.leavesDone + this.columns.leavesDone + this.sorted.leavesDone;
  }

  override forget(changed: ReadonlySet<number> | null): void {
    super.forget(changed);
    if (changed === null) this.queue.suspectAll();
    else this.queue.suspect(changed);
    this.search.forget(changed);
    this.texts.search.forget(changed);
    this.columns.forget(changed);
    this.sorted.forget(changed);
    this.causes.leaves.forget(changed);
    this.rows.forget(changed);
  }

  override clear(): void {
    super.clear();
    this.queue.clear();
    this.search.clear();
    this.texts.clear();
    this.columns.clear();
    this.sorted.clear();
    this.causes.clear();
    this.rows.clear();
  }
}
