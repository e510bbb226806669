import { jobStatuses, jobTypes } from '../../../lib/model/job.js';
import type { JobTotals, Picture, PictureRequest } from '../../../lib/model/picture.js';
import { sqlText } from '../../../lib/schema/statement.js';
import type { ExactJob } from '../../../lib/snapshot/index/decode/unusual-rows.js';
import type { Walk } from '../../../lib/snapshot/index/queue-walk.js';
import { untilDone } from '../../../lib/snapshot/index/sieve/search-text.js';
import { type DatabaseResult, LiveDatabase } from '../../../lib/snapshot/live-database.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import { FilesInMemory } from '../../support/files-in-memory.js';
import { sharedMemoryFile, type WalFormat, type WalFrame, walFile } from '../../support/wal-file.js';
import { countedPicture, pictureBySql } from '../queries/counted-picture.js';
import type { QueueDatabase } from '../queries/queue-database.js';
import { emptyDatabase, inOrder, jobAt, queriedQueue } from './queue-file.js';

export const pageSize = 512;
/** Makes a queue with columns behind those that may be long. */
export const madeQueue: readonly string[] = [
  sqlText('tables/cf_processing_queue'),
  ...[
    ...['items_processed INTEGER', 'items_total INTEGER', 'output_size_bytes INTEGER'],
    `job_type TEXT DEFAULT 'PARSE'`,
  ].map((column) => `ALTER TABLE cf_processing_queue ADD COLUMN ${column}`),
];

/** Adds jobs some of whose rows reach into overflow pages. */
export const jobs = (count: number, text: number) => `
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
  INSERT INTO cf_processing_queue (plugin_name, status, claim_time, items_total, error_message)
  SELECT 'p' || (i % 7), CASE i % 3 WHEN 0 THEN 'FAILED' WHEN 1 THEN 'RUNNING' ELSE 'COMPLETED' END,
    1768300000 + i, i % 4, printf('%.*c', CASE i % 9 WHEN 0 THEN 900 ELSE ${text} END, 'x') FROM n`;

/** What the index says. */
export interface Walked {
  readonly jobs: readonly ExactJob[];
  readonly totals: JobTotals | undefined;
}

/** What is left of a job's numbers in columns; those that are greater stand elsewhere, and count in the sums. */
function inColumns(job: ExactJob): ExactJob {
  const { filesProcessed, filesTotal, filesFailed, bytes } = job;
  return {
    ...{ ...job, filesProcessed: filesProcessed % 2 ** 32, filesTotal: filesTotal % 2 ** 32 },
    ...{ filesFailed: filesFailed % 2 ** 32, bytes: BigInt(Number(bytes)) },
  };
}

function totalsOf(jobs: readonly ExactJob[]): JobTotals {
  const isComplete = ({ kind }: ExactJob) => jobStatuses[Math.floor(kind / jobTypes.length)] === 'complete';
  return {
    filesProcessed: jobs.reduce((sum, job) => sum + job.filesProcessed, 0),
    filesTotal: jobs.reduce((sum, job) => sum + job.filesTotal, 0),
    outputBytes: jobs.filter(isComplete).reduce((sum, { bytes }) => sum + bytes, 0n),
  };
}

/** A database in memory whose commits go to a log in memory, as SQLite writes them. */
export class Scene {
  readonly files = new FilesInMemory();
  readonly live: LiveDatabase;
  /** For how many jobs the index had room when it was read last. */
  room = 0;
  #format: WalFormat = { pageSize, bigEndian: false, salts: [7, 8] };
  #frames: WalFrame[] = [];
  /** How many of them are in the main file. */
  #copied = 0;
  #written: Uint8Array;

  /** With a queue that the statements fill. Whoever begins it ends it. */
  static async begin(sql: string): Promise<Scene> {
    const database = await emptyDatabase({ encoding: 'UTF-8', pageSize, reserved: 0 });
    database.run([...madeQueue, sql].join(';\n'));
    return new Scene(database);
  }

  /** With this database, which is closed with the scene. */
  constructor(public database: QueueDatabase) {
    this.#written = this.#bytes();
    this.#format = { ...this.#format, pageSize: Buffer.from(this.#written).readUInt16BE(16) };
    this.files.write('db', this.#written);
    this.files.clock += 5000;
    this.live = new LiveDatabase('db', () => this.files.clock, undefined, this.files);
  }

  /** Commits what a statement does, to a new log where the one before is `copied` whole. */
  commit(sql: string, copied = false): void {
    if (copied) {
      const [first, second] = this.#format.salts;
      this.copy();
      this.#format = { ...this.#format, salts: [first + 1, second + 2] };
      this.#frames = [];
      this.#copied = 0;
    }
    this.database.run(sql);
    const bytes = this.#bytes();
    const { pageSize } = this.#format;
    const databasePages = bytes.length / pageSize;
    const pageOf = (of: Uint8Array, number: number) =>
      of.subarray((number - 1) * pageSize, number * pageSize);
    for (let page = 1; page <= databasePages; page += 1) {
      const content = pageOf(bytes, page);
      if (Buffer.compare(content, pageOf(this.#written, page)) === 0) continue;
      this.#frames.push({ page, content, databasePages: 0 });
    }
    const last = this.#frames.pop();
    if (last !== undefined) this.#frames.push({ ...last, databasePages });
    this.#written = bytes;
    this.#log();
  }

  /** A checkpoint of the whole log. */
  copy(): void {
    this.files.write('db', this.#written);
    this.#copied = this.#frames.length;
    if (this.#copied > 0) this.#log();
  }

  /** Puts another database in the place of this one, in the same file or in another one of the same name. */
  replaceBy(database: QueueDatabase, isSameFile: boolean): void {
    this.database.close();
    this.database = database;
    this.#written = this.#bytes();
    for (const name of ['db-wal', 'db-shm']) this.files.remove(name);
    if (!isSameFile) this.files.remove('db');
    this.files.write('db', this.#written);
    this.files.clock += 5000;
    this.#frames = [];
    this.#copied = 0;
  }

  /** A picture as of `now`, ms, of the reader that stays. */
  async picture(request: PictureRequest, now: number, searchPace = untilDone): Promise<Picture> {
    const reading = await this.live.read((tables, walkQueue) =>
      readPicture(tables, request, now, 'db', { walkQueue, mayComeLater: false, searchPace }),
    );
    if (reading.kind === 'problem') throw new Error(reading.problem.sentence + reading.problem.detail);
    if (reading.value.kind === 'problem') throw new Error(reading.value.problem.sentence);
    return reading.value.picture;
  }

  /** The same of a reader that begins with it. */
  afresh(request: PictureRequest, now: number, way: 'index' | 'SQL'): Picture {
    return (way === 'SQL' ? pictureBySql : countedPicture)(this.#written, request, now);
  }

  #log(): void {
    const log = walFile(this.#format, this.#frames);
    const shared = sharedMemoryFile(log, this.#frames.length, this.#format.salts);
    shared.writeUInt32LE(this.#copied, 96);
    this.files.write('db-wal', log);
    this.files.write('db-shm', shared);
  }

  #bytes(): Uint8Array {
    const bytes = this.database.bytes();
    bytes.set([2, 2], 18);
    return bytes;
  }

  /**
   * The jobs as the index has them; null where it can't be made. In each attempt something is done before and after it.
   */
  read(before: () => void = () => {}, after: () => void = () => {}): Promise<DatabaseResult<Walked | null>> {
    const indexOf = (walk: Walk | null) => {
      try {
        return walk?.queue()?.index;
      } finally {
        after();
      }
    };
    return this.live.read((tables, walkQueue) => {
      before();
      const index = indexOf(walkQueue(readShape(tables)));
      if (index === undefined) return null;
      this.room = index.columns.ids.length;
      const list = index.lists.list('all', () => true);
      const slots = [...list.slots(0, list.count)];
      return {
        jobs: inOrder(slots.map((slot) => jobAt(index.columns, slot, index))),
        totals: index.table()?.totals(),
      };
    });
  }

  /** The same by SQL. */
  expected(): Walked {
    const jobs = queriedQueue(this.database);
    return { jobs: jobs.map(inColumns), totals: totalsOf(jobs) };
  }

  /** How many pages were read meanwhile. */
  async pagesOf(work: () => Promise<unknown>): Promise<number> {
    const before = this.live.statistics.pagesRead;
    await work();
    return this.live.statistics.pagesRead - before;
  }

  async end(): Promise<void> {
    await this.live.close();
    this.database.close();
  }
}
