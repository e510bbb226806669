import { setTimeout as pause } from 'node:timers/promises';
import { type ReadEnd, ReadPace } from '../../app/read-pace.js';
import { paceClock } from '../../clock.js';
import { everyJob, type JobFilter } from '../../model/filter.js';
import type { JobId } from '../../model/job.js';
import { queuePathOf } from '../../model/limits.js';
import type { Problem } from '../../model/problem.js';
import type {
  FailuresThatCount,
  MatchingCounts,
  MatchingCountsReader,
} from '../../snapshot/matching-counts.js';
import { DatabaseWatcher } from '../../watch/database-watcher.js';
import { SharedFolders } from '../../watch/shared-folders.js';
import { passing, unmade } from './passing.js';

/** How the wait ended. */
export type WaitEnding =
  /** Nothing that passes the filter is queued or running. */
  | { readonly kind: 'rest'; readonly matching: MatchingCounts }
  /** Running jobs have stalled; `matching` is the state of the jobs. */
  | { readonly kind: 'stalled'; readonly stalled: StalledJobs; readonly matching: MatchingCounts }
  /** The time was up; `matching` is the state of the jobs. */
  | { readonly kind: 'late'; readonly matching: MatchingCounts }
  /** The time was up, and `problem` is why the state of the jobs isn't known. */
  | { readonly kind: 'late-without-counts'; readonly problem: Problem }
  /** The time was up during a read that takes longer than the wait may. */
  | { readonly kind: 'late-reading' }
  /** None of the databases has jobs with these ids. */
  | { readonly kind: 'absent'; readonly ids: readonly JobId[] }
  /** A problem that no worker will put right. */
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What the first look found to wait for. */
export type FirstLook =
  | { readonly kind: 'unfinished'; readonly queued: number; readonly running: number }
  /** Nothing that can be read yet. */
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Running jobs that have stalled: how many, and the ids of the first of them. */
export interface StalledJobs {
  readonly kind: 'stalled';
  readonly count: number;
  readonly ids: readonly JobId[];
}

/** What to wait for, and what to call. */
export interface WaitGoal {
  readonly filter: JobFilter;
  /** Which failures count: `new` are those that didn't exist at the first look. */
  readonly failures: Exclude<FailuresThatCount, { kind: 'new' }> | { readonly kind: 'new' };
  /** Which jobs have stalled, where the wait ends for one; absent: it doesn't. Asked after the counts. */
  readonly stalled?: () => Promise<StalledJobs | { readonly kind: 'problem'; readonly problem: Problem }>;
  /** Called once, unless the wait is over at the first look. */
  readonly onWaiting?: (first: FirstLook) => void;
}

/** A database whose changes are noticed. */
export interface WatchedQueue {
  readonly path: string;
  /** It is on another host, which reports changes itself. */
  readonly isFar: boolean;
  /** See `SnapshotReader.look`. */
  readonly look: () => Promise<string>;
}

/**
 * After a read that found no quiet instant the next one starts this many ms later, because nothing else may
 * change.
 */
const retryAfterMs = 500;
/** When the time is up, the last look may take this many ms more, once the reader has started. */
const lastLookMs = 1000;
/** The reader starts within this many ms, or never. */
const longestStartMs = 5000;

/**
 * Looks at the jobs that pass the filter, and again whenever the watch sees a change, until none is left to be
 * done; as often as {@link ReadPace} allows.
 */
export class QueueWait {
  readonly #reader: MatchingCountsReader;
  readonly #goal: WaitGoal;
  /** Runs that had failed before the wait began; null until that is known. */
  #known: ReadonlySet<string> | null = null;
  #isReported = false;
  /** Whether all jobs that are asked for by id have been there. */
  #areThere = false;
  /** Resolves once the reader has answered, and so has started. */
  #up: Promise<unknown> = Promise.resolve();
  #lastLook: NodeJS.Timeout | undefined;
  /**
   * Earlier failures are read before anything else, so that once the watch runs, callers can rely on them being
   * known.
   */
  #began: Promise<unknown> = Promise.resolve();
  readonly #watchers: readonly DatabaseWatcher[];
  readonly #ended: Promise<WaitEnding>;
  #end: (ending: WaitEnding) => void = () => {};
  readonly #pace = new ReadPace(paceClock, () => this.#read());
  #retry: NodeJS.Timeout | undefined;
  #late = false;
  /** Why the last read failed; null if it succeeded, or if none has ended yet. */
  #lastProblem: Problem | null = null;
  #over = false;

  /** Waits for the jobs of these databases, whose counts the reader adds up; closes the reader at the end. */
  constructor(queues: readonly WatchedQueue[], reader: MatchingCountsReader, goal: WaitGoal) {
    this.#reader = reader;
    this.#goal = goal;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    const folders = new SharedFolders();
    this.#watchers = queues.map(
      ({ path, isFar, look }) =>
        new DatabaseWatcher({
          path: queuePathOf(path).database,
          look,
          events: !isFar,
          ...(queues.length > 1 && { watchFolder: (options) => folders.watch(options) }),
          onChange: () => this.#pace.changed(),
        }),
    );
  }

  /**
   * Resolves when the wait is over: soon after `timeout` ms at the latest, whatever is being read then; null: no
   * limit. Call once.
   */
  async run(timeout: number | null): Promise<WaitEnding> {
    const timer = timeout === null ? undefined : setTimeout(() => this.#giveUp(), timeout);
    try {
      this.#up = Promise.race([this.#reader.look(), pause(longestStartMs, undefined, { ref: false })]);
      this.#began = this.#failures();
      void this.#began
        .then(() => Promise.all(this.#watchers.map((watcher) => watcher.start())))
        .then(() => this.#pace.readSoon());
      return await this.#ended;
    } finally {
      this.#over = true;
      clearTimeout(timer);
      clearTimeout(this.#retry);
      clearTimeout(this.#lastLook);
      await Promise.all([
        ...this.#watchers.map((watcher) => watcher.close()),
        this.#reader.close(),
        this.#pace.close(),
      ]);
    }
  }

  /** A job may have stalled although nothing was committed: looks again soon. */
  lookAgain(): void {
    this.#pace.changed();
  }

  /** However short the time, at least one look is taken, and the last look includes everything. */
  #giveUp(): void {
    this.#late = true;
    this.#pace.readNow();
    const lastMs = this.#lastProblem?.code === 'silent' ? 0 : lastLookMs;
    void this.#up.then(() => {
      if (!this.#over) this.#lastLook = setTimeout(() => this.#end(this.#withoutLastLook()), lastMs);
    });
  }

  /** If the read under way doesn't end, the one before it has the last word. */
  #withoutLastLook(): WaitEnding {
    const problem = this.#lastProblem;
    return problem === null ? { kind: 'late-reading' } : { kind: 'late-without-counts', problem };
  }

  async #read(): Promise<ReadEnd> {
    await this.#began;
    if (this.#over) return 'failed';
    clearTimeout(this.#retry);
    if (!this.#late) return this.#look();
    await this.#lastRead();
    return 'shown';
  }

  async #look(): Promise<ReadEnd> {
    const failures = await this.#failures();
    const result =
      failures.kind === 'problem' ? failures : await this.#reader.rest(this.#goal.filter, failures);
    if (result.kind === 'problem') return this.#meet(result.problem);
    this.#lastProblem = null;
    if (await this.#endsForAbsent()) return 'shown';
    if (result.kind === 'counts') this.#end({ kind: 'rest', matching: result });
    else {
      this.#tell(result);
      const problem = await this.#endForStalled();
      if (problem !== null) return this.#meet(problem);
    }
    return 'shown';
  }

  /** Ends the wait if that is asked for and a job has stalled; returns why that isn't known, or null. */
  async #endForStalled(): Promise<Problem | null> {
    const stalled = await this.#goal.stalled?.();
    if (stalled === undefined) return null;
    if (stalled.kind === 'problem') return stalled.problem;
    if (stalled.count === 0) return null;
    const failures = await this.#failures();
    const matching =
      failures.kind === 'problem' ? failures : await this.#reader.counts(this.#goal.filter, failures);
    if (matching.kind === 'problem') return matching.problem;
    this.#end({ kind: 'stalled', stalled, matching });
    return null;
  }

  /**
   * Ends the wait if no database has some of the jobs that are asked for by id. Once they have all been there, one that
   * is deleted counts as ended.
   */
  async #endsForAbsent(): Promise<boolean> {
    const absent: JobId[] = [];
    for (const id of this.#areThere ? [] : (this.#goal.filter.ids ?? [])) {
      const found = await this.#reader.counts({ ...everyJob, ids: [id] }, { kind: 'all' });
      // The next look asks again.
      if (found.kind === 'problem') return false;
      if (Object.values(found.counts).every((count) => count === 0)) absent.push(id);
    }
    this.#areThere = absent.length === 0;
    if (absent.length > 0) this.#end({ kind: 'absent', ids: absent });
    return absent.length > 0;
  }

  /** A database that doesn't exist yet holds no failures, so all that appear are new. */
  async #failures(): Promise<FailuresThatCount | { readonly kind: 'problem'; readonly problem: Problem }> {
    const { failures, filter } = this.#goal;
    if (failures.kind !== 'new') return failures;
    if (this.#known === null) {
      const found = await this.#reader.failedRuns(filter);
      if (found.kind === 'problem' && !unmade.has(found.problem.code)) return found;
      this.#known = found.kind === 'problem' ? new Set() : found.runs;
    }
    return { kind: 'new', known: this.#known };
  }

  #meet(problem: Problem): ReadEnd {
    const { code } = problem;
    this.#lastProblem = problem;
    if (!passing.has(code)) {
      this.#end({ kind: 'problem', problem });
      return 'failed';
    }
    this.#tell({ kind: 'problem', problem });
    if ((code === 'busy' || code === 'failed') && !this.#over) {
      this.#retry = setTimeout(() => this.#pace.readSoon(), retryAfterMs);
    }
    return 'failed';
  }

  #tell(first: FirstLook): void {
    if (!this.#isReported) this.#goal.onWaiting?.(first);
    this.#isReported = true;
  }

  async #lastRead(): Promise<void> {
    const failures = await this.#failures();
    const result =
      failures.kind === 'problem' ? failures : await this.#reader.counts(this.#goal.filter, failures);
    if (result.kind === 'problem') {
      const { problem } = result;
      this.#end(passing.has(problem.code) ? { kind: 'late-without-counts', problem } : result);
    } else if (!(await this.#endsForAbsent())) {
      const { queued, running } = result.counts;
      if (running > 0) await this.#endForStalled();
      this.#end({ kind: queued + running === 0 ? 'rest' : 'late', matching: result });
    }
  }
}
