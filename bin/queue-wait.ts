import type { JobFilter } from '../lib/model/filter.js';
import type { JobCounts } from '../lib/model/picture.js';
import type { Problem, ProblemCode } from '../lib/model/problem.js';
import { type ReadOutcome, ReadPace } from '../lib/read-pace.js';
import type { LiveDatabase } from '../lib/snapshot/live-database.js';
import { readMatchingCounts, readRest } from '../lib/snapshot/matching-counts.js';
import { DatabaseWatcher } from '../lib/watch/database-watcher.js';
import { paceClock } from './pace-clock.js';

/** How the waiting ended. */
export type WaitEnding =
  /** Nothing that passes the filter is queued or running. */
  | { readonly kind: 'rest'; readonly counts: JobCounts }
  /** The time was up: how the jobs stand. */
  | { readonly kind: 'late'; readonly counts: JobCounts }
  /** The time was up, and this is why how they stand can't be told. */
  | { readonly kind: 'late-without-counts'; readonly problem: Problem }
  /** What no worker will put right. */
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What passes by itself: workers make the database and its table, and leave a quiet instant. */
const passing: ReadonlySet<ProblemCode> = new Set(['missing', 'empty', 'foreign', 'busy', 'failed']);
/** After a read that found no quiet instant the next comes so many ms later: nothing else may change. */
const retryAfter = 500;

/**
 * Looks at the jobs that pass the filter, again whenever the watch sees a change, until none is left to be done: as often
 * as {@link ReadPace} allows.
 */
export class QueueWait {
  readonly #database: LiveDatabase;
  readonly #filter: JobFilter;
  readonly #watcher: DatabaseWatcher;
  readonly #ended: Promise<WaitEnding>;
  #end: (ending: WaitEnding) => void = () => {};
  readonly #pace = new ReadPace(paceClock, () => this.#read());
  #retry: NodeJS.Timeout | undefined;
  #late = false;
  #over = false;

  constructor(database: LiveDatabase, filter: JobFilter) {
    this.#database = database;
    this.#filter = filter;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#watcher = new DatabaseWatcher({
      path: database.path,
      look: () => database.look(),
      onChange: () => this.#pace.changed(),
    });
  }

  /** Resolves when the waiting has ended, after `timeout` ms at the latest; null: whenever that is. Call once. */
  async run(timeout: number | null): Promise<WaitEnding> {
    const timer = timeout === null ? undefined : setTimeout(() => this.#giveUp(), timeout);
    try {
      void this.#watcher.start().then(() => this.#pace.renew());
      return await this.#ended;
    } finally {
      this.#over = true;
      clearTimeout(timer);
      clearTimeout(this.#retry);
      await Promise.all([this.#watcher.close(), this.#database.close(), this.#pace.close()]);
    }
  }

  /** However short the time: one look is taken, the last one at everything. */
  #giveUp(): void {
    this.#late = true;
    this.#pace.demand();
  }

  async #read(): Promise<ReadOutcome> {
    if (this.#over) return 'failed';
    clearTimeout(this.#retry);
    if (!this.#late) return this.#look();
    await this.#lastRead();
    return 'shown';
  }

  async #look(): Promise<ReadOutcome> {
    const result = await readRest(this.#database, this.#filter);
    if (result.kind === 'counts') this.#end({ kind: 'rest', counts: result.counts });
    if (result.kind !== 'problem') return 'shown';
    const { code } = result.problem;
    if (!passing.has(code)) this.#end(result);
    else if ((code === 'busy' || code === 'failed') && !this.#over) {
      this.#retry = setTimeout(() => this.#pace.renew(), retryAfter);
    }
    return 'failed';
  }

  async #lastRead(): Promise<void> {
    const result = await readMatchingCounts(this.#database, this.#filter);
    if (result.kind === 'problem') {
      const { problem } = result;
      this.#end(passing.has(problem.code) ? { kind: 'late-without-counts', problem } : result);
    } else {
      const { counts } = result;
      this.#end({ kind: counts.queued + counts.running === 0 ? 'rest' : 'late', counts });
    }
  }
}
