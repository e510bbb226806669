import type { OpenedFile } from '../files/opened-file.js';
import type { Pages } from './page-source.js';

/** Where a page's bytes are. */
export interface PageLocation {
  readonly file: OpenedFile;
  readonly offset: number;
  /** Whether that is the main file, whose pages have to be proved. */
  readonly isMain: boolean;
}

/**
 * An attempt, for code that reads the files itself without SQLite: where pages are, how such readings are proved
 * together with the rest, and when results made from them may be kept. Code that reads a page of the main file
 * reports that with `alsoReads`, and reads it again on request; no result counts before the attempt is proved.
 */
export interface WalkedPages extends Pages {
  readonly main: OpenedFile;
  /** Pages that may have changed since the known instant; null if nothing that was kept is valid. */
  changed(): ReadonlySet<number> | null;
  /** Whether what is remembered of the pages will be valid for the next attempt, once this one is proved. */
  isReusable(): boolean;
  /** Whether it is certain by now that this attempt can't be proved, so that nothing more needs to be read. */
  isLost(): boolean;
  /** Whether a page is in the WAL, the journal, or the main file, in this order of precedence. */
  locationOf(number: number): PageLocation;
  /** A page that is already in memory and is proved with the others, so that it needn't be read again. */
  held(number: number): Uint8Array | undefined;
  /** Takes note that such a page of the main file was read, so that it is proved with the others. */
  alsoReads(number: number): void;
  /** Takes note of pages that another attempt would read, too, so that it can read them all at once. */
  walks(numbers: Iterable<number>): void;
  /** Counts pages that were fetched from the files. */
  fetches(pages: number): void;
  /**
   * Registers pages read by other means. `stand` reads those of the main file again and returns false if they have
   * changed.
   */
  readsElsewhere(stand: () => boolean): void;
  /**
   * Calls `keep` to remember something about the pages once this attempt is proved, if it will be valid for the
   * next one.
   */
  whenReusable(keep: () => void): void;
  /** Calls `then` once this attempt is proved, whether or not its pages are kept. */
  whenProved(then: () => void): void;
}

/**
 * Thrown when an attempt has done enough: its work is kept once it is proved, and the next attempt continues. Also
 * thrown when it is certain that it can't be proved.
 */
export class AttemptOver extends Error {}
