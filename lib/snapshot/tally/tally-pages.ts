import { Unfit } from '../index/unfit.js';
import type { OpenedFile } from '../opened-file.js';
import { placeOf } from '../page-place.js';
import { usableBytes } from '../page-source.js';
import type { ReadAttempt } from '../read-attempt.js';
import { GroupSums } from './group-sums.js';
import { type TallyNode, tallyNode } from './tally-node.js';

/** Pages no farther apart than this are read together with what lies between them. */
const nearby = 4;
/** At most so many pages are read at once. */
const runPages = 64;

/** Pages of one file, in the order of their places. */
interface Run {
  readonly file: OpenedFile;
  readonly pages: { readonly number: number; readonly offset: number }[];
}

/** Counts pages of an index as one attempt finds them, many at a time, without keeping their bytes. */
export class TallyPages {
  /** What came from the main file, to be proved with the rest of the attempt. */
  readonly #fromMain = new Map<number, TallyNode>();
  readonly #sums = new GroupSums();
  readonly #usable: number;
  readonly #memory: Buffer;

  /** Throws {@link Unfit} for a database whose texts aren't UTF-8. */
  constructor(private readonly attempt: ReadAttempt) {
    const { pageSize } = attempt;
    const first = attempt.page(1);
    if (new DataView(first.buffer, first.byteOffset).getUint32(56) !== 1) throw new Unfit('no UTF-8');
    this.#usable = usableBytes(attempt);
    this.#memory = Buffer.allocUnsafeSlow(pageSize * runPages);
    attempt.readsElsewhere(() => this.#stand());
  }

  /** Each of these pages with what its own entries come to, in no order. Throws {@link Unfit}. */
  *count(numbers: Iterable<number>): Generator<readonly [number, TallyNode]> {
    const { attempt } = this;
    for (const { file, pages } of this.#runs(numbers)) {
      const isMain = file === attempt.main;
      for (const [number, bytes] of this.#bytes(file, pages)) {
        const node = tallyNode(bytes, this.#usable, this.#sums);
        if (isMain) {
          attempt.alsoReads(number);
          this.#fromMain.set(number, node);
        }
        attempt.fetches(1);
        yield [number, node];
      }
    }
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

  *#bytes(file: OpenedFile, pages: Run['pages']): Generator<readonly [number, Uint8Array]> {
    const { pageSize } = this.attempt;
    const start = pages[0]?.offset ?? 0;
    const end = (pages.at(-1)?.offset ?? 0) + pageSize;
    const block = this.#memory.subarray(0, end - start);
    if (file.readInto(block, start) < block.length) throw new Unfit('a page is missing');
    for (const { number, offset } of pages) {
      yield [number, block.subarray(offset - start, offset - start + pageSize)];
    }
  }

  /** Whether the pages of the main file come to the same once more. */
  #stand(): boolean {
    try {
      for (const { file, pages } of this.#runs(this.#fromMain.keys())) {
        for (const [number, bytes] of this.#bytes(file, pages)) {
          const before = this.#fromMain.get(number);
          if (before === undefined || !isSame(before, tallyNode(bytes, this.#usable, this.#sums)))
            return false;
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

function isSame(one: TallyNode, other: TallyNode): boolean {
  return (
    one.own.length === other.own.length &&
    one.children.length === other.children.length &&
    one.own.every((value, index) => value === other.own[index]) &&
    one.children.every((value, index) => value === other.children[index])
  );
}
