import type { ReadProgress } from '../../model/picture.js';
import { sqlText } from '../../schema/statement.js';
import type { MirrorDatabase } from '../../snapshot/mirror/mirror-database.js';
import { PostgresFailure, type Row } from '../link/server-connection.js';
import type { ServerInstant } from '../link/server-link.js';
import { type Catalog, goesOn, readCatalog } from './catalog.js';
import { BeginAgain } from './differences.js';
import { Filling } from './filling.js';
import { readInPlace } from './in-place.js';
import { KeyRanges } from './key-ranges.js';
import { MirroredRows } from './mirrored-rows.js';
import { blocksOf, statementFor } from './mirrored-table.js';
import { MovingJobs } from './moving-jobs.js';
import type { MirroredPart, MirrorPen } from './part.js';
import { PlacedRows } from './placed-rows.js';
import { oldestOf, type SnapshotStamp } from './snapshot-stamp.js';

/** For each word that tells how jobs stand, and of the newest jobs, this many are shown first. */
export const usualFirstJobs = 200;
/** How large a block is, where that matters only for how far the reading is. */
const blockBytes = 8192;
/** The snapshots are this far apart at most: beyond it, numbers of transactions may have come round. */
const farthest = 1_000_000_000n;

/** How much is done in one transaction. */
export interface MirrorPace {
  /** A table with a key is read and compared in ranges of about this many rows. */
  readonly rowsAtOnce: number;
  /** Up to this many steps, all is compared at one instant. */
  readonly stepsAtOnce: number;
  /**
   * Beyond it, no other step begins after this many ms, and the server is left alone nineteen times as long as it took.
   */
  readonly stepsMs: number;
  /** A transaction of the first reading begins no other step after this many ms. */
  readonly fillingMs: number;
}

/** What a server is asked for: some 3 ms for each range, at most a twentieth of one of its processors. */
export const usualPace: MirrorPace = { rowsAtOnce: 10_000, stepsAtOnce: 20, stepsMs: 20, fillingMs: 100 };
/** Empty at the beginning: the first few jobs come into one of them, and all rows into the other. */
export interface Mirrors {
  readonly first: MirrorDatabase;
  readonly whole: MirrorDatabase;
}
/** All is compared at one instant only if that takes no longer than this, ms. */
const wholeMs = 1000;
const restTimes = 19;

/**
 * The rows of a server's queue in a mirror: first a few jobs, then all of them step by step, and from then on what was
 * written since. It follows one server: after a restart there, or if tables are altered, it begins again.
 */
export class MirrorOfServer {
  readonly #mirrors: Mirrors;
  #catalog: Catalog;
  readonly #parts: readonly MirroredPart[];
  readonly #queue: KeyRanges;
  readonly #moving: MovingJobs;
  readonly #server: string;
  readonly #pace: MirrorPace;
  readonly #onProgress: (progress: ReadProgress) => void;
  readonly #pen: MirrorPen = {
    write: (work) => {
      this.writeLeftOver();
      return this.#mirrors.whole.write(work);
    },
    later: (work) => void this.#later.push(() => this.#mirrors.whole.write(work)),
    load: ({ table }, { bytes }, isLast) =>
      void this.#later.push(() => this.#filling.load(table, bytes, isLast)),
  };
  /** Writes what was read and has yet to be written. */
  readonly #later: (() => void)[] = [];
  readonly #filling: Filling;
  #isComplete = false;
  #steps = 0;
  #rightSince: number | null = null;
  /** Until then on the steady clock, no step is done in a large queue. */
  #restsUntil = Number.NEGATIVE_INFINITY;

  private constructor(
    mirrors: Mirrors,
    catalog: Catalog,
    instant: ServerInstant,
    onProgress: (progress: ReadProgress) => void,
    pace: MirrorPace,
  ) {
    this.#mirrors = mirrors;
    this.#onProgress = onProgress;
    this.#catalog = catalog;
    this.#server = instant.server;
    this.#pace = pace;
    this.#parts = catalog.tables.map((table) => {
      const rows = new MirroredRows(table);
      return table.range === null ? new PlacedRows(rows) : new KeyRanges(rows, pace.rowsAtOnce);
    });
    this.#queue = queueOf(this.#parts);
    this.#moving = new MovingJobs(this.#queue, catalog.hasDispatchIndex);
    this.#filling = new Filling(mirrors.whole, catalog, this.#moving.creation);
  }

  /**
   * One in empty mirrors, with the first few jobs once they are written: `firstJobs` for each word, and of the newest.
   * The caller closes it, and them if this throws.
   */
  static async begin(
    instant: ServerInstant,
    mirrors: Mirrors,
    onProgress: (progress: ReadProgress) => void,
    pace: MirrorPace = usualPace,
    firstJobs = usualFirstJobs,
  ): Promise<MirrorOfServer> {
    const made = new MirrorOfServer(mirrors, await readCatalog(instant), instant, onProgress, pace);
    await readInPlace(instant, made.#catalog.tables, () => made.#begin(instant, firstJobs));
    return made;
  }

  /** What it doesn't have of the server's tables. */
  get lacks(): Pick<Catalog, 'unread' | 'hidesRows'> {
    return this.#catalog;
  }

  /** Whether all rows are there. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** What it has: all rows, or the first few while not all are there. */
  get mirror(): MirrorDatabase {
    return this.#isComplete ? this.#mirrors.whole : this.#mirrors.first;
  }

  /**
   * Writes what was read and left for later: whoever follows does that after the server's transaction, however it
   * ended.
   */
  writeLeftOver(): void {
    for (const work of this.#later.splice(0)) work();
  }

  /** Frees its memory. */
  close(): void {
    for (const mirror of Object.values(this.#mirrors)) mirror.close();
  }

  /** How many steps have been done: a transaction that ran out of time may have come closer all the same. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * Since when each row is right at least, ms since the epoch: they were compared with the server's one after another.
   * Null where all of them are as they were at the one instant that was followed last.
   */
  get rightSince(): number | null {
    return this.#rightSince;
  }

  /**
   * Brings it closer to this instant, which isn't older than `at` (ms since the epoch): to it, if that can be done at
   * once. Throws {@link BeginAgain} if it can't go on, and what the instant's statements throw: then it is to be
   * followed again before anything is shown.
   */
  async follow(instant: ServerInstant, steady: () => number, at: number): Promise<void> {
    if (instant.server !== this.#server) throw new BeginAgain('another server');
    const now: SnapshotStamp = { snapshot: instant.snapshot, at };
    if (this.#isComplete && this.#isRight(instant)) {
      this.#rightSince = null;
      return;
    }
    const catalog = await readCatalog(instant);
    if (!goesOn(this.#catalog, catalog)) throw new BeginAgain('other tables');
    this.#catalog = catalog;
    await instant.rows(sqlText('postgres/by_index'));
    await readInPlace(instant, catalog.tables, () => this.#comeCloser(instant, now, steady));
  }

  async #comeCloser(instant: ServerInstant, now: SnapshotStamp, steady: () => number): Promise<void> {
    if (this.#parts.some(({ oldest }) => oldest === null)) return this.#fill(instant, now, steady);
    for (const { oldest } of this.#parts)
      if (oldest !== null && oldestOf(now.snapshot) - oldestOf(oldest.snapshot) > farthest)
        throw new BeginAgain('too long ago');
    await this.#bringUpToDate(instant, now, steady);
    this.#isComplete = true;
    this.#rightSince =
      this.#parts.every(({ oldest }) => oldest === now) || this.#isRight(instant) ? null : this.#oldestAt;
  }

  async #begin(instant: ServerInstant, firstJobs: number): Promise<void> {
    const queue = this.#queue.rows;
    const found: Row[] = [];
    await instant.rows(sqlText('postgres/by_index'));
    for (const text of this.#catalog.hasDispatchIndex ? ['first_jobs', 'newest_jobs'] : ['newest_jobs'])
      found.push(...(await instant.rows(statementFor(text, queue.table), [firstJobs])));
    this.#later.push(() => {
      const { first, whole } = this.#mirrors;
      first.write((writer) => {
        this.#filling.begin(writer);
        queue.fill(writer, found);
      });
      whole.write((writer) => this.#filling.begin(writer));
    });
  }

  /** Whether nothing was committed since any of its rows was compared. A standby's snapshots don't tell that. */
  #isRight({ snapshot, isStandby }: ServerInstant): boolean {
    return !isStandby && this.#parts.every(({ oldest }) => oldest?.snapshot === snapshot);
  }

  get #oldestAt(): number {
    return Math.min(...this.#parts.map(({ oldest }) => oldest?.at ?? 0));
  }

  /** Reads what isn't there yet, for as long as a transaction may take. */
  async #fill(instant: ServerInstant, now: SnapshotStamp, steady: () => number): Promise<void> {
    const until = steady() + this.#pace.fillingMs;
    const before = this.#steps;
    do {
      const next = this.#parts.find(({ oldest }) => oldest === null);
      if (next === undefined) break;
      await this.#step(next, instant, now, this.#steps === before);
      this.#tell();
    } while (steady() <= until);
    if (this.#parts.every(({ oldest }) => oldest !== null))
      this.#pen.later((writer) => this.#filling.end(writer));
  }

  /** Does one step. Where the first one takes too long by itself, the next one is smaller, and that is a step, too. */
  async #step(
    part: MirroredPart,
    instant: ServerInstant,
    now: SnapshotStamp,
    isFirst: boolean,
  ): Promise<void> {
    try {
      await part.step(instant, now, this.#pen);
      this.#steps += 1;
    } catch (error) {
      const isTooSlow = error instanceof PostgresFailure && error.trouble.kind === 'too-slow';
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
   * Compares as much as may be: all of it at this instant, or the jobs that change soon and what was compared longest
   * ago.
   */
  async #bringUpToDate(instant: ServerInstant, now: SnapshotStamp, steady: () => number): Promise<void> {
    const { stepsAtOnce, stepsMs } = this.#pace;
    const began = steady();
    const isLarge = this.#parts.reduce((sum, { size }) => sum + size, 0) > stepsAtOnce;
    if (isLarge) await this.#moving.look(instant, this.#pen);
    if (isLarge && began < this.#restsUntil) return;
    const until = began + (isLarge ? stepsMs : wholeMs);
    const before = this.#steps;
    do {
      const [next] = this.#parts.filter(({ oldest }) => oldest !== now).sort(longestAgoFirst);
      if (next === undefined) break;
      await this.#step(next, instant, now, this.#steps === before);
    } while (steady() < until);
    this.#restsUntil = steady() + restTimes * (steady() - began);
  }
}

function longestAgoFirst({ oldest: one }: MirroredPart, { oldest: other }: MirroredPart): number {
  return (one?.at ?? 0) - (other?.at ?? 0);
}

function queueOf(parts: readonly MirroredPart[]): KeyRanges {
  const queue = parts.find(({ rows }) => rows.table.name === 'cf_processing_queue');
  if (!(queue instanceof KeyRanges)) throw new BeginAgain('no queue');
  return queue;
}
