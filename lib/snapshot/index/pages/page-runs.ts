import { AttemptOver, type WalkedPages } from '../../attempt/page-source.js';
import type { OpenedFile } from '../../files/opened-file.js';
import { hashOf, hashWords, type PageHash } from './page-hash.js';
import { NotWalkable } from './table-tree.js';

/** Pages at most this far apart are read together with what is between them. */
const nearby = 4;
/** At most this many pages are read at once. */
const runPages = 64;
/** After this many pages we check whether reading more is still of use: a writer may restart the WAL at any time. */
const pagesPerCheck = 256;

/** Pages of one file that are read in one go, ordered by position. */
interface Run {
  readonly file: OpenedFile;
  readonly numbers: number[];
  /** Where each page begins in the file. */
  readonly offsets: number[];
}

/** A page as it was read; its bytes are overwritten by the next one. */
export class PageRead implements PageHash {
  readonly #block: Uint8Array;
  readonly #from: number;
  readonly #size: number;

  constructor(
    readonly number: number,
    readonly one: number,
    readonly other: number,
    block: Uint8Array,
    from: number,
    size: number,
  ) {
    this.#block = block;
    this.#from = from;
    this.#size = size;
  }

  get bytes(): Uint8Array {
    return this.#block.subarray(this.#from, this.#from + this.#size);
  }
}

/**
 * Reads pages without SQLite, as one attempt sees them, many at a time, without keeping their bytes. Those of the
 * main file are read again, and compared by hash, when the attempt is proved; those that are already in memory
 * aren't read at all.
 */
export class PageRuns {
  /** What was read from the main file, with two words of hash for each page. */
  readonly #fromMain: { readonly run: Run; readonly hashes: Int32Array }[] = [];
  readonly #memory: Uint8Array;
  readonly #words: Int32Array;
  #isAnnounced = false;

  readonly #attempt: WalkedPages;

  constructor(attempt: WalkedPages) {
    this.#attempt = attempt;

    this.#memory = new Uint8Array(attempt.pageSize * runPages);
    this.#words = new Int32Array(this.#memory.buffer);
  }

  /**
   * Each of these pages, in no particular order. Throws {@link NotWalkable} if a page doesn't exist, and
   * {@link AttemptOver} as soon as it is certain that the attempt can't be proved.
   */
  *read(numbers: Iterable<number>): Generator<PageRead> {
    const attempt = this.#attempt;
    const { pageSize } = attempt;
    const others: number[] = [];
    for (const number of numbers) {
      const held = attempt.held(number);
      if (held === undefined) others.push(number);
      else yield readOf(number, held);
    }
    let unchecked = others.length;
    const check = () => {
      if (unchecked < pagesPerCheck) return;
      if (attempt.isLost()) throw new AttemptOver();
      unchecked = 0;
    };
    check();
    const runs = [...this.#runs(others)];
    this.#announce(runs);
    for (const run of runs) {
      check();
      unchecked += run.numbers.length;
      const hashes = this.#take(run);
      const start = run.offsets[0] ?? 0;
      for (const [index, number] of run.numbers.entries()) {
        const from = (run.offsets[index] ?? 0) - start;
        const [one = 0, other = 0] = [hashes[2 * index], hashes[2 * index + 1]];
        yield new PageRead(number, one, other, this.#memory, from, pageSize);
      }
    }
  }

  /**
   * One page, whose bytes belong to the caller; may be called between two pages of {@link read}. Throws {@link
   * NotWalkable} if it doesn't exist.
   */
  page(number: number): Uint8Array {
    const { pageSize } = this.#attempt;
    const held = this.#attempt.held(number);
    if (held !== undefined) return Uint8Array.from(held);
    const { file, offset } = this.#locationOf(number);
    const bytes = new Uint8Array(pageSize);
    this.#take({ file, numbers: [number], offsets: [offset] }, bytes, new Int32Array(bytes.buffer));
    return bytes;
  }

  #locationOf(number: number): { readonly file: OpenedFile; readonly offset: number } {
    const attempt = this.#attempt;
    if (number < 2 || number * attempt.pageSize > attempt.length) throw new NotWalkable('no such page');
    return attempt.locationOf(number);
  }

  *#runs(numbers: Iterable<number>): Generator<Run> {
    const { pageSize } = this.#attempt;
    const places = [...numbers].map((number) => ({ number, ...this.#locationOf(number) }));
    places.sort((one, other) => one.offset - other.offset);
    for (const file of new Set(places.map((place) => place.file))) {
      let run: Run = { file, numbers: [], offsets: [] };
      for (const { number, offset, file: itsFile } of places) {
        if (itsFile !== file) continue;
        if (!isNear(run, offset, pageSize)) {
          yield run;
          run = { file, numbers: [], offsets: [] };
        }
        run.numbers.push(number);
        run.offsets.push(offset);
      }
      if (run.numbers.length > 0) yield run;
    }
  }

  /** Each file is told what will be read of it. */
  #announce(runs: readonly Run[]): void {
    const { pageSize } = this.#attempt;
    for (const file of new Set(runs.map((run) => run.file))) {
      const own = runs.filter((run) => run.file === file);
      file.expect(
        own.map(({ offsets: [first = 0, ...more] }) => [first, (more.at(-1) ?? first) + pageSize - first]),
      );
    }
  }

  /** Reads a run, and ensures that it is read again if it is from the main file. */
  #take(run: Run, memory?: Uint8Array, words?: Int32Array): Int32Array {
    const attempt = this.#attempt;
    if (!this.#isAnnounced) attempt.readsElsewhere(() => this.#isUnchanged());
    this.#isAnnounced = true;
    const hashes = this.#load(run, memory, words);
    attempt.fetches(run.numbers.length);
    attempt.walks(run.numbers);
    if (run.file !== attempt.main) return hashes;
    for (const number of run.numbers) attempt.alsoReads(number);
    this.#fromMain.push({ run, hashes });
    return hashes;
  }

  /** Reads a run into the memory; returns two words of hash for each of its pages. */
  #load({ file, offsets }: Run, memory = this.#memory, words = this.#words): Int32Array {
    const { pageSize } = this.#attempt;
    const start = offsets[0] ?? 0;
    const block = memory.subarray(0, (offsets.at(-1) ?? 0) + pageSize - start);
    if (file.readInto(block, start) < block.length) throw new NotWalkable('a page is missing');
    const hashes = new Int32Array(2 * offsets.length);
    for (let index = 0; index < offsets.length; index += 1) {
      const from = ((offsets[index] ?? 0) - start) >> 2;
      hashWords(words, from, from + (pageSize >> 2), hashes, 2 * index);
    }
    return hashes;
  }

  /** Whether a second reading of the main file's pages has the same result. */
  #isUnchanged(): boolean {
    try {
      this.#announce(this.#fromMain.map(({ run }) => run));
      return this.#fromMain.every(({ run, hashes }) => {
        const again = this.#load(run);
        return again.every((word, index) => word === hashes[index]);
      });
    } catch (error) {
      if (error instanceof NotWalkable) return false;
      throw error;
    }
  }
}

function readOf(number: number, held: Uint8Array): PageRead {
  const { one, other } = hashOf(held);
  return new PageRead(number, one, other, held, 0, held.length);
}

function isNear({ offsets }: Run, offset: number, pageSize: number): boolean {
  const [first, last] = [offsets[0], offsets.at(-1)];
  if (first === undefined || last === undefined) return true;
  return offset - last <= nearby * pageSize && offset - first <= (runPages - 1) * pageSize;
}

/** Whether a page had the same content both times that it was read or remembered, by its hashes. */
export function isSame(one: PageHash, another: PageHash): boolean {
  return one.one === another.one && one.other === another.other;
}
