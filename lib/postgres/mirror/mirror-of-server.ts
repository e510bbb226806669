import type { ReadProgress } from '../../model/picture.js';
import { MirrorDatabase } from '../../snapshot/mirror/mirror-database.js';
import type { Row } from '../link/server-connection.js';
import type { ServerInstant } from '../link/server-link.js';
import { type Catalog, readCatalog } from './catalog.js';
import { BeginAgain, changedRows, type Difference, misplacedKeys } from './differences.js';
import { MirroredRows } from './mirrored-rows.js';
import { creation, quoted, statementFor } from './mirrored-table.js';

/** The words of jobs that stand first in the list, as workers write them most often. */
const firstWords = ['FAILED', 'ERROR', 'RUNNING', 'STAGED'];
/** For each of them, and of the newest jobs, this many are shown first. */
const perWord = 200;
/** A table is read in runs of this many blocks, some ten thousand rows. */
const blocksAtOnce = 256;
/** How large a block is, where that matters only for how far the reading is. */
const blockBytes = 8192;
/** A transaction of the first reading begins no other run after this many ms. */
const fillingMs = 700;
/** Its snapshots are this far apart at most: beyond it, numbers of transactions may have come round. */
const farthest = 1_000_000_000n;

/** Where the first reading of the tables is. */
interface Filling {
  /** The table and the block that come next. */
  table: number;
  block: number;
  /** How many blocks have been read. */
  done: number;
}

/**
 * The rows of a server's queue in a mirror: first a few jobs, then all of them run by run, and from then on what was
 * written since. It follows one server: after a restart there, or if tables are altered or rewritten, it begins again.
 */
export class MirrorOfServer {
  readonly mirror: MirrorDatabase;
  readonly #catalog: Catalog;
  readonly #rows: readonly MirroredRows[];
  readonly #server: string;
  #filling: Filling | null;
  /** The oldest transaction that ran when the mirror was last right, or its first reading began. */
  #since: bigint;
  /** The snapshot that the mirror shows; null while it shows none. */
  #shown: string | null = null;
  readonly #onProgress: (progress: ReadProgress) => void;

  private constructor(
    mirror: MirrorDatabase,
    catalog: Catalog,
    instant: ServerInstant,
    onProgress: (progress: ReadProgress) => void,
  ) {
    this.mirror = mirror;
    this.#onProgress = onProgress;
    this.#catalog = catalog;
    this.#server = instant.server;
    this.#rows = catalog.tables.map((table) => new MirroredRows(table));
    this.#since = oldestOf(instant.snapshot);
    this.#filling = { table: 0, block: 0, done: 0 };
  }

  /** One with the first few jobs. The caller closes its mirror. */
  static async begin(
    instant: ServerInstant,
    onProgress: (progress: ReadProgress) => void,
  ): Promise<MirrorOfServer> {
    const catalog = await readCatalog(instant);
    const mirror = await MirrorDatabase.open(onProgress);
    try {
      const made = new MirrorOfServer(mirror, catalog, instant, onProgress);
      await made.#begin(instant);
      return made;
    } catch (error) {
      mirror.close();
      throw error;
    }
  }

  /** What it doesn't have of the server's tables. */
  get lacks(): Pick<Catalog, 'unread' | 'hidesRows'> {
    return this.#catalog;
  }

  /** Whether all rows are there, as they were at one instant. */
  get isWhole(): boolean {
    return this.#shown !== null;
  }

  /**
   * Brings it closer to this instant; whole, if it can be. Throws {@link BeginAgain} if it can't go on, and what the
   * instant's statements throw: then nothing that it shows has changed.
   */
  async follow(instant: ServerInstant, steady: () => number): Promise<void> {
    if (instant.server !== this.#server) throw new BeginAgain('another server');
    if (instant.snapshot === this.#shown && !instant.isStandby) return;
    const catalog = await readCatalog(instant);
    if (catalog.identity !== this.#catalog.identity) throw new BeginAgain('other tables');
    // What it ends with has a transaction of its own: it takes its time, too.
    if (this.#filling !== null) await this.#fill(instant, this.#filling, steady);
    else await this.#adopt(instant);
  }

  async #begin(instant: ServerInstant): Promise<void> {
    const queue = this.#queue;
    const words = this.#catalog.hasDispatchIndex ? firstWords : [];
    const found: Row[] = [];
    for (const word of words)
      found.push(...(await instant.rows(statementFor('first_jobs_saying', queue.table), [word, perWord])));
    found.push(...(await instant.rows(statementFor('newest_jobs', queue.table), [perWord])));
    this.mirror.write((writer) => {
      for (const table of this.#catalog.tables) writer.define(creation(table));
      for (const { name, columns } of this.#catalog.tables)
        if (columns.some((column) => column.name === 'job_id'))
          writer.define(`CREATE INDEX ${quoted(`mirror_${name}`)} ON ${quoted(name)} (job_id)`);
      if (words.length > 0)
        writer.define('CREATE INDEX ix_queue_pop ON cf_processing_queue (status, priority, id)');
      queue.fill(writer, found);
    });
  }

  get #queue(): MirroredRows {
    const queue = this.#rows.find(({ table }) => table.name === 'cf_processing_queue');
    if (queue === undefined) throw new BeginAgain('no queue');
    return queue;
  }

  /** Reads runs of blocks for as long as a transaction may take. */
  async #fill(instant: ServerInstant, filling: Filling, steady: () => number): Promise<void> {
    const until = steady() + fillingMs;
    for (;;) {
      const rows = this.#rows[filling.table];
      if (rows === undefined) break;
      const to = Math.min(rows.table.blocks, filling.block + blocksAtOnce);
      if (to > filling.block) {
        const read = await instant.rows(statementFor('rows_in_blocks', rows.table), [filling.block, to]);
        this.mirror.write((writer) => rows.fill(writer, read));
        filling.done += to - filling.block;
        this.#tell(filling.done);
      }
      const isLast = to >= rows.table.blocks;
      filling.table += isLast ? 1 : 0;
      filling.block = isLast ? 0 : to;
      if (steady() > until) return;
    }
    this.mirror.write((writer) => {
      for (const rows of this.#rows) rows.recount(writer);
    });
    this.#filling = null;
  }

  #tell(blocks: number): void {
    const all = this.#rows.reduce((sum, { table }) => sum + table.blocks, 0);
    this.#onProgress({ bytesRead: blocks * blockBytes, databaseBytes: all * blockBytes });
  }

  /** Reads what was written since, and makes the mirror what the server is at this instant, or leaves it as it is. */
  async #adopt(instant: ServerInstant): Promise<void> {
    const oldest = oldestOf(instant.snapshot);
    if (oldest - this.#since > farthest) throw new BeginAgain('too long ago');
    const differences: Difference[] = [];
    for (const rows of this.#rows) {
      const difference = await changedRows(instant, rows, lowBits(this.#since));
      if (difference === null) throw new BeginAgain('too much has changed');
      differences.push(difference);
    }
    this.#shown = null;
    this.mirror.write((writer) => {
      for (const { rows, changed } of differences) rows.put(writer, changed);
    });
    for (const { rows, count } of differences)
      if (rows.count !== count) await this.#putRight(instant, rows, count);
    this.#since = oldest;
    this.#shown = instant.snapshot;
  }

  async #putRight(instant: ServerInstant, rows: MirroredRows, count: number): Promise<void> {
    const { gone, missing } = await misplacedKeys(instant, rows, (work) => this.mirror.write(work));
    this.mirror.write((writer) => {
      rows.remove(writer, gone);
      rows.put(writer, missing);
    });
    if (rows.count !== count) throw new BeginAgain('the rows cannot be told apart');
  }
}

/** The oldest transaction that ran at a snapshot, as the server counts them. */
function oldestOf(snapshot: string): bigint {
  return BigInt(/^\d+/.exec(snapshot)?.[0] ?? 0);
}

/** How a row notes a transaction: without how often the numbers have come round. */
function lowBits(transaction: bigint): string {
  return String(BigInt.asUintN(32, transaction));
}
