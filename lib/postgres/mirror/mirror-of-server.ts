import type { ReadProgress } from '../../model/picture.js';
import type { MirrorDatabase } from '../../snapshot/mirror/mirror-database.js';
import type { SqliteWriter } from '../../snapshot/sqlite/sqlite-writer.js';
import { PostgresFailure } from '../link/server-connection.js';
import type { AskServer, ServerInstant } from '../link/server-link.js';
import { type Catalog, goesOn, readCatalog, sameHeaps } from './catalog.js';
import { Filling } from './filling.js';
import { InPlace } from './in-place.js';
import { KeyRanges } from './key-ranges.js';
import { faster, type MirrorPace } from './mirror-pace.js';
import { MirroredRows } from './mirrored-rows.js';
import { blocksOf, type MirroredTable, statementFor } from './mirrored-table.js';
import { MovingJobs } from './moving-jobs.js';
import { BeginAgain, type MirroredPart, type MirrorWriter, oldestOf, type SnapshotStamp } from './part.js';
import { PlacedRows } from './placed-rows.js';

/** This many jobs of each status, and as many of the newest, are shown first. */
export const usualFirstJobs = 200;
/** As long as not all jobs are there, the first few are read again after this many ms, or this many times what that took. */
const firstAgain = { ms: 1000, times: 9 };
/** The usual size of a block, in bytes: used only to estimate progress. */
const blockBytes = 8192;
/** A row takes at least this many bytes in a block. */
const leastRowBytes = 28;
/** Snapshots may be at most this many transactions apart: beyond it, transaction ids may have wrapped around. */
const farthest = 1_000_000_000n;

/** Two mirrors, empty at the beginning: one for the first few jobs, if they are read first, the other for all rows. */
export interface Mirrors {
  readonly first?: MirrorDatabase;
  readonly whole: MirrorDatabase;
}
/** How a mirror is begun. */
export interface Beginning {
  readonly onProgress: (progress: ReadProgress) => void;
  readonly pace: MirrorPace;
  readonly firstJobs: number;
  /** Whether nothing is shown before all rows are there: then no jobs are read first. */
  readonly isWhole: boolean;
  /** Ms on a clock that never goes back. */
  readonly steady: () => number;
}
/** What was asked for, and the order in which its parts are compared. */
interface Asked {
  readonly catalog: Promise<Catalog>;
  readonly inPlace: InPlace;
  readonly turns: readonly MirroredPart[];
}

/** After this many ms, what can be done in parts is not begun any more at the same instant. */
const wholeMs = 1000;
const restTimes = 99;

/**
 * Mirrors the rows of a server's queue: first a few jobs, then all rows step by step, and from then on whatever is
 * written. It follows one server: after a restart there, or if tables are altered, it has to begin again.
 */
export class MirrorOfServer {
  readonly #mirrors: Mirrors;
  #catalog: Catalog;
  readonly #parts: readonly MirroredPart[];
  /** Null for another program's queue whose folder says nothing of it: all of its tables are compared alike. */
  readonly #moving: MovingJobs | null;
  readonly #server: string;
  readonly #pace: MirrorPace;
  readonly #firstJobs: number;
  readonly #isWhole: boolean;
  /** When the first few jobs were read, ms since the epoch and by the steady clock, and how many ms that took. */
  #firstRead = { at: 0, steady: 0, tookMs: 0 };
  readonly #onProgress: (progress: ReadProgress) => void;
  readonly #writer: MirrorWriter = {
    write: (work) => {
      this.writeLeftOver();
      return this.#mirrors.whole.write(work);
    },
    later: (work) => void this.#later.push(() => this.#mirrors.whole.write(work)),
    load: ({ table }, { bytes }, isLast) =>
      void this.#later.push(() => this.#filling.load(table, bytes, isLast)),
  };
  /** Writes of what has been read, still to be done. */
  readonly #later: (() => void)[] = [];
  readonly #filling: Filling;
  #isComplete = false;
  #steps = 0;
  #rightSince: number | null = null;
  /** When it wasn't behind last, ms since the epoch. */
  #caughtUpAt = 0;
  /** A time at which all rows were right though none was compared then, ms since the epoch. */
  #rightAt = 0;
  /** Whether small tables are read for the first time together; not if that took too long. */
  #isTogether = true;
  #asked: Asked | null = null;
  /**
   * False once a transaction ended before it was known that its tables were in place. Its steps count, unless the tables
   * have other files afterwards.
   */
  #wasInPlace = true;
  /** Until this time of the steady clock, no step is done in a large queue. */
  #restsUntil = Number.NEGATIVE_INFINITY;
  #pacedMs = 0;

  private constructor(
    mirrors: Mirrors,
    catalog: Catalog,
    instant: ServerInstant,
    { onProgress, pace, firstJobs, isWhole }: Beginning,
  ) {
    this.#mirrors = mirrors;
    this.#onProgress = onProgress;
    this.#firstJobs = firstJobs;
    this.#isWhole = isWhole;
    this.#catalog = catalog;
    this.#server = instant.server;
    this.#pace = pace;
    this.#parts = catalog.tables.map((table) => {
      const rows = new MirroredRows(table, identityIn(catalog, table));
      return table.range === null
        ? new PlacedRows(rows, pace.catchUp)
        : new KeyRanges(rows, pace.rowsAtOnce, pace.rowsAtOnce * (pace.rangesLoaded ?? 1));
    });
    this.#moving = movingIn(catalog, this.#parts);
    this.#filling = new Filling(mirrors.whole, catalog, this.#moving?.creation ?? null);
    for (const mirror of Object.values(mirrors)) mirror.present(catalog.queue?.folder.kind.name ?? null);
  }

  /**
   * Begins in empty mirrors, and reads the first few jobs: `firstJobs` of each status, and as many of the newest; or all
   * rows, if they are few. They are there after {@link writeLeftOver}. The instant isn't older than `at`, ms since the
   * epoch. The caller closes the result or, if this throws, the mirrors.
   */
  static async begin(
    instant: ServerInstant,
    at: number,
    catalog: Promise<Catalog>,
    mirrors: Mirrors,
    beginning: Beginning,
  ): Promise<MirrorOfServer> {
    const { firstJobs, isWhole, steady } = beginning;
    const made = new MirrorOfServer(mirrors, await catalog, instant, beginning);
    const inPlace = new InPlace(instant.rows, made.#catalog.tables);
    const now: SnapshotStamp = { snapshot: instant.snapshot, at };
    await inPlace.during(instant, async (watched) => {
      const isAtOnce = isWhole || made.#parts.every((part) => made.#isSmall(part));
      // Fewer first jobs than usual are asked for after that took too long.
      const fills = isAtOnce && firstJobs === usualFirstJobs;
      made.#later.push(() => {
        for (const mirror of Object.values(mirrors)) {
          mirror.write((writer: SqliteWriter) => made.#filling.begin(writer));
        }
      });
      if (fills) await made.#fill(watched, now, steady);
      else if (!isWhole) await made.#readFirst(watched, at, steady);
    });
    return made;
  }

  /** Whether it is of another program's queue. */
  get isOfOthers(): boolean {
    return this.#catalog.queue !== undefined;
  }

  /** What the mirror lacks of the server's tables. */
  get lacks(): Pick<Catalog, 'unread' | 'hidesRows'> {
    return this.#catalog;
  }

  /** Whether all rows are there. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** When the first few jobs were read last, ms since the epoch; 0: they weren't. */
  get firstReadAt(): number {
    return this.#firstRead.at;
  }

  /** The mirror to read: with all rows, or with the first few jobs until all rows are there. */
  get mirror(): MirrorDatabase {
    return this.#isComplete ? this.#mirrors.whole : (this.#mirrors.first ?? this.#mirrors.whole);
  }

  /** Does the writes that were left for later: to be called after the server's transaction, however it ended. */
  writeLeftOver(): void {
    for (const work of this.#later.splice(0)) work();
  }

  /** Frees its memory. */
  close(): void {
    for (const mirror of Object.values(this.#mirrors)) mirror.close();
  }

  /** How many steps have been done: a transaction that ran out of time may still have made progress. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * The time since which every row has been right, ms since the epoch: rows are compared with the server's one after
   * another. Null if all of them are as they were at the one instant that was followed last.
   */
  get rightSince(): number | null {
    return this.#rightSince;
  }

  /** Notes that nothing was committed until `at`, ms since the epoch, since all rows were right. */
  stayedRight(at: number): void {
    if (this.#isComplete && this.#rightSince === null) this.#rightAt = at;
  }

  /**
   * Asks for what {@link follow} will probably need, before the instant is known that it will follow: then that needs no
   * further round trip unless much has changed.
   */
  askAhead(ask: AskServer, steady: () => number): Asked {
    const { tables } = this.#catalog;
    const catalog = readCatalog(ask, this.#catalog.queue);
    // Whoever follows hears of it.
    catalog.catch(() => {});
    const inPlace = new InPlace(ask, tables);
    const { isLarge } = this;
    const turns = isLarge ? this.#turns(steady) : [];
    const asked = { catalog, inPlace, turns };
    this.#asked = asked;
    if (this.#parts.some(({ oldest }) => oldest === null)) return asked;
    if (isLarge) this.#moving?.askAhead(inPlace.ask, this.#catalog, this.#writer);
    for (const part of this.#parts)
      part.askAhead(
        inPlace.ask,
        isLarge ? turns.filter((each) => each === part).length : this.#pace.stepsAtOnce,
      );
    return asked;
  }

  /**
   * Brings the mirror closer to this instant, which isn't older than `at` (ms since the epoch), or right to it if that
   * can be done at once. Throws {@link BeginAgain} if it can't go on, and what the instant's statements throw: then
   * this has to be called again before anything is shown.
   */
  async follow(instant: ServerInstant, steady: () => number, at: number): Promise<void> {
    const asked = this.#asked;
    this.#asked = null;
    if (instant.server !== this.#server) throw new BeginAgain('another server');
    const now: SnapshotStamp = { snapshot: instant.snapshot, at };
    if (this.#isComplete && this.#isRight(instant)) {
      this.#rightSince = null;
      this.#caughtUpAt = at;
      return;
    }
    const { catalog: read, inPlace: before, turns } = asked ?? this.askAhead(instant.rows, steady);
    this.#asked = null;
    const catalog = await read;
    if (!goesOn(this.#catalog, catalog)) throw new BeginAgain('other tables');
    const inPlace = sameHeaps(this.#catalog, catalog) ? before : new InPlace(instant.rows, catalog.tables);
    if (!this.#wasInPlace && !sameHeaps(this.#catalog, catalog))
      throw new BeginAgain('other files, while it was read');
    this.#catalog = catalog;
    this.#wasInPlace = false;
    const adopt = await inPlace.during(instant, (watched) => this.#comeCloser(watched, now, steady, turns));
    this.#wasInPlace = true;
    adopt();
    if (!this.isBehind) this.#caughtUpAt = at;
  }

  /** How many times as fast as usual the ranges of a large queue are compared. */
  get #speed(): number {
    if (this.#moving === null) return faster.unknown;
    return this.#fullRanges < (this.#pace.quickSteps ?? 0) ? faster.few : 1;
  }

  /** About how many jobs are compared in each read because they wait or run; none where all rows are. */
  get moving(): number {
    return this.isLarge ? (this.#moving?.count ?? 0) : 0;
  }

  /** Whether there are more new jobs than the last instant brought. */
  get isBehind(): boolean {
    return this.isLarge && (this.#moving?.isBehind ?? false);
  }

  /** Up to when all that workers change is there, ms since the epoch; null: up to the instant that was followed last. */
  get goodUntil(): number | null {
    const since = this.#rightSince;
    if (since === null || !this.isLarge || this.#moving === null) return since;
    return this.isBehind ? Math.max(this.#caughtUpAt, since) : null;
  }

  /** How many ms the server worked on steps after which others rest: jobs that move are looked at meanwhile. */
  get pacedMs(): number {
    return this.#pacedMs;
  }

  /** Whether the queue is too large to be compared as a whole at one instant. */
  get isLarge(): boolean {
    return this.#fullRanges >= this.#pace.stepsAtOnce;
  }

  /** Each table has a range that may be nearly empty. */
  get #fullRanges(): number {
    return this.#parts.reduce((sum, { size }) => sum + size - 1, 0);
  }

  async #comeCloser(
    instant: ServerInstant,
    now: SnapshotStamp,
    steady: () => number,
    turns: readonly MirroredPart[],
  ): Promise<() => void> {
    if (this.#parts.some(({ oldest }) => oldest === null)) {
      const began = steady();
      const { steady: last, tookMs } = this.#firstRead;
      if (!this.#isWhole && began - last >= Math.max(firstAgain.ms, firstAgain.times * tookMs))
        await this.#readFirst(instant, now.at, steady);
      // Over a slow line nothing else comes in the time of this transaction.
      if (steady() - began <= wholeMs) await this.#fill(instant, now, steady);
      return () => {};
    }
    for (const { oldest } of this.#parts)
      if (oldest !== null && oldestOf(now.snapshot) - oldestOf(oldest.snapshot) > farthest)
        throw new BeginAgain('too long ago');
    const adopt = await this.#bringUpToDate(instant, now, steady, turns);
    this.#isComplete = true;
    this.#rightSince =
      this.#parts.every(({ oldest }) => oldest === now) || this.#isRight(instant) ? null : this.#oldestAt;
    return adopt;
  }

  /**
   * Reads the first few jobs, in place of those that were read before. What a few rows of another program's tables mean
   * depends on rows of others, so there are none.
   */
  async #readFirst(instant: ServerInstant, at: number, steady: () => number): Promise<void> {
    this.#firstRead = { ...this.#firstRead, at, steady: steady() };
    const queue = this.isOfOthers ? undefined : this.#moving?.rows;
    if (this.#firstJobs === 0 || queue === undefined) return;
    const texts = this.#catalog.hasDispatchIndex ? ['first_jobs', 'newest_jobs'] : ['newest_jobs'];
    const answers = texts.map((text) => instant.rows(statementFor(text, queue.table), [this.#firstJobs]));
    const found = (await Promise.all(answers)).flat();
    this.#firstRead.tookMs = steady() - this.#firstRead.steady;
    this.#later.push(() => {
      this.#mirrors.first?.write((writer) => {
        queue.clear(writer);
        queue.fill(writer, found);
      });
    });
  }

  /** Whether nothing was committed since the rows were compared. A standby's snapshots don't show that. */
  #isRight({ snapshot, isStandby }: ServerInstant): boolean {
    return !isStandby && this.#parts.every(({ oldest }) => oldest?.snapshot === snapshot);
  }

  get #oldestAt(): number {
    return Math.max(this.#rightAt, Math.min(...this.#parts.map(({ oldest }) => oldest?.at ?? 0)));
  }

  /** Whether a table has too few blocks for more rows than are read at once. */
  #isSmall({ rows }: MirroredPart): boolean {
    return (blocksOf(rows.table) * blockBytes) / leastRowBytes <= this.#pace.rowsAtOnce;
  }

  /** Reads rows that aren't there yet, for as long as a transaction may take. */
  async #fill(instant: ServerInstant, now: SnapshotStamp, steady: () => number): Promise<void> {
    const until = instant.spentMs() + this.#pace.fillingMs;
    const atLatest = steady() + wholeMs;
    const before = this.#steps;
    // One round trip for all of them, and for the beginning of the first large one.
    const unread = this.#parts.filter(({ oldest }) => oldest === null);
    const isLoading = unread.some((part) => part.isLoading);
    const small = isLoading ? [] : unread.filter((part) => this.#isSmall(part));
    const large = unread.filter((part) => !this.#isSmall(part)).slice(0, 1);
    if (this.#isTogether && small.length > 0) {
      this.#isTogether = false;
      const begun = small.map((part) => this.#step(part, instant, now, true));
      const written = Promise.allSettled(begun);
      // Nothing else may be written once it is being loaded.
      const afterSmall: ServerInstant = {
        ...instant,
        copy: async (text) => {
          const copied = instant.copy(text);
          await Promise.allSettled([copied, written]);
          return copied;
        },
      };
      begun.push(...large.map((part) => this.#step(part, afterSmall, now, true)));
      const steps = await Promise.allSettled(begun);
      this.#steps += 1;
      this.#tell();
      for (const step of steps) if (step.status === 'rejected') throw step.reason;
      this.#isTogether = true;
    }
    do {
      const next =
        this.#parts.find((part) => part.isLoading) ?? this.#parts.find(({ oldest }) => oldest === null);
      if (next === undefined) break;
      await this.#step(next, instant, now, this.#steps === before);
      this.#tell();
    } while (instant.spentMs() <= until && steady() <= atLatest);
    if (this.#parts.some(({ oldest }) => oldest === null)) return;
    this.#writer.later((writer) => this.#filling.end(writer));
    this.#isComplete = this.#parts.every(({ oldest }) => oldest === now);
  }

  /**
   * Does one step. If it takes too long though it is one of the first of a transaction, the next one of its part will be
   * smaller, which counts as a step too.
   */
  async #step(
    part: MirroredPart,
    instant: ServerInstant,
    now: SnapshotStamp,
    isFirst: boolean,
  ): Promise<void> {
    try {
      await part.step(instant, now, this.#writer);
      this.#steps += 1;
    } catch (error) {
      // A server ends the connection if it has to wait for us for too long.
      const isTooSlow = error instanceof PostgresFailure && ['too-slow', 'gone'].includes(error.trouble.kind);
      if (isTooSlow && isFirst && part.readLess()) this.#steps += 1;
      throw error;
    }
  }

  #tell(): void {
    const sizes = this.#parts.map(
      ({ rows, portionRead }) => [blocksOf(rows.table) * blockBytes, portionRead] as const,
    );
    this.#onProgress({
      bytesRead: Math.round(sizes.reduce((sum, [bytes, read]) => sum + bytes * read, 0)),
      databaseBytes: sizes.reduce((sum, [bytes]) => sum + bytes, 0),
    });
  }

  /**
   * Compares everything at this instant or, in a large queue, the jobs that are likely to change and what was compared
   * longest ago. Returns what is still to be written once it is certain that the rows were read in place.
   */
  async #bringUpToDate(
    instant: ServerInstant,
    now: SnapshotStamp,
    steady: () => number,
    turns: readonly MirroredPart[],
  ): Promise<() => void> {
    const before = this.#steps;
    const step = (part: MirroredPart) => this.#step(part, instant, now, this.#steps === before);
    if (this.isLarge) {
      const adopt = (await this.#moving?.look(instant, now, this.#catalog, this.#writer)) ?? (() => {});
      const began = instant.spentMs();
      for (const part of turns) if (part.oldest !== now && part.restsAt !== now) await step(part);
      const worked = instant.spentMs() - began;
      if (turns.length > 0) this.#restsUntil = steady() + (restTimes / this.#speed) * worked;
      if (this.#moving !== null) this.#pacedMs += worked;
      return adopt;
    }
    const until = instant.spentMs() + wholeMs;
    do {
      const [next] = this.#parts
        .filter(({ oldest, restsAt }) => oldest !== now && restsAt !== now)
        .sort(longestAgoFirst);
      if (next === undefined) break;
      await step(next);
    } while (instant.spentMs() < until);
    return () => {};
  }

  /** Whose turn it is in a large queue, for each step of a read: what was compared longest ago. */
  #turns(steady: () => number): readonly MirroredPart[] {
    if (steady() < this.#restsUntil) return [];
    const most = this.#pace.stepsEach * this.#speed;
    return [...this.#parts]
      .sort(longestAgoFirst)
      .flatMap((part) => Array.from({ length: Math.min(part.size, most) }, () => part))
      .slice(0, most);
  }
}

function longestAgoFirst({ oldest: one }: MirroredPart, { oldest: other }: MirroredPart): number {
  return (one?.at ?? 0) - (other?.at ?? 0);
}

/** The columns that tell rows of a table apart, where places do it otherwise. */
function identityIn({ queue }: Catalog, { name, key }: MirroredTable): readonly string[] {
  const rows = queue?.folder.rows;
  return key === null && rows?.table === name ? rows.key : [];
}

function movingIn({ queue }: Catalog, parts: readonly MirroredPart[]): MovingJobs | null {
  if (queue === undefined) return new MovingJobs(queueOf(parts));
  const { rows, moving } = queue.folder;
  const part = parts.find((each) => each.rows.table.name === rows?.table);
  return moving !== null && part instanceof KeyRanges && part.rows.table.key !== null
    ? new MovingJobs(part, moving)
    : null;
}

function queueOf(parts: readonly MirroredPart[]): KeyRanges {
  const queue = parts.find(({ rows }) => rows.table.name === 'cf_processing_queue');
  if (!(queue instanceof KeyRanges)) throw new BeginAgain('no queue');
  return queue;
}
