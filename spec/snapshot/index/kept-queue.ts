import type { Picture, PictureRequest } from '../../../lib/model/picture.js';
import type { SearchPace } from '../../../lib/snapshot/index/sieve/search-text.js';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import type { Workers } from '../../../lib/snapshot/queries/panels/read-workers.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import type { Additions, DatabaseVersion } from '../../support/database-versions.js';
import { createDatabase } from '../../support/databases.js';
import { hurriedSystem } from '../../support/hurried-system.js';
import { NativeWriter } from '../../support/native-writer.js';
import { walksBySql } from '../by-sql/queue-by-sql.js';

/** How the file is made, how much of a search is done in one read, and who checks workers. */
interface KeptOptions {
  readonly form?: { readonly pageSize: 512 | 4096; readonly journalMode: 'wal' | 'delete' };
  readonly searchPace?: SearchPace;
  readonly workers?: Workers;
}

/** Ends each read as soon as it has searched two leaves. */
export const inSlices: SearchPace = { steady: () => 0, patience: 0, leaves: 2 };

/** A queue in a file, somebody who writes to it, a clock, and a reader that goes on from what it has read. */
export class KeptQueue {
  readonly #path: string;
  readonly #writer: NativeWriter;
  readonly #kept: LiveDatabase;
  /** What readers take for the time, ms. */
  now: number;

  readonly #options: KeptOptions;

  private constructor(path: string, writer: NativeWriter, now: number, options: KeptOptions) {
    this.#path = path;
    this.#writer = writer;
    this.now = now;
    this.#options = options;
    this.#kept = this.#opened();
  }

  /** Makes it at the path, with rows that the statement inserts. */
  static async make(
    path: string,
    migrated: Additions,
    rows: string,
    now: number,
    version: DatabaseVersion = 'A',
    options: KeptOptions = {},
  ): Promise<KeptQueue> {
    await createDatabase(path, { migrated, version, sql: [rows], ...options.form });
    return new KeptQueue(path, await NativeWriter.start(path), now, options);
  }

  #opened(): LiveDatabase {
    return new LiveDatabase(this.#path, () => this.now, undefined, hurriedSystem());
  }

  /** Commits statements, and lets time pass. */
  async pass(statements: readonly string[], laterMs: number): Promise<void> {
    for (const sql of statements) await this.#writer.exec(sql);
    this.now += laterMs;
  }

  /** The picture by the index that the reader keeps. */
  byIndex(request: PictureRequest): Promise<Picture> {
    return this.#read(this.#kept, request, 'index');
  }

  /** The picture by SQL alone, of a reader that begins with it. */
  async bySql(request: PictureRequest): Promise<Picture> {
    const fresh = this.#opened();
    try {
      return await this.#read(fresh, request, 'sql');
    } finally {
      await fresh.close();
    }
  }

  /** How many pages the kept reader has fetched. */
  get pagesRead(): number {
    return this.#kept.statistics.pagesRead;
  }

  /** Ends the writer and the reader. */
  async close(): Promise<void> {
    await this.#writer.close();
    await this.#kept.close();
  }

  async #read(source: LiveDatabase, request: PictureRequest, way: 'index' | 'sql'): Promise<Picture> {
    const reading = await source.read((tables, walkQueue) => {
      const { searchPace, workers } = this.#options;
      const pace = searchPace && { searchPace };
      const walk = way === 'sql' ? walksBySql(tables) : walkQueue;
      const counting = { walkQueue: walk, mayComeLater: false, leavesOfText: 2, ...pace };
      return readPicture(tables, request, this.now, this.#path, counting, workers);
    });
    if (reading.kind === 'problem') throw new Error(reading.problem.sentence + reading.problem.detail);
    if (reading.value.kind === 'problem') throw new Error(reading.value.problem.sentence);
    return reading.value.picture;
  }
}
