import type { JobFilter } from '../lib/model/filter.js';
import type { JobCounts } from '../lib/model/picture.js';
import type { Problem, ProblemCode } from '../lib/model/problem.js';
import type { LiveDatabase } from '../lib/snapshot/live-database.js';
import { readMatchingCounts } from '../lib/snapshot/matching-counts.js';
import { DatabaseWatcher } from '../lib/watch/database-watcher.js';

/** How the waiting ended. */
export type WaitEnding =
  /** Nothing that passes the filter is queued or running. */
  | { readonly kind: 'rest'; readonly counts: JobCounts }
  /** How the jobs stood when last they could be counted, and why they can't be now; null where there is none. */
  | { readonly kind: 'late'; readonly counts: JobCounts | null; readonly problem: Problem | null }
  /** What no worker will put right. */
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What passes by itself: workers make the database and its table, and leave a quiet instant. */
const passing: ReadonlySet<ProblemCode> = new Set(['missing', 'empty', 'foreign', 'busy', 'failed']);
/** After a read that found no quiet instant the next comes so many ms later: nothing else may change. */
const retryAfter = 500;

/** Counts the jobs that pass the filter, again whenever the watch sees a change, until none is left to be done. */
export class QueueWait {
  readonly #database: LiveDatabase;
  readonly #filter: JobFilter;
  readonly #watcher: DatabaseWatcher;
  readonly #ended: Promise<WaitEnding>;
  #end: (ending: WaitEnding) => void = () => {};
  #counts: JobCounts | null = null;
  #problem: Problem | null = null;
  #reading: Promise<void> | null = null;
  #readAgain = false;
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
      onChange: () => this.#read(),
    });
  }

  /** Resolves when the waiting has ended, after `timeout` ms at the latest; null: whenever that is. Call once. */
  async run(timeout: number | null): Promise<WaitEnding> {
    const timer = timeout === null ? undefined : setTimeout(() => this.#giveUp(), timeout);
    try {
      void this.#watcher.start().then(() => this.#read());
      return await this.#ended;
    } finally {
      this.#over = true;
      clearTimeout(timer);
      clearTimeout(this.#retry);
      await Promise.all([this.#watcher.close(), this.#database.close(), this.#reading]);
    }
  }

  /** However short the time: one look is taken. */
  #giveUp(): void {
    this.#late = true;
    if (this.#counts === null && this.#problem === null) return;
    this.#end({ kind: 'late', counts: this.#counts, problem: this.#problem });
  }

  #read(): void {
    this.#readAgain = true;
    this.#reading ??= this.#readWhileAsked().finally(() => {
      this.#reading = null;
    });
  }

  async #readWhileAsked(): Promise<void> {
    while (this.#readAgain && !this.#over) {
      this.#readAgain = false;
      clearTimeout(this.#retry);
      const result = await readMatchingCounts(this.#database, this.#filter);
      if (this.#over) return;
      if (result.kind === 'problem') this.#takeProblem(result.problem);
      else this.#takeCounts(result.counts);
      if (this.#late) this.#giveUp();
    }
  }

  #takeCounts(counts: JobCounts): void {
    this.#counts = counts;
    this.#problem = null;
    if (counts.queued + counts.running === 0) this.#end({ kind: 'rest', counts });
  }

  #takeProblem(problem: Problem): void {
    this.#problem = problem;
    if (!passing.has(problem.code)) this.#end({ kind: 'problem', problem });
    else if (problem.code === 'busy' || problem.code === 'failed') {
      this.#retry = setTimeout(() => this.#read(), retryAfter);
    }
  }
}
