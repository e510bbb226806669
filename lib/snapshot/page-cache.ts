/** A page cache grows to this many bytes, and starts over. */
const capacity = 16 << 20;

/**
 * Pages that stay true from one snapshot to the next: while a generation of the write-ahead log lasts, its
 * committed frames don't change, and the main file changes only under pages that the log holds.
 */
export class PageCache {
  private generation = '';
  private bytes = 0;
  private readonly frames = new Map<number, Uint8Array>();
  private readonly mainPages = new Map<number, Uint8Array>();

  /** Forgets everything unless `generation` is still the one that the pages were read in. */
  enter(generation: string): void {
    if (generation === this.generation && this.bytes < capacity) return;
    this.generation = generation;
    this.bytes = 0;
    this.frames.clear();
    this.mainPages.clear();
  }

  frame(number: number): Uint8Array | undefined {
    return this.frames.get(number);
  }

  mainPage(number: number): Uint8Array | undefined {
    return this.mainPages.get(number);
  }

  keepFrame(number: number, page: Uint8Array): void {
    this.frames.set(number, page);
    this.bytes += page.length;
  }

  keepMainPage(number: number, page: Uint8Array): void {
    this.mainPages.set(number, page);
    this.bytes += page.length;
  }
}
