import type { ReadProgress } from '../../model/picture.js';
import { AttemptOver, type WalkedPages } from '../attempt/page-source.js';
import { ProgressMeter } from '../attempt/progress-meter.js';
import { nextTurn } from '../files/node-system.js';
import type { OpenedFile } from '../files/opened-file.js';
import type { WalkQueue } from '../index/queue-walk.js';
import { type DatabaseResult, walksQueue } from '../live-database.js';
import type { Queryable } from '../port.js';
import { ReaderMemory } from '../reader-memory.js';
import { SqliteEngine } from '../sqlite/sqlite-engine.js';
import { AttemptAnswers, problemOfSqlite, type SqliteSession } from '../sqlite/sqlite-session.js';
import type { SqliteWriter } from '../sqlite/sqlite-writer.js';
import { IndexLoader } from './index-loader.js';
import { MirrorPages, mirrorFile, PageSink } from './mirror-pages.js';
import { TableLoader } from './table-loader.js';

const pageSize = 4096;

/**
 * A database in this process's own memory with the rows of a server's tables, so that it can be read like a file: by
 * the same queries, with the same index of the queue. We know which pages were written, so nothing needs proof.
 */
export class MirrorDatabase {
  readonly #pages: MirrorPages;
  readonly #file: OpenedFile;
  readonly #engine: SqliteEngine;
  /** Null after pages were written without SQLite: what it has cached is outdated then. */
  #writer: SqliteWriter | null;
  #session: SqliteSession;
  readonly #memory: ReaderMemory;
  /** Pages that have changed since the last read; null: nothing was read yet. */
  #changed: Set<number> | null = null;

  private constructor(engine: SqliteEngine, onProgress: (progress: ReadProgress) => void) {
    this.#pages = new MirrorPages(pageSize, engine.emptyDatabase(pageSize));
    this.#file = mirrorFile(this.#pages);
    this.#engine = engine;
    this.#writer = engine.writer(new PageSink(this.#pages));
    this.#session = engine.session();
    this.#memory = new ReaderMemory(new ProgressMeter(onProgress));
  }

  /** An empty one. The caller closes it. */
  static async open(onProgress: (progress: ReadProgress) => void = () => {}): Promise<MirrorDatabase> {
    return new MirrorDatabase(await SqliteEngine.load(), onProgress);
  }

  /** Has the tables of another program's queue read as ours; null: they are ours. Before anything is read. */
  present(queue: string | null): void {
    this.#session = this.#engine.session(queue);
  }

  /** Its size in bytes. */
  get bytes(): number {
    return this.#pages.length;
  }

  /** Writes to it in one transaction, which is rolled back if `work` throws. */
  write<T>(work: (writer: SqliteWriter) => T): T {
    this.#writer ??= this.#engine.writer(new PageSink(this.#pages));
    const writer = this.#writer;
    return writer.transaction(() => work(writer));
  }

  /** Fills an empty table with many rows. Until the loader has ended, nothing else may be written. */
  loader(table: string): TableLoader {
    return new TableLoader(this.#pages, this.#rootOf(table));
  }

  /** Fills an empty index. Until the loader has ended, nothing else may be written. */
  indexLoader(index: string): IndexLoader {
    return new IndexLoader(this.#pages, this.#rootOf(index));
  }

  /**
   * The first page of a table or an index. Also closes the writer, because SQLite's cache of pages will be outdated.
   */
  #rootOf(name: string): number {
    const [row] = this.write((writer) =>
      writer.rows('SELECT rootpage FROM sqlite_schema WHERE name = ?', [name]),
    );
    this.#writer?.close();
    this.#writer = null;
    return Number(row?.[0]);
  }

  /**
   * Runs queries on its present rows, which may also walk the queue's table. `asOf` (ms) is the instant that it shows;
   * `file` names it in a problem. Never rejects.
   */
  async read<T>(
    queries: (database: Queryable, walkQueue: WalkQueue) => T,
    asOf: number,
    file: string,
  ): Promise<DatabaseResult<T>> {
    const { meter, texts } = this.#memory;
    meter.begin();
    let most = 0;
    for (;;) {
      try {
        return { kind: 'value', value: this.#query(queries), asOf };
      } catch (error) {
        if (!(error instanceof AttemptOver))
          return { kind: 'problem', problem: problemOfSqlite(error, file) };
      }
      const { progress } = this.#memory;
      texts.isHurried = progress <= most;
      most = Math.max(most, progress);
      await nextTurn();
    }
  }

  /** Frees its memory. */
  close(): void {
    this.#session.close();
    this.#writer?.close();
    this.#memory.clear();
  }

  #query<T>(queries: (database: Queryable, walkQueue: WalkQueue) => T): T {
    const written = this.#pages.takeWritten();
    if (this.#changed !== null) for (const page of written) this.#changed.add(page);
    const onceRead: (() => void)[] = [];
    const attempt = this.#attempt(onceRead);
    const answers = new AttemptAnswers(attempt, this.#memory.queries);
    try {
      const value = this.#session.run(attempt, answers, (database) =>
        queries(database, walksQueue(attempt, this.#memory, database)),
      );
      this.#keep(onceRead);
      return value;
    } catch (error) {
      if (error instanceof AttemptOver) this.#keep(onceRead);
      throw error;
    }
  }

  /** Keeps what was read: it is valid until its pages are written again. */
  #keep(onceRead: readonly (() => void)[]): void {
    this.#memory.forget(this.#changed);
    for (const keep of onceRead) keep();
    this.#changed = new Set();
  }

  #attempt(onceRead: (() => void)[]): WalkedPages {
    const { meter } = this.#memory;
    const pages = this.#pages;
    const { length } = pages;
    const changed = this.#changed;
    return {
      pageSize,
      length,
      main: this.#file,
      page: (number) => pages.page(number),
      changed: () => changed,
      isReusable: () => true,
      isLost: () => false,
      locationOf: (number) => ({ file: this.#file, offset: (number - 1) * pageSize, isMain: true }),
      held: () => undefined,
      alsoReads: () => {},
      walks: () => {},
      fetches: (count) => meter.add(count * pageSize, length),
      readsElsewhere: () => {},
      whenReusable: (keep) => void onceRead.push(keep),
      whenProved: (then) => void onceRead.push(then),
    };
  }
}
