import { setTimeout as pause } from 'node:timers/promises';
import { paceClock } from '../app/pace-clock.js';
import { type ReadOutcome, ReadPace } from '../app/read-pace.js';
import type { JobFilter } from '../model/filter.js';
import type { Problem, ProblemCode } from '../model/problem.js';
import type { FailuresThatCount, Standing, StandingReader } from '../snapshot/matching-counts.js';
import { DatabaseWatcher } from '../watch/database-watcher.js';

/** How the waiting ended. */
export type WaitEnding =
  /** Nothing that passes the filter is queued or running. */
  | { readonly kind: 'rest'; readonly standing: Standing }
  /** The time was up: how the jobs stand. */
  | { readonly kind: 'late'; readonly standing: Standing }
  /** The time was up, and this is why how they stand can't be told. */
  | { readonly kind: 'late-without-counts'; readonly problem: Problem }
  /** The time was up in the middle of a read that takes longer than anybody waits for. */
  | { readonly kind: 'late-reading' }
  /** What no worker will put right. */
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What the first look found to wait for. */
export type FirstLook =
  | { readonly kind: 'unfinished'; readonly queued: number; readonly running: number }
  /** Not yet anything that can be looked at. */
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What to wait for, and who wants to know. */
export interface QueueWish {
  readonly filter: JobFilter;
  /** Which failures count: `new` are those that the first look didn't find. */
  readonly failures: Exclude<FailuresThatCount, { kind: 'new' }> | { readonly kind: 'new' };
  /** Called once, unless the first look ends the waiting. */
  readonly onWaiting?: (first: FirstLook) => void;
}

/** What passes by itself: workers make the database and its table, and leave a quiet instant. */
const passing: ReadonlySet<ProblemCode> = new Set(['missing', 'empty', 'foreign', 'busy', 'failed']);
/** There is nothing there yet. */
export const unmade: ReadonlySet<ProblemCode> = new Set(['missing', 'empty', 'foreign']);
/** After a read that found no quiet instant the next comes this many ms later: nothing else may change. */
const retryAfterMs = 500;
/** When the time is up, the last look may take this many ms more, once there is somebody to take it: */
const lastLookMs = 1000;
/** which takes no longer than this, ms from the start, or never comes. */
const longestStartMs = 5000;

/**
 * Looks at the jobs that pass the filter, again whenever the watch sees a change, until none is left to be done: as often
 * as {@link ReadPace} allows.
 */
export class QueueWait {
  readonly #reader: StandingReader;
  readonly #wish: QueueWish;
  /** Runs that had failed before the waiting began; null while that isn't known. */
  #known: ReadonlySet<string> | null = null;
  #isTold = false;
  /** The reader has answered, and so would answer again. */
  #up: Promise<unknown> = Promise.resolve();
  #lastLook: NodeJS.Timeout | undefined;
  /** What had failed is read before anything else, so that whoever sees the watch knows that it is known. */
  #began: Promise<unknown> = Promise.resolve();
  readonly #watcher: DatabaseWatcher;
  readonly #ended: Promise<WaitEnding>;
  #end: (ending: WaitEnding) => void = () => {};
  readonly #pace = new ReadPace(paceClock, () => this.#read());
  #retry: NodeJS.Timeout | undefined;
  #late = false;
  /** Why the last read told nothing; null where it told how the jobs stand, or none has ended yet. */
  #lastProblem: Problem | null = null;
  #over = false;

  /** Waits for the jobs of the database at `path`; the reader is closed in the end. */
  constructor(path: string, reader: StandingReader, wish: QueueWish) {
    this.#reader = reader;
    this.#wish = wish;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#watcher = new DatabaseWatcher({
      path,
      look: () => reader.look(),
      onChange: () => this.#pace.changed(),
    });
  }

  /**
   * Resolves when the waiting has ended, soon after `timeout` ms at the latest, whatever is being read then; null:
   * whenever that is. Call once.
   */
  async run(timeout: number | null): Promise<WaitEnding> {
    const timer = timeout === null ? undefined : setTimeout(() => this.#giveUp(), timeout);
    try {
      this.#up = Promise.race([this.#reader.look(), pause(longestStartMs, undefined, { ref: false })]);
      this.#began = this.#failures();
      void this.#began.then(() => this.#watcher.start()).then(() => this.#pace.renew());
      return await this.#ended;
    } finally {
      this.#over = true;
      clearTimeout(timer);
      clearTimeout(this.#retry);
      clearTimeout(this.#lastLook);
      await Promise.all([this.#watcher.close(), this.#reader.close(), this.#pace.close()]);
    }
  }

  /** However short the time: one look is taken, the last one at everything. */
  #giveUp(): void {
    this.#late = true;
    this.#pace.demand();
    void this.#up.then(() => {
      if (!this.#over) this.#lastLook = setTimeout(() => this.#end(this.#withoutLastLook()), lastLookMs);
    });
  }

  /** A read under way that does not end says no more than the one before it. */
  #withoutLastLook(): WaitEnding {
    const problem = this.#lastProblem;
    return problem === null ? { kind: 'late-reading' } : { kind: 'late-without-counts', problem };
  }

  async #read(): Promise<ReadOutcome> {
    await this.#began;
    if (this.#over) return 'failed';
    clearTimeout(this.#retry);
    if (!this.#late) return this.#look();
    await this.#lastRead();
    return 'shown';
  }

  async #look(): Promise<ReadOutcome> {
    const failures = await this.#failures();
    const result =
      failures.kind === 'problem' ? failures : await this.#reader.rest(this.#wish.filter, failures);
    if (result.kind === 'problem') return this.#meet(result.problem);
    this.#lastProblem = null;
    if (result.kind === 'counts') this.#end({ kind: 'rest', standing: result });
    else this.#tell(result);
    return 'shown';
  }

  /** What isn't there yet holds no failure either: then all that come are new. */
  async #failures(): Promise<FailuresThatCount | { readonly kind: 'problem'; readonly problem: Problem }> {
    const { failures, filter } = this.#wish;
    if (failures.kind !== 'new') return failures;
    if (this.#known === null) {
      const found = await this.#reader.failedRuns(filter);
      if (found.kind === 'problem' && !unmade.has(found.problem.code)) return found;
      this.#known = found.kind === 'problem' ? new Set() : found.runs;
    }
    return { kind: 'new', known: this.#known };
  }

  #meet(problem: Problem): ReadOutcome {
    const { code } = problem;
    this.#lastProblem = problem;
    if (!passing.has(code)) {
      this.#end({ kind: 'problem', problem });
      return 'failed';
    }
    this.#tell({ kind: 'problem', problem });
    if ((code === 'busy' || code === 'failed') && !this.#over) {
      this.#retry = setTimeout(() => this.#pace.renew(), retryAfterMs);
    }
    return 'failed';
  }

  #tell(first: FirstLook): void {
    if (!this.#isTold) this.#wish.onWaiting?.(first);
    this.#isTold = true;
  }

  async #lastRead(): Promise<void> {
    const failures = await this.#failures();
    const result =
      failures.kind === 'problem' ? failures : await this.#reader.counts(this.#wish.filter, failures);
    if (result.kind === 'problem') {
      const { problem } = result;
      this.#end(passing.has(problem.code) ? { kind: 'late-without-counts', problem } : result);
    } else {
      const { queued, running } = result.counts;
      this.#end({ kind: queued + running === 0 ? 'rest' : 'late', standing: result });
    }
  }
}
