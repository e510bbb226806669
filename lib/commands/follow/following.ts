import { statSync } from 'node:fs';
import { type ReadEnd, ReadPace } from '../../app/read-pace.js';
import { paceClock } from '../../clock.js';
import { usualTimeoutMs } from '../../model/filter/point-in-time.js';
import type { FollowEnding, FollowEvent } from '../../model/follow-event.js';
import { queuePathOf } from '../../model/limits.js';
import type { Problem } from '../../model/problem.js';
import { type Beginning, fromNothing } from '../../snapshot/changes/baseline.js';
import type { ChangesReader, ChangesReaderOptions, QueueChanges } from '../../snapshot/changes-reader.js';
import { lastWrittenAt } from '../../snapshot/files/database-paths.js';
import { LiveDatabase, type ReadDatabase } from '../../snapshot/live-database.js';
import type { ChangeWatch } from '../../snapshot/port.js';
import { DatabaseWatcher } from '../../watch/database-watcher.js';
import type { SharedFolders } from '../../watch/shared-folders.js';
import { unmade } from '../waiting/passing.js';
import type { FollowOutput } from './follow-output.js';

/** A queue that this process reads, wherever its rows are, and how its changes are noticed. */
export interface FollowedQueue {
  /** The follower closes it. */
  readonly database: ReadDatabase;
  /** When it was last written, ms since the epoch; null: that can't be told. */
  readonly lastWritten: () => number | null;
  /** Makes the watch, which calls `onChange`. */
  readonly watch: (onChange: () => void) => ChangeWatch;
  /** A text that changes when another database takes its place. */
  readonly identity: () => string;
  /** Where its workers run; default: on this host. */
  readonly workers?: NonNullable<ChangesReaderOptions['workers']>;
}

/** A database for one more reader, who doesn't close it. */
export function shared(database: ReadDatabase): ReadDatabase {
  return {
    path: database.path,
    read: (queries) => database.read(queries),
    look: () => database.look(),
    close: async () => {},
  };
}

/** A queue in a file. `folders` watches a folder once for all databases in it; `clock`: ms since the epoch. */
export function queueInFile(path: string, folders: SharedFolders, clock: () => number): FollowedQueue {
  const database = new LiveDatabase(path, clock);
  return {
    database,
    lastWritten: () => lastWrittenAt(path),
    watch: (onChange) =>
      new DatabaseWatcher({
        path: queuePathOf(path).database,
        watchFolder: (options) => folders.watch(options),
        look: () => database.look(),
        onChange,
      }),
    identity: () => identityOf(path),
  };
}

function identityOf(path: string): string {
  try {
    const { dev, ino } = statSync(queuePathOf(path).database, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    // It has disappeared since it was read, which the next read reports.
    return '';
  }
}

/** What to follow, and where to start. */
interface FollowParts {
  readonly queue: Pick<FollowedQueue, 'watch' | 'identity'>;
  readonly reader: ChangesReader;
  readonly output: FollowOutput;
  /** Whether to wait for a database that can't be read at the start, whatever the problem. */
  readonly waits: boolean;
  /** Events to print first. */
  readonly first: readonly FollowEvent[];
  /** Ms since the epoch. */
  readonly now: () => number;
}

/** Problems that pass by themselves. */
const passing: ReadonlySet<Problem['code']> = new Set(['busy', 'failed', 'no-server', 'locked']);
/**
 * After a read that failed with one of them the next one starts this many ms later, because there may be no further
 * change.
 */
const retryAfterMs = 500;
/** A problem that passes by itself is reported only once it has lasted this long, ms. */
const patienceMs = 3000;
/** A busy database only once the commands for scripts would give up: where this machine is busy, each read takes long. */
const patienceOf = (code: Problem['code']): number => (code === 'busy' ? usualTimeoutMs : patienceMs);

/** Reads what changes whenever the watch sees a change, as often as {@link ReadPace} allows, and prints it. */
export class Following {
  readonly #parts: FollowParts;
  readonly #watcher: ChangeWatch;
  readonly #pace: ReadPace;
  readonly #ended: Promise<FollowEnding>;
  #end: (ending: FollowEnding) => void = () => {};
  #fail: (error: unknown) => void = () => {};
  #isOver = false;
  #hasBegun = false;
  #beginning: Beginning;
  #retry: NodeJS.Timeout | undefined;
  /** Since when reading fails, on the steady clock; null: it doesn't. */
  #failsSince: number | null = null;
  /** The last problem that was reported; null if it is over, or there was none. */
  #reported: Problem | null = null;
  #identity = '';

  /** Nothing happens before {@link run}. */
  constructor(parts: FollowParts, beginning: Beginning) {
    this.#parts = parts;
    this.#beginning = beginning;
    this.#ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    this.#pace = new ReadPace(
      paceClock,
      () => this.#read(),
      () => this.#watcher.atFullSpeed === true,
    );
    this.#watcher = parts.queue.watch(() => this.#pace.changed());
  }

  /**
   * Resolves when nobody reads any more, or nothing can ever be read. Rejects if the output can't be written. Call
   * once.
   */
  async run(): Promise<FollowEnding> {
    try {
      // The cost of the first read doesn't count towards the pace: it happens once, and the first changes needn't wait
      // for it.
      void this.#watcher.start().then(() => this.#pace.readNow());
      return await this.#ended;
    } finally {
      this.#isOver = true;
      clearTimeout(this.#retry);
      await Promise.all([this.#watcher.close(), this.#parts.reader.close(), this.#pace.close()]);
    }
  }

  /** Ends it as if nobody read it any more. */
  stop(): void {
    this.#end({ kind: 'unread' });
  }

  /** A worker may be in trouble: reads soon. */
  readSoon(): void {
    this.#pace.readSoon();
  }

  async #read(): Promise<ReadEnd> {
    if (this.#isOver) return 'failed';
    clearTimeout(this.#retry);
    try {
      const result = await this.#parts.reader.read(this.#beginning);
      if (this.#isOver) return 'failed';
      const isRead = result.kind === 'problem' ? await this.#meet(result.problem) : await this.#tell(result);
      if (!isRead) this.#end({ kind: 'unread' });
      return result.kind === 'problem' ? 'failed' : 'shown';
    } catch (error) {
      this.#fail(error);
      return 'failed';
    }
  }

  #tell(changes: QueueChanges): Promise<boolean> {
    const { first, queue, output } = this.#parts;
    const before: FollowEvent[] = [];
    const identity = queue.identity();
    const replaced = this.#hasBegun && identity !== this.#identity;
    if (this.#reported !== null || replaced) before.push({ kind: 'connection', problem: null, replaced });
    if (!this.#hasBegun) before.push(...first, { kind: 'snapshot', counts: changes.counts });
    this.#hasBegun = true;
    // Frees the baseline, which isn't needed any more.
    this.#beginning = { kind: 'now' };
    this.#identity = identity;
    this.#reported = null;
    this.#failsSince = null;
    if (changes.isMore) this.#pace.readNow();
    return output.tell(before, changes);
  }

  async #meet(problem: Problem): Promise<boolean> {
    const { code } = problem;
    const now = performance.now();
    this.#failsSince ??= now;
    const mayPass = passing.has(code);
    if (mayPass) this.#retry = setTimeout(() => this.#pace.readSoon(), retryAfterMs);
    if (!this.#hasBegun) {
      if (!mayPass && !unmade.has(code) && !this.#parts.waits) {
        this.#end({ kind: 'problem', problem });
        return true;
      }
      // A database that doesn't exist yet holds no jobs, so all that appear are new.
      if (unmade.has(code) && this.#beginning.kind === 'now') this.#beginning = fromNothing;
    }
    if (this.#reported?.code === code || (mayPass && now - this.#failsSince < patienceOf(code))) return true;
    this.#reported = problem;
    return this.#parts.output.say({ kind: 'connection', problem, replaced: false }, this.#parts.now());
  }
}
