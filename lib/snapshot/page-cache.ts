/** The pages of one cache take at most this many bytes. */
const capacity = 32 << 20;

/**
 * Pages that stay true from one snapshot to the next: while a generation of the write-ahead log lasts, its
 * committed frames don't change, and the main file changes only under pages that the log holds. Of too many
 * pages those go first that were not asked for longest.
 */
export class PageCache {
  private generation = '';
  private bytes = 0;
  /** Frames by their number, pages of the main file by their number below zero; the oldest use first. */
  private readonly pages = new Map<number, Uint8Array>();

  /** Forgets everything unless `generation` is still the one that the pages were read in. */
  enter(generation: string): void {
    if (generation === this.generation) return;
    this.generation = generation;
    this.bytes = 0;
    this.pages.clear();
  }

  frame(number: number): Uint8Array | undefined {
    return this.used(number);
  }

  mainPage(number: number): Uint8Array | undefined {
    return this.used(-number);
  }

  keepFrame(number: number, page: Uint8Array): void {
    this.keep(number, page);
  }

  keepMainPage(number: number, page: Uint8Array): void {
    this.keep(-number, page);
  }

  private used(key: number): Uint8Array | undefined {
    const page = this.pages.get(key);
    if (page === undefined) return undefined;
    this.pages.delete(key);
    this.pages.set(key, page);
    return page;
  }

  private keep(key: number, page: Uint8Array): void {
    if (this.pages.has(key)) return;
    this.pages.set(key, page);
    this.bytes += page.length;
    for (const [oldest, { length }] of this.pages) {
      if (this.bytes <= capacity) break;
      this.pages.delete(oldest);
      this.bytes -= length;
    }
  }
}
