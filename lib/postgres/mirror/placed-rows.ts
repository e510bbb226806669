import type { Row } from '../link/server-connection.js';
import type { AskServer, ServerInstant } from '../link/server-link.js';
import { type CatchUpPace, usualCatchUp } from './mirror-pace.js';
import type { MirroredRows, PlannedRows } from './mirrored-rows.js';
import { blocksOf, statementFor } from './mirrored-table.js';
import {
  BeginAgain,
  type ChangedRows,
  changedRows,
  type MirroredPart,
  type MirrorWriter,
  misplacedKeys,
  type SnapshotStamp,
  sinceText,
} from './part.js';

/** A table is read in runs of this many blocks, some ten thousand rows. */
const blocksAtOnce = 256;
/** A catch-up begins no further run of blocks in a transaction after this many ms. */
const catchUpMs = 250;
/** After a statement that took too long by itself, this many times fewer blocks. */
const fewer = 8;

/** How a table is brought closer to the present when too much has changed for one instant. */
interface CatchUp {
  /** When its first run of blocks was compared. */
  readonly began: SnapshotStamp;
  /** The block that comes next. */
  readonly block: number;
}

/**
 * The rows of a table without an index on a column of whole numbers, told apart by their places. A row that is written
 * moves to another place, so after the first reading all of them are compared at one instant.
 *
 * If that would be too many, and columns tell their jobs apart, a catch-up compares one run of blocks after another, each
 * as of the instant of its transaction. A job may have moved meanwhile from a run that is yet to be compared to one that
 * was. So the mirror keeps what it has of each job until it finds the job elsewhere, and where another one has taken its
 * place, it is looked up. After that, what was written since the catch-up began is all that is missing: such a job, or one
 * that was deleted, is as it was at the last single instant until all are compared at one again.
 */
export class PlacedRows implements MirroredPart {
  /** The block that is read next. */
  #block = 0;
  /** The instant before its first run of blocks was read. */
  #began: SnapshotStamp | null = null;
  #right: SnapshotStamp | null = null;
  /** Whatever differs from the server was written since this instant, or deleted. */
  #since: SnapshotStamp | null = null;
  #catchUp: CatchUp | null = null;
  #restsAt: SnapshotStamp | null = null;
  readonly #pace: CatchUpPace;
  #blocksCaughtUp: number;
  #asked: Promise<ChangedRows> | null = null;

  constructor(
    readonly rows: MirroredRows,
    pace = usualCatchUp,
  ) {
    this.#pace = pace;
    this.#blocksCaughtUp = pace.blocks;
  }

  readonly isLoading = false;

  get oldest(): SnapshotStamp | null {
    return this.#right;
  }

  get restsAt(): SnapshotStamp | null {
    return this.#restsAt;
  }

  get size(): number {
    return Math.ceil(Math.max(blocksOf(this.rows.table), 1) / blocksAtOnce);
  }

  get portionRead(): number {
    return this.#right === null ? this.#block / Math.max(1, this.#blocks) : 1;
  }

  /** How many blocks there are: those of the largest heap, because a run of blocks is read from all heaps at once. */
  get #blocks(): number {
    return Math.max(0, ...this.rows.table.heaps.map(({ blocks }) => blocks));
  }

  readLess(): boolean {
    const before = this.#blocksCaughtUp;
    if (this.#catchUp !== null) this.#blocksCaughtUp = Math.max(1, Math.floor(before / fewer));
    return this.#blocksCaughtUp < before;
  }

  askAhead(ask: AskServer, steps: number): void {
    const isAsked = steps > 0 && this.#right !== null && this.#since !== null && this.#catchUp === null;
    this.#asked = isAsked ? this.#changed(ask, this.#since) : null;
    // Whoever does the step hears of it.
    this.#asked?.catch(() => {});
  }

  async step(instant: ServerInstant, now: SnapshotStamp, mirror: MirrorWriter): Promise<void> {
    const { rows } = this;
    this.#began ??= now;
    if (this.#catchUp !== null) return this.#catchUpOn(instant, this.#catchUp, now, mirror);
    if (this.#block < this.#blocks) {
      const to = Math.min(this.#blocks, this.#block + Math.ceil(this.#blocks / this.size));
      const read = await instant.rows(statementFor('rows_in_blocks', rows.table), [this.#block, to]);
      mirror.later((writer) => rows.fill(writer, read));
      this.#block = to;
      if (to < this.#blocks) return;
      mirror.later((writer) => rows.recount(writer));
      this.#since = this.#began;
      // All of them are of one instant: there is nothing to compare.
      if (this.#began === now) this.#right = now;
      return;
    }
    await this.#compare(instant, this.#since ?? this.#began, now, mirror);
  }

  #changed(ask: AskServer, since: SnapshotStamp | null): Promise<ChangedRows> | null {
    return since === null ? null : changedRows(ask, this.rows, sinceText(since), this.#pace.beyond);
  }

  /** Brings it to this instant by what was written since an earlier one, unless that is too much. */
  async #compare(
    instant: ServerInstant,
    since: SnapshotStamp,
    now: SnapshotStamp,
    mirror: MirrorWriter,
  ): Promise<void> {
    const { rows } = this;
    const asked = this.#asked;
    this.#asked = null;
    const {
      count,
      changed,
      rows: read,
    } = await (asked ?? changedRows(instant.rows, rows, sinceText(since), this.#pace.beyond));
    if (changed > this.#pace.beyond) {
      if (rows.isAmong === null) throw new BeginAgain('too much has changed');
      this.#since = since;
      this.#catchUp = { began: now, block: 0 };
      return;
    }
    const planned = mirror.write((writer) => rows.plan(writer, read));
    if (planned.count === count) mirror.later((writer) => rows.write(writer, planned));
    else {
      mirror.write((writer) => rows.write(writer, planned));
      const { gone, missing } = await misplacedKeys(instant, rows, (work) => mirror.write(work));
      mirror.write((writer) => {
        rows.remove(writer, gone);
        rows.put(writer, missing);
      });
      if (rows.count !== count) throw new BeginAgain('the rows cannot be told apart');
    }
    this.#right = now;
    this.#since = now;
  }

  /** Compares some more runs of blocks. */
  async #catchUpOn(
    instant: ServerInstant,
    { began, block }: CatchUp,
    now: SnapshotStamp,
    mirror: MirrorWriter,
  ): Promise<void> {
    const { rows } = this;
    const since = sinceText(this.#since ?? began);
    const until = instant.spentMs() + catchUpMs;
    const read: Row[] = [];
    let next = block;
    let isMore: boolean;
    do {
      const asked = [since, next, next + this.#blocksCaughtUp];
      const answer = await instant.rows(statementFor('changed_in_blocks', rows.table), asked);
      for (const row of answer) if (row[1] !== null) read.push(row.slice(1));
      isMore = answer[0]?.[0] === 't';
      next += this.#blocksCaughtUp;
    } while (isMore && read.length < this.#pace.rows && instant.spentMs() < until);
    // All are of one instant, and no two are at one place.
    const planned = await this.#planned(instant, read, mirror);
    mirror.later((writer) => rows.write(writer, planned));
    this.#restsAt = now;
    this.#catchUp = isMore ? { began, block: next } : null;
    if (!isMore) this.#since = began;
  }

  /**
   * What writing these rows does. Jobs that lose their places in the mirror may be where it was compared before they came
   * there, so they are looked up; and so are those in whose places these are.
   */
  async #planned(instant: ServerInstant, read: readonly Row[], mirror: MirrorWriter): Promise<PlannedRows> {
    const { rows } = this;
    const all = new Map(read.map((row) => [row[0], row]));
    const sought = new Set<string>();
    for (;;) {
      const planned = mirror.write((writer) => rows.plan(writer, [...all.values()]));
      const lost = planned.displaced.filter((job) => !sought.has(JSON.stringify(job)));
      if (lost.length === 0 || rows.isAmong === null) return planned;
      for (const job of lost) sought.add(JSON.stringify(job));
      const lists = (lost[0] ?? []).map((_, at) => arrayOf(lost.map((job) => job[at] ?? '')));
      const text = statementFor('rows_of', rows.table, { among: rows.isAmong });
      for (const row of await instant.rows(text, lists)) all.set(row[0], row);
    }
  }
}

/** A list as PostgreSQL reads it. */
function arrayOf(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
