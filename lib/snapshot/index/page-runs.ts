import { placeOf } from '../attempt/page-place.js';
import type { ReadAttempt } from '../attempt/read-attempt.js';
import type { OpenedFile } from '../files/opened-file.js';
import { hashOf, type PageHash } from './page-hash.js';
import { Unfit } from './unfit.js';

/** Pages no farther apart than this are read together with what lies between them. */
const nearby = 4;
/** At most this many pages are read at once. */
const runPages = 64;

/** Pages of one file, in the order of their places. */
interface Run {
  readonly file: OpenedFile;
  readonly pages: { readonly number: number; readonly offset: number }[];
}

/** A page as it was read; its bytes are gone when the next one is. */
export interface PageRead {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly hash: PageHash;
}

/**
 * Reads pages past SQLite as one attempt finds them, many at a time, without keeping their bytes. Those of the main file
 * are read again, and compared by hash, when the attempt is proved.
 */
export class PageRuns {
  readonly #fromMain = new Map<number, PageHash>();
  readonly #memory: Buffer;

  constructor(private readonly attempt: ReadAttempt) {
    this.#memory = Buffer.allocUnsafeSlow(attempt.pageSize * runPages);
    attempt.readsElsewhere(() => this.#stand());
  }

  /** Each of these pages, in no order. Throws {@link Unfit} for a page that isn't there. */
  *read(numbers: Iterable<number>): Generator<PageRead> {
    const { attempt } = this;
    for (const { file, pages } of this.#runs(numbers)) {
      const isMain = file === attempt.main;
      for (const page of this.#pages(file, pages)) {
        if (isMain) {
          attempt.alsoReads(page.number);
          this.#fromMain.set(page.number, page.hash);
        }
        attempt.fetches(1);
        yield page;
      }
    }
  }

  /** One page, whose bytes are the caller's, also between two that {@link read} gives. Throws {@link Unfit} where it isn't there. */
  page(number: number): Uint8Array {
    const { attempt } = this;
    if (number < 2 || number * attempt.pageSize > attempt.length) throw new Unfit('no such page');
    const { file, offset, isMain } = placeOf(attempt, number);
    const bytes = new Uint8Array(attempt.pageSize);
    if (file.readInto(bytes, offset) < bytes.length) throw new Unfit('a page is missing');
    if (isMain) {
      attempt.alsoReads(number);
      this.#fromMain.set(number, hashOf(bytes));
    }
    attempt.fetches(1);
    return bytes;
  }

  *#runs(numbers: Iterable<number>): Generator<Run> {
    const { attempt } = this;
    const places = [...numbers].map((number) => {
      if (number < 2 || number * attempt.pageSize > attempt.length) throw new Unfit('no such page');
      return { number, ...placeOf(attempt, number) };
    });
    places.sort((one, other) => one.offset - other.offset);
    for (const file of new Set(places.map((place) => place.file))) {
      let run: Run = { file, pages: [] };
      for (const { number, offset, file: itsFile } of places) {
        if (itsFile !== file) continue;
        if (!isNear(run, offset, attempt.pageSize)) {
          yield run;
          run = { file, pages: [] };
        }
        run.pages.push({ number, offset });
      }
      if (run.pages.length > 0) yield run;
    }
  }

  *#pages(file: OpenedFile, pages: Run['pages']): Generator<PageRead> {
    const { pageSize } = this.attempt;
    const start = pages[0]?.offset ?? 0;
    const end = (pages.at(-1)?.offset ?? 0) + pageSize;
    const block = this.#memory.subarray(0, end - start);
    if (file.readInto(block, start) < block.length) throw new Unfit('a page is missing');
    for (const { number, offset } of pages) {
      const bytes = block.subarray(offset - start, offset - start + pageSize);
      yield { number, bytes, hash: hashOf(bytes) };
    }
  }

  /** Whether the pages of the main file hold the same once more. */
  #stand(): boolean {
    try {
      for (const { file, pages } of this.#runs(this.#fromMain.keys())) {
        for (const { number, hash } of this.#pages(file, pages)) {
          const before = this.#fromMain.get(number);
          if (before?.one !== hash.one || before.other !== hash.other) return false;
        }
      }
      return true;
    } catch (error) {
      if (error instanceof Unfit) return false;
      throw error;
    }
  }
}

function isNear({ pages }: Run, offset: number, pageSize: number): boolean {
  const [first, last] = [pages[0], pages.at(-1)];
  if (first === undefined || last === undefined) return true;
  return offset - last.offset <= nearby * pageSize && offset - first.offset <= (runPages - 1) * pageSize;
}
