import type { OpenedFile } from '../files/opened-file.js';
import type { Pages } from './page-source.js';

/** Where the bytes of a page stand. */
export interface PagePlace {
  readonly file: OpenedFile;
  readonly offset: number;
  /** Whether that is the main file, whose pages have to be proved. */
  readonly isMain: boolean;
}

/**
 * One attempt for what walks past SQLite and reads the files itself: where pages stand, how what was read there is
 * proved with the rest, and when what was made of it may be kept. Whoever reads a page of the main file says so with
 * `alsoReads`, and reads it again when it is asked to; nothing that was made counts before the attempt is proved.
 */
export interface WalkedPages extends Pages {
  readonly main: OpenedFile;
  /** Pages that may have changed since the known instant; null where none of what is kept counts. */
  changed(): ReadonlySet<number> | null;
  /** Whether what is remembered of the pages will hold for the next attempt, once this one is proved. */
  isKept(): boolean;
  /** The log, the journal, or the main file, in this order of precedence. */
  placeOf(number: number): PagePlace;
  /** A page of the main file that is at hand and is proved with the others, so that it need not be read elsewhere. */
  held(number: number): Uint8Array | undefined;
  /** Takes note of such a page of the main file, so that it is proved with the others. */
  alsoReads(number: number): void;
  /** Counts pages that are fetched from the files. */
  fetches(pages: number): void;
  /** Pages are read elsewhere. `stand` reads those of the main file again: false where they aren't what they were. */
  readsElsewhere(stand: () => boolean): void;
  /** Has something remembered of the pages once this attempt is proved, if it will hold for the next one. */
  whenKept(keep: () => void): void;
  /** Has something done once this attempt is proved, whether or not its pages are kept. */
  whenProved(then: () => void): void;
}
