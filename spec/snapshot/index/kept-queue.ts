import type { Picture, PictureRequest } from '../../../lib/model/picture.js';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import type { Additions, DatabaseVersion } from '../../support/database-versions.js';
import { createDatabase } from '../../support/databases.js';
import { NativeWriter } from '../../support/native-writer.js';

/** A queue in a file, somebody who writes to it, a clock, and a reader that goes on from what it has read. */
export class KeptQueue {
  readonly #path: string;
  readonly #writer: NativeWriter;
  readonly #kept: LiveDatabase;
  /** What readers take for the time, ms. */
  now: number;

  private constructor(path: string, writer: NativeWriter, now: number) {
    this.#path = path;
    this.#writer = writer;
    this.now = now;
    this.#kept = new LiveDatabase(path, () => this.now);
  }

  /** Makes it at the path, with rows that the statement inserts. */
  static async make(
    path: string,
    migrated: Additions,
    rows: string,
    now: number,
    version: DatabaseVersion = 'A',
  ): Promise<KeptQueue> {
    await createDatabase(path, { migrated, version, sql: [rows] });
    return new KeptQueue(path, await NativeWriter.start(path), now);
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
    const fresh = new LiveDatabase(this.#path, () => this.now);
    try {
      return await this.#read(fresh, request, 'sql');
    } finally {
      await fresh.close();
    }
  }

  /** Ends the writer and the reader. */
  async close(): Promise<void> {
    await this.#writer.close();
    await this.#kept.close();
  }

  async #read(source: LiveDatabase, request: PictureRequest, way: 'index' | 'sql'): Promise<Picture> {
    const reading = await source.read((tables, walkQueue) => {
      const counting = way === 'sql' ? null : { walkQueue, mayComeLater: false, leavesOfText: 2 };
      return readPicture(tables, request, this.now, this.#path, counting);
    });
    if (reading.kind === 'problem') throw new Error(reading.problem.sentence + reading.problem.detail);
    if (reading.value.kind === 'problem') throw new Error(reading.value.problem.sentence);
    return reading.value.picture;
  }
}
