import { AttemptOver, type WalkedPages } from '../../../lib/snapshot/attempt/page-source.js';
import type { OpenedFile } from '../../../lib/snapshot/files/opened-file.js';
import { queueLayout } from '../../../lib/snapshot/index/decode/queue-layout.js';
import type { ExactJob } from '../../../lib/snapshot/index/decode/unusual-rows.js';
import type { IndexedQueue } from '../../../lib/snapshot/index/indexed-queue.js';
import { QueueWalk } from '../../../lib/snapshot/index/queue-walk.js';
import type { Queryable } from '../../../lib/snapshot/port.js';
import { ReaderMemory } from '../../../lib/snapshot/reader-memory.js';
import { type DatabaseShape, readShape } from '../../../lib/snapshot/tables/database-shape.js';
import type { QueueDatabase } from '../queries/queue-database.js';
import { FilePages, inOrder, jobAt } from './queue-file.js';

/**
 * How an attempt ends: its pages are not proved, proved, or proved and kept with the knowledge of which will change.
 */
export type Outcome = 'rejected' | 'proved' | 'kept';

/** One attempt at a database's bytes, all of whose pages are at hand. */
class AttemptByHand implements WalkedPages {
  readonly pageSize: number;
  readonly length: number;
  readonly page: (number: number) => Uint8Array;
  readonly held = (number: number): Uint8Array => this.page(number);
  readonly #kept: (() => void)[] = [];
  readonly #proved: (() => void)[] = [];

  readonly #changes: ReadonlySet<number> | null;
  readonly #outcome: Outcome;

  constructor(bytes: Uint8Array, changes: ReadonlySet<number> | null, outcome: Outcome) {
    this.#changes = changes;
    this.#outcome = outcome;

    const pages = new FilePages(bytes);
    this.pageSize = pages.pageSize;
    this.length = bytes.length;
    this.page = pages.page;
  }

  get main(): OpenedFile {
    throw new Error('there is no file');
  }

  locationOf(): never {
    throw new Error('there is no file');
  }

  changed(): ReadonlySet<number> | null {
    return this.#changes;
  }

  isLost(): boolean {
    return false;
  }

  isReusable(): boolean {
    return this.#outcome !== 'proved';
  }

  alsoReads(): void {}
  walks(): void {}
  fetches(): void {}
  readsElsewhere(): void {}

  whenReusable(keep: () => void): void {
    this.#kept.push(keep);
  }

  whenProved(then: () => void): void {
    this.#proved.push(then);
  }

  end(): void {
    if (this.#outcome === 'rejected') return;
    const done = this.#outcome === 'kept' ? [...this.#kept, ...this.#proved] : this.#proved;
    for (const then of done) then();
  }
}

/** A queue in memory that attempts are made at one after the other, each with its own outcome. */
export class WalkedByHand {
  /** Of which rows SQL was asked what they are, since the last attempt began. */
  asked: readonly number[] = [];
  readonly memory = new ReaderMemory();
  /** What SQL is asked of: another state of the queue where what it reads is torn. */
  seenBySql: Pick<Queryable, 'all'>;
  readonly #shape: DatabaseShape;

  constructor(readonly database: QueueDatabase) {
    this.seenBySql = database;
    this.#shape = readShape(database);
  }

  /**
   * Walks the queue; `changed`: pages that may have changed since the last attempt that was kept; `bytes`: what is
   * read; `then` reads more in the same attempt.
   */
  attempt(
    changed: ReadonlySet<number> | null,
    outcome: Outcome,
    bytes = this.database.bytes(),
    then: (queue: IndexedQueue) => void = () => undefined,
  ): void {
    const attempt = new AttemptByHand(bytes, changed, outcome);
    const layout = queueLayout(this.database);
    if (layout === null) throw new Error('no layout');
    this.asked = [];
    const sql = this.#shape.statement('index_rows');
    const database: Queryable = {
      all: (text, parameters = {}) => {
        if (text === sql) this.asked = [...this.asked, ...JSON.parse(String(parameters[':ids']))];
        return this.seenBySql.all(text, parameters);
      },
    };
    try {
      const queue = new QueueWalk(attempt, this.memory, database, this.#shape, layout).queue();
      if (queue === null) throw new Error('refused');
      then(queue);
    } catch (error) {
      if (!(error instanceof AttemptOver)) throw error;
    } finally {
      attempt.end();
    }
  }

  /** The jobs as the index has them, in the order of their ids. */
  get jobs(): readonly ExactJob[] {
    const { index } = this.memory.queue;
    const list = index.lists.list('all', () => true);
    return inOrder([...list.slots(0, list.count)].map((slot) => jobAt(index.columns, slot, index)));
  }
}
