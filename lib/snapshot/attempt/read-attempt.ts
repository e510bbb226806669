import { lockPage } from '../files/database-header.js';
import type { DatabasePaths } from '../files/database-paths.js';
import { identityAt } from '../files/opened-file.js';
import { ReadFailure, type Rejection } from '../files/read-failure.js';
import type { Instant } from '../files/system.js';
import { type AttemptFiles, openAttemptFiles } from './attempt-files.js';
import { type AttemptMemory, PageCache } from './attempt-memory.js';
import { changesSince, type KnownInstant } from './page-changes.js';
import { type PageLocation, type Pages, pageUnreadable, type WalkedPages } from './page-source.js';
import { checkSecondReading, type FirstReading } from './second-reading.js';

/** After this many proofs in a row a database counts as calm again, and nothing is read ahead. */
const calm = 20;

/** At most this many bytes are read ahead. */
const readAhead = 64 << 20;
/** A walk of more than this many bytes of the WAL is a long one, which goes on from what it could prove before. */
const walkedAhead = 4 << 20;

/**
 * One try at reading a consistent instant: pages from the WAL, the journal and the main file, in this order of
 * precedence, and then the proof that all of them existed together (design "The snapshot", points 2 to 4).
 */
export class ReadAttempt implements Pages {
  readonly pageSize: number;
  readonly length: number;
  /**
   * True once a page was requested that the files don't contain: if the read is proved, the database is damaged.
   */
  pageMissing = false;
  /** How many pages have been fetched from the files so far. */
  pagesRead = 0;
  /** The attempt's pages, for code that reads them without SQLite. */
  readonly walked: WalkedPages;
  readonly #served = new Set<number>();
  /** True if everything read so far is proved. */
  #proved = false;
  /** Pages that have to be read twice. */
  readonly #mainPages = new Map<number, Uint8Array>();
  /** Pages for which one reading is enough, as many as fit. */
  readonly #readOnce = new PageCache();
  /** Pages of the main file that were requested, including those that it turned out not to contain. */
  readonly #askedOfMain = new Set<number>();
  /** Pages that were read without {@link page}, and would be by another attempt. */
  readonly #walked = new Set<number>();
  /** Pages that may have changed since the known instant; null if the remembered pages can't be used. */
  #changed: ReadonlySet<number> | null;
  readonly #originals = new Map<number, Uint8Array>();
  /** Second readings of whatever was read without {@link page}. */
  readonly #secondReadings: (() => boolean)[] = [];
  readonly #onceReusable: (() => void)[] = [];
  readonly #onceProved: (() => void)[] = [];
  /** The failure of reading a page; SQLite only learns of an I/O error. */
  #failure: ReadFailure | null = null;

  readonly #memory: AttemptMemory;
  readonly #now: () => Instant;

  private constructor(
    memory: AttemptMemory,
    now: () => Instant,
    readonly files: AttemptFiles,
  ) {
    this.#memory = memory;
    this.#now = now;

    const { main, wal, journal, start } = files;
    const { index } = wal;
    this.pageSize = index?.header.pageSize ?? journal?.pageSize ?? start?.header.pageSize ?? 0;
    const pages = index?.databasePages ?? journal?.databasePages;
    this.length = pages === undefined ? main.size() : pages * this.pageSize;
    const walInForce = index === null || wal.file === null ? null : { index, file: wal.file };
    this.#changed = memory.known && journal === null ? changesSince(memory.known, main, walInForce) : null;
    this.walked = this.#forWalks();
  }

  /**
   * Opens the files and takes note of their state. Throws {@link ReadFailure}. The caller ends the attempt.
   */
  static begin(paths: DatabasePaths, memory: AttemptMemory, now: () => Instant): ReadAttempt | Rejection {
    const files = openAttemptFiles(paths, memory, now);
    return 'rejected' in files ? files : new ReadAttempt(memory, now, files);
  }

  /** Null unless it is already clear that this attempt can't be proved. */
  foresee(): Rejection | null {
    if (this.files.start === null || this.files.wal.isProof) return null;
    const rejection = this.#memory.rest.foresee(this.files.start, this.files.main);
    return rejection === null ? null : { ...rejection, postponed: true };
  }

  /**
   * Reads the pages that are most wanted all at once and proves them, so that a database that is written all the
   * time needn't be still for as long as the queries take. Null if they are proved.
   */
  readAhead(): Rejection | null {
    const { wanted } = this.#memory;
    if (wanted.length === 0) return null;
    this.files.main.expect(wanted.map((number) => [(number - 1) * this.pageSize, this.pageSize]));
    for (const number of wanted) {
      if (number * this.pageSize > this.length) continue;
      try {
        this.page(number);
      } catch (error) {
        if (error !== pageUnreadable) throw error;
      }
    }
    const rejection = this.check();
    this.#proved = rejection === null;
    // From here on, only what the queries ask for counts.
    this.pageMissing = false;
    return rejection;
  }

  page(number: number): Uint8Array {
    this.#served.add(number);
    try {
      return (
        this.#cached(number) ?? this.#fromLog(number) ?? this.#fromJournal(number) ?? this.#fromMain(number)
      );
    } catch (error) {
      if (error instanceof ReadFailure) {
        this.#failure = error;
        throw pageUnreadable;
      }
      throw error;
    }
  }

  /** See {@link WalkedPages}. */
  #forWalks(): WalkedPages {
    const { pageSize, length } = this;
    return {
      pageSize,
      length,
      main: this.files.main,
      page: (number) => this.page(number),
      changed: () => this.#changed,
      isReusable: () => this.#instant !== null,
      // From afar such a look takes longer than what it may save.
      isLost: () => !this.files.main.isFar && this.files.wal.wasRestarted(),
      locationOf: (number) => this.#locationOf(number),
      held: (number) =>
        this.#mainPages.get(number) ?? this.#originals.get(number) ?? this.#readOnce.page(number),
      alsoReads: (number) => void this.#askedOfMain.add(number),
      walks: (numbers) => {
        for (const number of numbers) this.#walked.add(number);
      },
      fetches: (pages) => this.#fetches(pages),
      readsElsewhere: (stand) => {
        this.#proved = false;
        this.#secondReadings.push(stand);
      },
      whenReusable: (keep) => void this.#onceReusable.push(keep),
      whenProved: (then) => void this.#onceProved.push(then),
    };
  }

  #locationOf(number: number): PageLocation {
    const { wal, journal, journalFile, main } = this.files;
    const frame = wal.index?.frameOf(number);
    if (frame !== undefined && wal.index !== null && wal.file !== null) {
      return { file: wal.file, offset: wal.index.offsetOf(frame), isMain: false };
    }
    const offset = journal?.offsetOf(number);
    if (offset !== undefined && journalFile !== null) return { file: journalFile, offset, isMain: false };
    return { file: main, offset: (number - 1) * this.pageSize, isMain: true };
  }

  #fetches(pages: number): void {
    this.pagesRead += pages;
    this.#memory.meter.add(pages * this.pageSize, this.length);
  }

  #cached(number: number): Uint8Array | undefined {
    return this.#changed?.has(number) === false ? this.#memory.cache.page(number) : undefined;
  }

  #fromLog(number: number): Uint8Array | undefined {
    const frame = this.files.wal.index?.frameOf(number);
    if (frame === undefined) return undefined;
    const known = this.#readOnce.page(number);
    if (known !== undefined) return known;
    const page = this.#newPage();
    if (!this.files.wal.readFrame(frame, page)) throw pageUnreadable;
    this.#readOnce.keep(number, page);
    return page;
  }

  #fromJournal(number: number): Uint8Array | undefined {
    const offset = this.files.journal?.offsetOf(number);
    if (offset === undefined || this.files.journalFile === null) return undefined;
    const known = this.#originals.get(number);
    if (known !== undefined) return known;
    const page = this.#newPage();
    if (this.files.journalFile.readInto(page, offset) < page.length) throw pageUnreadable;
    this.#originals.set(number, page);
    return page;
  }

  #fromMain(number: number): Uint8Array {
    const known = this.#mainPages.get(number) ?? this.#readOnce.page(number);
    if (known !== undefined) return known;
    const page = this.#newPage();
    if (number === lockPage(this.pageSize)) return page;
    this.#askedOfMain.add(number);
    // Only a torn or damaged page points to page 0.
    if (number < 1 || this.files.main.readInto(page, (number - 1) * this.pageSize) < page.length) {
      this.pageMissing = true;
      throw pageUnreadable;
    }
    if (this.#readsTwice) this.#mainPages.set(number, page);
    else this.#readOnce.keep(number, page);
    return page;
  }

  #newPage(): Uint8Array {
    this.#proved = false;
    this.#fetches(1);
    return new Uint8Array(this.pageSize);
  }

  /**
   * Null if everything that was read existed together at one instant; otherwise it may be a mixture. Throws {@link
   * ReadFailure} if a file can't be read.
   */
  check(): Rejection | null {
    if (this.#failure !== null) throw this.#failure;
    const rejection = this.#proved ? null : this.#prove();
    const memory = this.#memory;
    memory.proved = rejection === null ? memory.proved + 1 : 0;
    if (rejection !== null) this.#want();
    else if (memory.proved > calm) memory.wanted = [];
    if (rejection === null) this.#settle();
    return rejection;
  }

  /** What was registered before everything was proved, or after that without reading anything else. */
  #settle(): void {
    const reusable = this.#onceReusable.splice(0);
    if (this.#instant !== null) for (const keep of reusable) keep();
    for (const then of this.#onceProved.splice(0)) then();
  }

  get #firstReading(): FirstReading {
    const { files, length } = this;
    const memory = this.#memory;
    const now = this.#now;
    const mainPages = this.#mainPages;
    const askedOfMain = this.#askedOfMain;
    const secondReadings = this.#secondReadings;
    return { files, memory, now, length, mainPages, askedOfMain, secondReadings };
  }

  /** Of those read without {@link page}, all are wanted if pages are read twice, else if they are few; if there is room. */
  #want(): void {
    const memory = this.#memory;
    const served = this.#served;
    const pages = new Set([...memory.wanted, ...served]);
    const walked = this.#walked;
    const few = walked.size * this.pageSize <= walkedAhead ? walked : [];
    const all = new Set([...pages, ...(this.#readsTwice ? [...this.#askedOfMain, ...walked] : few)]);
    const wanted = [all, pages].find(({ size }) => size * this.pageSize <= readAhead) ?? [];
    memory.wanted = [...wanted].sort((one, other) => one - other);
  }

  /** The instant from which the next attempt can tell which pages have changed; null if it won't be able to. */
  get #instant(): KnownInstant | null {
    const memory = this.#memory;
    const { start } = this.files;
    const main = this.files.main.identity;
    const { index } = this.files.wal;
    if (start !== null) {
      return memory.rest.restsLong(start) ? { kind: 'at-rest', main, status: start.status } : null;
    }
    if (index === null || this.#readsTwice) return null;
    const { end, endHeader } = index;
    return { kind: 'wal', main, index, end, endHeader };
  }

  get #readsTwice(): boolean {
    return !this.files.wal.isProof || this.files.journal !== null;
  }

  #prove(): Rejection | null {
    const readTwice = this.#readsTwice;
    const fromMain = this.#askedOfMain;
    const rejection = readTwice ? checkSecondReading(this.#firstReading) : this.files.wal.check(fromMain);
    if (rejection !== null) return rejection;
    if (identityAt(this.files.paths.system, this.files.paths.main) !== this.files.main.identity)
      return { rejected: 'the database was replaced' };
    const instant = this.#instant;
    if (instant !== null) this.#keep(instant);
    return null;
  }

  /** Makes this the instant at which the remembered pages are correct. */
  #keep(instant: KnownInstant): void {
    const memory = this.#memory;
    memory.forget(this.#changed);
    for (const pages of [this.#mainPages, this.#readOnce.entries()]) {
      for (const [number, page] of pages) memory.cache.keep(number, page);
    }
    memory.known = instant;
    this.#changed = new Set();
  }

  end(): void {
    this.files.close();
  }
}
