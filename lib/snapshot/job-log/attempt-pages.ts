import { type Pages, pageUnreadable } from '../attempt/page-source.js';
import type { PageLocation, WalkedPages } from '../attempt/walked-pages.js';
import { lockPage } from '../files/page-size.js';
import { ReadFailure } from '../files/read-failure.js';
import { BlockReader } from './block-reader.js';

/** Bytes of a page of the main file, as they were read first. */
interface FirstRead {
  readonly place: PageLocation;
  /** Position in the page. */
  readonly from: number;
  readonly bytes: Uint8Array;
}

/**
 * The pages of one attempt: those that SQLite asks for, which are recorded, and parts of those of an overflow chain,
 * which are read by block and not kept. Everything that comes from the main file is proved with the rest of the
 * attempt.
 */
export class AttemptPages implements Pages {
  readonly pageSize: number;
  readonly length: number;
  /** Every page that was requested as a whole. */
  readonly requested = new Set<number>();
  readonly #blocks: BlockReader;
  readonly #pointers: { readonly offsets: number[]; readonly values: number[] } = {
    offsets: [],
    values: [],
  };
  readonly #contents: FirstRead[] = [];

  readonly #attempt: WalkedPages;

  constructor(attempt: WalkedPages) {
    this.#attempt = attempt;

    this.pageSize = attempt.pageSize;
    this.length = attempt.length;
    this.#blocks = new BlockReader(attempt.pageSize);
    attempt.readsElsewhere(() => this.#isUnchanged());
  }

  page(number: number): Uint8Array {
    this.requested.add(number);
    return this.#attempt.page(number);
  }

  /** Like {@link page}, for our own use: throws an error that says what happened. */
  wholePage(number: number): Uint8Array {
    try {
      return this.page(number);
    } catch (error) {
      throw error === pageUnreadable ? new Error('disk I/O error') : error;
    }
  }

  /** How much of each page SQLite uses. */
  get usable(): number {
    return this.pageSize - (this.wholePage(1)[20] ?? 0);
  }

  /** True if a page of this number can have content. */
  holds(number: number): boolean {
    return number > 1 && number * this.pageSize <= this.length && number !== lockPage(this.pageSize);
  }

  /** The number in a page's first four bytes. */
  pointerOf(number: number): number {
    const place = this.#attempt.locationOf(number);
    const value = this.#bytesAt(number, place, 0, 4).readUInt32BE(0);
    if (place.isMain) {
      this.#attempt.alsoReads(number);
      this.#pointers.offsets.push(place.offset);
      this.#pointers.values.push(value);
    }
    return value;
  }

  /** Fills `into` with the bytes of a page from `from` on. */
  readInto(into: Uint8Array, number: number, from: number): void {
    const place = this.#attempt.locationOf(number);
    into.set(this.#bytesAt(number, place, from, into.length));
    if (!place.isMain) return;
    this.#attempt.alsoReads(number);
    this.#contents.push({ place, from, bytes: into });
  }

  #bytesAt(number: number, { file, offset }: PageLocation, from: number, length: number): Buffer {
    const bytes = this.#blocks.bytes(file, offset + from, length);
    if (bytes !== null) return bytes;
    throw new ReadFailure('damaged', this.#attempt.main.path, `page ${number} is missing`);
  }

  #isUnchanged(): boolean {
    const again = new BlockReader(this.pageSize);
    const { offsets, values } = this.#pointers;
    const { main } = this.#attempt;
    return (
      offsets.every((offset, index) => again.bytes(main, offset, 4)?.readUInt32BE(0) === values[index]) &&
      this.#contents.every(
        ({ place, from, bytes }) =>
          again.bytes(main, place.offset + from, bytes.length)?.equals(bytes) === true,
      )
    );
  }
}
