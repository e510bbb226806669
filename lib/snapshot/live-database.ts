import { type Limits, type QueuePath, queuePathOf } from '../model/limits.js';
import type { ReadProgress } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import { AttemptOver, type WalkedPages } from './attempt/page-source.js';
import { ProgressMeter } from './attempt/progress-meter.js';
import { ReadAttempt } from './attempt/read-attempt.js';
import { type DatabasePaths, resolvePaths } from './files/database-paths.js';
import { nextTurn, nodeSystem } from './files/node-system.js';
import { problemOf, ReadFailure, type Rejection } from './files/read-failure.js';
import type { Instant, System } from './files/system.js';
import { layoutOfRows, type QueueLayout, queueLayout } from './index/decode/queue-layout.js';
import { RowsOutOfOrder } from './index/pages/table-tree.js';
import { indexKey, QueueWalk, type WalkQueue } from './index/queue-walk.js';
import { SqlFilledIndex } from './index/sql-filled-index.js';
import type { Queryable } from './port.js';
import { ReaderMemory } from './reader-memory.js';
import { isOutOfMemory, SqliteEngine } from './sqlite/sqlite-engine.js';
import { AttemptAnswers, problemOfSqlite, type SqliteSession } from './sqlite/sqlite-session.js';
import type { DatabaseShape } from './tables/database-shape.js';
import { fingerprint } from './wal/fingerprint.js';

/**
 * The result of a read: a value for one instant, and its limits; or why there is none now. `rightSince` (ms since the
 * epoch) is present if rows were compared one after another, the first of them at that time: see `Picture`.
 */
export type DatabaseResult<T> =
  | {
      readonly kind: 'value';
      readonly value: T;
      readonly asOf: number;
      readonly rightSince?: number;
      readonly limits?: Limits;
    }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** A database that is read at one instant after another, wherever its rows are. */
export interface ReadDatabase {
  /** Names it in problems. */
  readonly path: string;
  /** How far the clock that its times are of is ahead of this host's, ms; absent: they are this host's. */
  readonly aheadMs?: number;
  /**
   * Runs the queries, which may also walk the queue's table, on one consistent instant. Never rejects. `hasArguments`: they
   * read what jobs were given, which may not have been brought before. `isWhole`: they need all jobs, so nothing is
   * brought for them before.
   */
  read<T>(
    queries: (database: Queryable, walkQueue: WalkQueue) => T,
    hasArguments?: boolean,
    isWhole?: boolean,
  ): Promise<DatabaseResult<T>>;
  /** See `SnapshotReader.look`. */
  look(): Promise<string>;
  /** Stops a read under way and frees everything. */
  close(): Promise<void>;
}

/** What is done in an attempt, again and again until one is proved. */
export type Work<T> = (attempt: ReadAttempt, engine: SqliteEngine) => T;

/** How many reads there were and how they ended, since the database was opened. */
export interface ReadStatistics {
  readonly accepted: number;
  readonly rejected: number;
  /** Pages fetched from the files, without those known from an earlier read. */
  readonly pagesRead: number;
}

/** A read gives up after this many ms, and the next look starts another. */
const patienceMs = 1000;
/**
 * But not before it has made this many attempts, however long they take: what one attempt read is available to the
 * next.
 */
const leastTries = 3;
/**
 * If an earlier read was proved, there is something to show meanwhile: then attempts that fail may take this many ms in
 * all, so that no writer is slowed down for longer than we need to see that it is too fast.
 */
const effortMs = 120;
/** An attempt may have to wait this many ms until the files are at rest. */
const restPatienceMs = 200;
/** A shared memory that contradicts the WAL this many times in a row is stale. */
const contradictions = 5;

/**
 * A SQLite database that other processes are writing, read without locks and without writing anything
 * (design "The snapshot", points 1 to 5).
 */
export class LiveDatabase implements ReadDatabase {
  readonly #memory: ReaderMemory;
  #session: SqliteSession | null = null;
  #closed = false;
  #accepted = 0;
  #rejected = 0;
  #pagesRead = 0;

  readonly #clock: () => number;
  readonly #system: System;
  readonly #place: QueuePath;

  /** `path` may name one of several queues in the file, see `queuePathOf`. `clock` gives ms since the epoch; `onProgress` is called now and then during a long read. */
  constructor(
    readonly path: string,
    clock: () => number = Date.now,
    onProgress: (progress: ReadProgress) => void = () => {},
    system: System = nodeSystem,
  ) {
    this.#clock = clock;
    this.#system = system;
    this.#place = queuePathOf(path);
    this.#memory = new ReaderMemory(new ProgressMeter(onProgress, () => system.steady()));
  }

  /**
   * Runs the queries, which may also walk the queue's table, on one consistent instant, again and again until one
   * can be proved. Never rejects: what the queries throw on proved pages is a problem of the database.
   */
  read<T>(queries: (database: Queryable, walkQueue: WalkQueue) => T): Promise<DatabaseResult<T>> {
    return this.readPages((attempt, engine) => {
      this.#session ??= engine.session(this.#place.queue);
      const answers = new AttemptAnswers(attempt.walked, this.#memory.queries);
      return this.#session.run(attempt, answers, (database) =>
        queries(database, walksQueue(attempt.walked, this.#memory, database)),
      );
    });
  }

  /**
   * Reads with work that also reads pages without SQLite. It must not wait, nor keep anything that isn't proved
   * yet.
   */
  async readPages<T>(work: Work<T>): Promise<DatabaseResult<T>> {
    try {
      return await this.#readPatiently(await SqliteEngine.load(), work);
    } catch (error) {
      if (error instanceof ReadFailure) return { kind: 'problem', problem: error.toProblem() };
      const code = isOutOfMemory(error) ? 'no-memory' : 'failed';
      return { kind: 'problem', problem: problemOf(code, this.path, String(error)) };
    }
  }

  async #readPatiently<T>(engine: SqliteEngine, work: Work<T>): Promise<DatabaseResult<T>> {
    const system = this.#system;
    let deadline = system.steady() + patienceMs;
    this.#memory.meter.begin();
    let suspect = { bytes: '', times: 0 };
    let last = '';
    /** The most that was walked so far: a walk that starts over again and again would never end. */
    let most = 0;
    let tries = 0;
    const isFirst = this.#accepted === 0;
    let effort = 0;
    for (let attempt = 0; !this.#closed; attempt += 1) {
      const began = system.steady();
      const result = this.#attempt(engine, work);
      if (!('rejected' in result)) {
        this.#accepted += 1;
        this.#memory.texts.isHurried = false;
        return result;
      }
      if (result.continues && this.#memory.progress > most) {
        most = this.#memory.progress;
        attempt = -1;
        tries = 0;
        deadline = system.steady() + patienceMs;
        await nextTurn();
        continue;
      }
      if (result.continues) this.#memory.texts.isHurried = true;
      if (!result.postponed) {
        this.#rejected += 1;
        tries += 1;
        effort += system.steady() - began;
        if (tries < leastTries) deadline = Math.max(deadline, system.steady() + restPatienceMs);
        else if (effort >= effortMs && !isFirst) deadline = system.steady();
      }
      last = result.rejected;
      if (result.suspect !== undefined) {
        suspect = {
          bytes: result.suspect,
          times: result.suspect === suspect.bytes ? suspect.times + 1 : 1,
        };
        if (suspect.times >= contradictions) this.#memory.wal.staleSharedMemory = suspect.bytes;
      }
      // Before the pause: an attempt follows it, too, where a busy machine has drawn it out beyond that.
      if (system.steady() >= deadline) break;
      await system.pause(pause(attempt, system.random()));
    }
    return { kind: 'problem', problem: problemOf('busy', this.path, last) };
  }

  #attempt<T>(engine: SqliteEngine, work: Work<T>): DatabaseResult<T> | Rejection {
    // Taken before the first look, so that no picture claims to be newer than it is.
    const asOf = this.#clock();
    const paths = resolvePaths(this.#system, this.#place.database);
    const attempt = ReadAttempt.begin(paths, this.#memory, () => this.#now());
    if ('rejected' in attempt) return attempt;
    try {
      return attempt.foresee() ?? attempt.readAhead() ?? this.#query(engine, paths, attempt, work, asOf);
    } finally {
      this.#pagesRead += attempt.pagesRead;
      attempt.end();
    }
  }

  #query<T>(
    engine: SqliteEngine,
    paths: DatabasePaths,
    attempt: ReadAttempt,
    work: Work<T>,
    asOf: number,
  ): DatabaseResult<T> | Rejection {
    let value: T;
    try {
      value = work(attempt, engine);
    } catch (error) {
      if (error instanceof AttemptOver)
        return attempt.check() ?? { rejected: 'not done yet', continues: true };
      // Only a proved read says something about the database; any other may have been torn.
      return attempt.check() ?? { kind: 'problem', problem: problemBehind(error, attempt, paths.main) };
    }
    return attempt.check() ?? { kind: 'value', value, asOf };
  }

  #now(): Instant {
    return this.#system.instant?.() ?? { steady: this.#system.steady(), wall: this.#clock() };
  }

  /** See SnapshotReader.look. A read after it needn't wait again for a rest of the file that it saw. */
  async look(): Promise<string> {
    const { rest, wal } = this.#memory;
    const written = (modified: bigint) => rest.note(modified, this.#now().steady);
    return fingerprint(this.#system, this.#place.database, wal, written);
  }

  get statistics(): ReadStatistics {
    const accepted = this.#accepted;
    const rejected = this.#rejected;
    const pagesRead = this.#pagesRead;
    return { accepted, rejected, pagesRead };
  }

  /** Stops a read under way at its next attempt. Nothing stays open between two reads. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#session?.close();
    this.#session = null;
    this.#memory.clear();
  }
}

/**
 * SQLite can't tell what is wrong with a database whose first page it can't read: it reports out of memory. Rows that
 * are out of order it doesn't notice.
 */
function problemBehind(error: unknown, attempt: ReadAttempt, file: string): Problem {
  if (error instanceof ReadFailure) return error.toProblem();
  const isDamaged = attempt.pageMissing || error instanceof RowsOutOfOrder;
  return isDamaged ? problemOf('damaged', file, String(error)) : problemOfSqlite(error, file);
}

/** First none, then growing, irregular pauses, so as not to fall into step with a writer. */
function pause(attempt: number, random: number): number {
  return attempt < 3 ? 0 : random * Math.min(20, attempt * 2);
}

const layouts = new WeakMap<object, QueueLayout | null>();

function ownLayout(database: Queryable): QueueLayout | null {
  const { schema } = database;
  const known = schema && layouts.get(schema);
  const layout = known === undefined ? queueLayout(database) : known;
  if (schema !== undefined) layouts.set(schema, layout);
  return layout;
}

function layoutIn(database: Queryable, { tables }: DatabaseShape): QueueLayout | null {
  const { rowsOf } = database;
  if (rowsOf === undefined) return ownLayout(database);
  return layoutOfRows(database, rowsOf, tables.get('cf_processing_queue') ?? new Set());
}

/** Makes walks of the queue's table in one attempt. */
export function walksQueue(attempt: WalkedPages, memory: ReaderMemory, database: Queryable): WalkQueue {
  return (shape) => {
    const layout = shape.hasRowIdentities ? null : layoutIn(database, shape);
    if (layout === null || memory.queue.hasRefused(indexKey(attempt, layout)))
      return new SqlFilledIndex(attempt, memory, database, shape);
    return new QueueWalk(attempt, memory, database, shape, layout);
  };
}
