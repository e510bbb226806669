import { isNoLimit, type Limits } from '../model/limits.js';
import type { ReadProgress } from '../model/picture.js';
import { problemOf } from '../snapshot/files/read-failure.js';
import type { WalkQueue } from '../snapshot/index/queue-walk.js';
import type { DatabaseResult, ReadDatabase } from '../snapshot/live-database.js';
import { MirrorDatabase } from '../snapshot/mirror/mirror-database.js';
import type { Queryable } from '../snapshot/port.js';
import type { AskServer, ServerInstant, ServerLink } from './link/server-link.js';
import { isOfStatement, type PostgresTrouble, problemOfPostgres } from './link/trouble.js';
import { type Catalog, readCatalog } from './mirror/catalog.js';
import { MirrorOfServer, type Mirrors, usualFirstJobs } from './mirror/mirror-of-server.js';
import { type MirrorPace, usualPace } from './mirror/mirror-pace.js';
import { BeginAgain } from './mirror/part.js';

/** What a database in PostgreSQL is read with. */
export interface PostgresDatabaseParts {
  readonly link: ServerLink;
  /** Names the database in problems. */
  readonly label: string;
  /** Ms since the epoch. */
  readonly clock: () => number;
  /** Ms on a clock that never goes back. */
  readonly steady: () => number;
  /** What is known of the server's clock; default: nothing yet. */
  readonly serverClock?: Pick<ServerClock, 'aheadMs' | 'hear'>;
  /** Called now and then during a long read. */
  readonly onProgress?: (progress: ReadProgress) => void;
  /** The name of the other program's queue to read; default: our own, or else the first. */
  readonly queue?: string | null;
  /** How much is done in one transaction; default: what suits a server. */
  readonly pace?: MirrorPace;
}

/** Thrown if a query needs all jobs while not all of them are in the mirror yet. */
class NotWhole extends Error {}

/** A server compares a job in some 3 µs, and does so for a fiftieth of its time at most, ms. */
const leastMsEach = 1 / 6;
/** Three pauses of a watch that looks often. */
const longestLeastMs = 750;
/** A look at a standby that had nothing to replay; the group is the server, as in {@link ServerInstant.server}. */
const replayedAll = /^replayed \S+ all (.*?) *$/;
/** A read that has to start over more often than this ends with a problem. */
const mostBeginnings = 3;
/** Statements are asked for ahead if the server worked on the last instant for less than this, ms. */
const quickMs = 200;
/** After this many transactions with new jobs, those that are there are shown: somebody may add them faster than they are read. */
const mostPortions = 10;
/** A read that the server cancels for its own work is repeated this many times before the problem is reported. */
const mostYields = 3;

/** A database in PostgreSQL, read by way of a mirror of it in memory. */
export class PostgresDatabase implements ReadDatabase {
  readonly path: string;
  readonly #parts: PostgresDatabaseParts;
  /** Whether jobs' arguments are mirrored: from the first read on that wants them. */
  #hasArguments = false;
  #mirrored: MirrorOfServer | null = null;
  #isClosed = false;
  #last: Promise<unknown> = Promise.resolve();
  /** How many reads failed: each makes the next look differ, so that the read is tried again. */
  #failures = 0;
  readonly #serverClock: Pick<ServerClock, 'aheadMs' | 'hear'>;
  /**
   * Up to when a standby is known to have shown everything that was committed, ms by this host's clock, and which one
   * that was: another standby may never have received what this one showed.
   */
  #wasRight = { at: 0, server: '' };
  /** The server of the last instant, and up to when it had replayed everything, by its own clock. */
  #replayed: Pick<ServerInstant, 'server' | 'replayedUntil' | 'isStandby'> = {
    ...{ server: '', replayedUntil: null, isStandby: false },
  };
  /** How many times the mirror was followed; part of the look while not all rows are right as of one instant. */
  #follows = 0;
  /** What the last look said, and what the one before the last instant said that was followed. */
  #looked: string | null = null;
  #followed: string | null = null;
  /** Whether the server is quick enough for what is asked for ahead. */
  #asksAhead = true;
  /**
   * How many ms the server worked on the first reading and the comparison after it, which takes longer than others do where
   * rows were just written; whether both are over.
   */
  #firstMs = 0;
  /** How many ms the server worked on what had rests of its own, in mirrors that are gone. */
  #pacedMs = 0;
  #isRead = false;
  /** When the first few jobs were read that were shown last, ms since the epoch. */
  #shownFirst = 0;
  /** How many jobs are asked for at first; see {@link MirrorOfServer.begin}. */
  #firstJobs = usualFirstJobs;

  constructor(parts: PostgresDatabaseParts) {
    this.#parts = parts;
    this.#serverClock = parts.serverClock ?? new ServerClock();
    this.path = parts.label;
  }

  /**
   * Runs the queries on one consistent instant, one read after another. Queries that don't need all jobs may run while
   * only some of them are in the mirror, unless `isWhole`.
   */
  read<T>(
    queries: (database: Queryable, walkQueue: WalkQueue) => T,
    hasArguments = false,
    isWhole = false,
  ): Promise<DatabaseResult<T>> {
    const reading = this.#last.then(() => {
      if (hasArguments && !this.#hasArguments) {
        this.#hasArguments = true;
        // Ours are mirrored anyway.
        if (this.#mirrored?.isOfOthers) this.#forget();
      }
      return this.#read(queries, isWhole);
    });
    this.#last = reading.catch(() => {});
    return reading;
  }

  async #read<T>(
    queries: (database: Queryable, walkQueue: WalkQueue) => T,
    isWhole: boolean,
  ): Promise<DatabaseResult<T>> {
    for (let beginnings = 0, portions = 0; !this.#isClosed && beginnings <= mostBeginnings; ) {
      // Taken before the instant, so that no picture claims to be newer than it is.
      const asOf = this.#parts.clock();
      const outcome = await this.#follow(asOf, isWhole);
      if (outcome === 'closer') continue;
      if (outcome === 'again') {
        beginnings += 1;
        this.#forget();
        continue;
      }
      if (outcome instanceof MirrorOfServer) {
        if (outcome.isBehind && portions < mostPortions) {
          portions += 1;
          continue;
        }
        const reading = await this.#query(outcome, queries, asOf);
        if (reading !== null) return reading;
        continue;
      }
      this.#failures += 1;
      return { kind: 'problem', problem: problemOfPostgres(outcome, this.path) };
    }
    return { kind: 'problem', problem: problemOf(this.#isClosed ? 'failed' : 'busy', this.path) };
  }

  /**
   * How many ms the server has worked for this database in all. The first reading doesn't count, nor the comparison after
   * it: they come once, and what changes after them must not go unnoticed for that long. Nor does what has rests of its own.
   */
  get spentMs(): number {
    return this.#unpacedMs - this.#firstMs;
  }

  /** How many ms the server has worked on what has no rests of its own. */
  get #unpacedMs(): number {
    return this.#parts.link.spentMs - this.#pacedMs - (this.#mirrored?.pacedMs ?? 0);
  }

  /** How far the server's clock is ahead of this host's, ms, as last known. */
  get aheadMs(): number {
    return this.#serverClock.aheadMs;
  }

  /**
   * The shortest time from one read to the next while something is written, ms, since each compares all queued and running
   * jobs of a large queue.
   */
  get leastMs(): number {
    return Math.min(longestLeastMs, leastMsEach * (this.#mirrored?.moving ?? 0));
  }

  /** See `SnapshotReader.look`. */
  async look(): Promise<string> {
    const { link, clock } = this.#parts;
    const at = clock();
    const outcome = await link.look();
    const look = outcome.kind === 'value' ? outcome.value : outcome.trouble.kind;
    this.#looked = look;
    // A standby's look doesn't show everything that it shows later.
    if (look === this.#followed && !look.startsWith('replayed')) this.#mirrored?.stayedRight(at);
    const server = replayedAll.exec(look)?.[1];
    if (server !== undefined) this.#wasRight = { at, server };
    const goesOn = (this.#mirrored?.rightSince ?? null) !== null;
    return `${look} ${link.connections} ${this.#failures}${goesOn ? ` ${this.#follows}` : ''}`;
  }

  /** Ends the connection and frees the mirror. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#parts.link.close();
    await this.#last;
    this.#forget();
  }

  /** Brings the mirror up to date as {@link #followOnce} does, again if a standby's replay cancels it. */
  async #follow(
    at: number,
    isWhole: boolean,
  ): Promise<MirrorOfServer | PostgresTrouble | 'again' | 'closer'> {
    for (let yields = 0; ; yields += 1) {
      const outcome = await this.#followOnce(at, isWhole);
      // Replay that needs to go on between two statements ends the connection, and the reason may be lost with it.
      const gaveWay =
        typeof outcome === 'object' &&
        !(outcome instanceof MirrorOfServer) &&
        (outcome.kind === 'gave-way' || (outcome.kind === 'gone' && this.#replayed.isStandby));
      if (!gaveWay || yields === mostYields || this.#isClosed) return outcome;
    }
  }

  /** Brings the mirror up to date with the server; `closer` if the time for a transaction ran out before it was. */
  async #followOnce(
    at: number,
    isWhole: boolean,
  ): Promise<MirrorOfServer | PostgresTrouble | 'again' | 'closer'> {
    const { link, clock, steady, onProgress = () => {}, pace = usualPace, queue = null } = this.#parts;
    const before = this.#mirrored?.steps ?? 0;
    const looked = this.#looked;
    const spent = link.spentMs;
    const isCompared = this.#mirrored?.isComplete === true && looked !== this.#followed;
    // Where nothing was committed since, nothing has to be asked.
    const isAhead = this.#asksAhead && !(this.#mirrored?.isComplete && looked === this.#followed);
    // Work that takes this process long is done before or after the transaction, so that the server never waits for it.
    const empty = this.#mirrored === null ? await emptyMirrors(onProgress, isWhole) : null;
    try {
      let catalog: Promise<Catalog> | null = null;
      let hasCatalog = false;
      const askAhead = (ask: AskServer) => {
        if (this.#mirrored !== null) {
          this.#mirrored.askAhead(ask, steady);
          return;
        }
        catalog = readCatalog(ask, queue, this.#hasArguments);
        catalog.then(
          () => {
            hasCatalog = true;
          },
          // Whoever begins hears of it.
          () => {},
        );
      };
      const outcome = await link.read(
        async (instant: ServerInstant) => {
          this.#serverClock.hear(instant.at, instant.tookMs, clock());
          const { server, replayedUntil, isStandby } = instant;
          this.#replayed = { server, replayedUntil, isStandby };
          const mirrored = this.#mirrored;
          if (empty !== null)
            return MirrorOfServer.begin(
              instant,
              at,
              catalog ?? readCatalog(instant.rows, queue, this.#hasArguments),
              empty,
              {
                ...{ onProgress, pace, firstJobs: this.#firstJobs, isWhole, steady },
              },
            );
          if (mirrored === null) throw new BeginAgain('none');
          // What a standby lags behind is missing now, and still is when it has caught up, until it is compared again.
          await mirrored.follow(instant, steady, this.#goodUntil(at) ?? at);
          return mirrored;
        },
        isAhead ? askAhead : null,
      );
      if (outcome.kind === 'trouble') {
        const { trouble } = outcome;
        // What was asked ahead may be too much for the time that it has, unless that was answered.
        if (isAhead && !hasCatalog && isOfStatement(trouble) && trouble.kind !== 'locked') {
          this.#asksAhead = false;
          return 'closer';
        }
        if (trouble.kind !== 'too-slow' && (trouble.kind !== 'gone' || empty !== null)) return trouble;
        const isCloser = empty === null ? (this.#mirrored?.steps ?? 0) > before : this.#firstJobs > 0;
        // The jobs have very large texts, so fewer of them, or none, are shown before all are there.
        if (empty !== null) this.#firstJobs = Math.floor(this.#firstJobs / 8);
        return isCloser ? 'closer' : trouble;
      }
      this.#mirrored = outcome.value;
      this.#follows += 1;
      this.#asksAhead = link.spentMs - spent < quickMs;
      if (!this.#isRead) this.#firstMs = this.#unpacedMs;
      if (!outcome.value.isBehind) {
        this.#followed = looked;
        this.#isRead ||= isCompared;
      }
      if (empty === null) this.#firstJobs = usualFirstJobs;
      return outcome.value;
    } catch (error) {
      if (error instanceof BeginAgain) return 'again';
      throw error;
    } finally {
      if (this.#mirrored === null) for (const mirror of Object.values(empty ?? {})) mirror.close();
      else if (!this.#isClosed) this.#mirrored.writeLeftOver();
    }
  }

  /** The queries' result; null if they need jobs that aren't there yet. */
  async #query<T>(
    { mirror, isComplete, rightSince, goodUntil, lacks, firstReadAt }: MirrorOfServer,
    queries: (database: Queryable, walkQueue: WalkQueue) => T,
    asOf: number,
  ): Promise<DatabaseResult<T> | null> {
    if (!isComplete && firstReadAt === 0) return null;
    const reading = await mirror.read(
      (database, walkQueue) => {
        if (isComplete) return { value: queries(database, walkQueue) };
        try {
          const isNew = firstReadAt > this.#shownFirst;
          const value = queries(database, () => ({ ...unfinishedWalk, isPartial: () => isNew }));
          this.#shownFirst = firstReadAt;
          return { value };
        } catch (error) {
          if (error instanceof NotWhole) return null;
          throw error;
        }
      },
      isComplete ? asOf : firstReadAt,
      this.path,
    );
    if (reading.kind === 'problem') return reading;
    if (reading.value === null) return null;
    const { unread, hidesRows } = lacks;
    const shown = this.#goodUntil(asOf);
    const limits: Limits = {
      ...{ unread, hidesRows, aheadMs: this.aheadMs, isStandby: shown !== null },
      goodUntil: shown === null || goodUntil === null ? (shown ?? goodUntil) : Math.min(shown, goodUntil),
    };
    const more = { ...(rightSince !== null && { rightSince }), ...(!isNoLimit(limits) && { limits }) };
    return { ...reading, value: reading.value.value, ...more };
  }

  /** Up to when a standby that may lag is known to be complete, by this host's clock; null for any other server. */
  #goodUntil(asOf: number): number | null {
    const { server, replayedUntil } = this.#replayed;
    if (replayedUntil === null) {
      this.#wasRight = { at: asOf, server };
      return null;
    }
    const wasRightAt = server.startsWith(this.#wasRight.server) ? this.#wasRight.at : 0;
    return Math.min(asOf, Math.max(wasRightAt, replayedUntil - this.aheadMs));
  }

  #forget(): void {
    this.#pacedMs += this.#mirrored?.pacedMs ?? 0;
    this.#mirrored?.close();
    this.#mirrored = null;
  }
}

async function emptyMirrors(
  onProgress: (progress: ReadProgress) => void,
  isWhole: boolean,
): Promise<Mirrors> {
  const whole = await MirrorDatabase.open(onProgress);
  return isWhole ? { whole } : { first: await MirrorDatabase.open(), whole };
}

/** A walk of a queue whose jobs aren't all there. */
const unfinishedWalk = {
  isQuick: () => false,
  queue: () => {
    throw new NotWhole();
  },
};

/** Clocks that are less than this apart, ms, count as the same. */
const toleranceMs = 1000;

/** How far a server's clock is ahead of this host's. */
export class ServerClock {
  #aheadMs = 0;

  /** Ms; negative: it is behind. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /**
   * Takes note that the server gave its time as `at`, in an answer that took `tookMs` and arrived at `here` by this
   * host's clock. The known difference stays as long as the answer is consistent with it: a slow answer is imprecise,
   * and ages on the screen shouldn't jump back and forth.
   */
  hear(at: number, tookMs: number, here: number): void {
    const ahead = at + tookMs / 2 - here;
    if (Math.abs(ahead - this.#aheadMs) <= toleranceMs + tookMs / 2) return;
    this.#aheadMs = Math.abs(ahead) <= toleranceMs ? 0 : Math.round(ahead);
  }
}
