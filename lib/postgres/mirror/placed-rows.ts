import type { AskServer, ServerInstant } from '../link/server-link.js';
import { BeginAgain, type ChangedRows, changedRows, misplacedKeys, mostChanges } from './differences.js';
import type { MirroredRows } from './mirrored-rows.js';
import { blocksOf, statementFor } from './mirrored-table.js';
import { type MirroredPart, type MirrorPen, type SnapshotStamp, sinceText } from './part.js';

/** A table is read in runs of this many blocks, some ten thousand rows. */
const blocksAtOnce = 256;

/**
 * The rows of a table without an index on a column of whole numbers, told apart by their places. A row that is written
 * moves to another place, so after the first reading all of them are compared at one instant.
 */
export class PlacedRows implements MirroredPart {
  /** The block that is read next. */
  #block = 0;
  /** The instant before its first run of blocks was read. */
  #began: SnapshotStamp | null = null;
  #right: SnapshotStamp | null = null;
  #asked: Promise<ChangedRows> | null = null;

  constructor(readonly rows: MirroredRows) {}

  readonly isLoading = false;

  get oldest(): SnapshotStamp | null {
    return this.#right;
  }

  get size(): number {
    return Math.ceil(Math.max(blocksOf(this.rows.table), 1) / blocksAtOnce);
  }

  get portionRead(): number {
    return this.#right === null ? this.#block / Math.max(1, this.#blocks) : 1;
  }

  /** The same run of blocks is read from all heaps at once, so the largest heap says how many there are. */
  get #blocks(): number {
    return Math.max(0, ...this.rows.table.heaps.map(({ blocks }) => blocks));
  }

  readLess(): boolean {
    return false;
  }

  askAhead(ask: AskServer, steps: number): void {
    this.#asked =
      steps === 0 || this.#right === null ? null : changedRows(ask, this.rows, sinceText(this.#right));
    // Whoever does the step hears of it.
    this.#asked?.catch(() => {});
  }

  async step(instant: ServerInstant, now: SnapshotStamp, pen: MirrorPen): Promise<void> {
    const { rows } = this;
    this.#began ??= now;
    if (this.#block < this.#blocks) {
      const to = Math.min(this.#blocks, this.#block + Math.ceil(this.#blocks / this.size));
      const read = await instant.rows(statementFor('rows_in_blocks', rows.table), [this.#block, to]);
      pen.later((writer) => rows.fill(writer, read));
      this.#block = to;
      if (to < this.#blocks) return;
      pen.later((writer) => rows.recount(writer));
      // All of them are of one instant: there is nothing to compare.
      if (this.#began === now) this.#right = now;
      return;
    }
    await this.#compare(instant, this.#right ?? this.#began, pen);
    this.#right = now;
  }

  /**
   * Brings it to this instant by what was written since an earlier one, at which it was right or its first reading
   * began.
   */
  async #compare(instant: ServerInstant, since: SnapshotStamp, pen: MirrorPen): Promise<void> {
    const { rows } = this;
    const asked = this.#asked;
    this.#asked = null;
    const { count, changed, rows: read } = await (asked ?? changedRows(instant.rows, rows, sinceText(since)));
    if (changed > mostChanges) throw new BeginAgain('too much has changed');
    pen.write((writer) => rows.put(writer, read));
    if (rows.count === count) return;
    const { gone, missing } = await misplacedKeys(instant, rows, (work) => pen.write(work));
    pen.write((writer) => {
      rows.remove(writer, gone);
      rows.put(writer, missing);
    });
    if (rows.count !== count) throw new BeginAgain('the rows cannot be told apart');
  }
}
