import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isUnchanged, type Measurement, measureOutput } from './measure-output.js';

/** So many sizes are remembered; the one not asked for longest goes first. */
const remembered = 2000;
/** So many outputs are measured at a time. */
const together = 4;

/** Where outputs are found that their path alone doesn't find. */
export interface OutputPlaces {
  /** The folder that relative paths start from, absolute. */
  readonly base: string;
  /** What `~` stands for, absolute; null where that is unknown. */
  readonly home: string | null;
}

/**
 * Sizes of outputs that the database doesn't record, measured on the disk, apart from any snapshot. They are kept
 * until the file, or the folder or one below it, changes; a file that grows in its folder without a new one beside
 * it isn't noticed.
 */
export class OutputSizes {
  readonly #measurements = new Map<string, Measurement>();
  #work: Promise<unknown> = Promise.resolve();

  constructor(private readonly places: OutputPlaces) {}

  /** The size of the output at a job's path, as far as it was measured. Looks at nothing. */
  known(path: string): bigint | null {
    return this.#measurements.get(path)?.bytes ?? null;
  }

  /**
   * Measures the outputs at these paths where they are new or changed. True when {@link known} gives another
   * answer for any of them than before. Never rejects; calls follow one another.
   */
  measure(paths: readonly string[]): Promise<boolean> {
    const work = this.#work.then(() => this.#measureAll([...new Set(paths)]));
    this.#work = work;
    return work;
  }

  async #measureAll(paths: readonly string[]): Promise<boolean> {
    let news = false;
    for (let from = 0; from < paths.length; from += together) {
      const some = paths.slice(from, from + together);
      const changes = await Promise.all(some.map((path) => this.#measureOne(path)));
      news ||= changes.includes(true);
    }
    return news;
  }

  async #measureOne(path: string): Promise<boolean> {
    const place = this.#place(path);
    if (place === null) return false;
    const before = this.#measurements.get(path);
    const now = before !== undefined && (await isUnchanged(before)) ? before : await measureOutput(place);
    this.#measurements.delete(path);
    this.#measurements.set(path, now);
    for (const oldest of this.#measurements.keys()) {
      if (this.#measurements.size <= remembered) break;
      this.#measurements.delete(oldest);
    }
    return now.bytes !== (before?.bytes ?? null);
  }

  /** The absolute path on this machine; null where it is on no disk, as in `s3://bucket/key`. */
  #place(path: string): string | null {
    if (path.includes('\0')) return null;
    if (path.startsWith('file://')) return fileOf(path);
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return null;
    const { base, home } = this.places;
    if (path === '~' || path.startsWith('~/')) return home === null ? null : join(home, path.slice(1));
    return isAbsolute(path) ? path : resolve(base, path);
  }
}

function fileOf(url: string): string | null {
  try {
    return fileURLToPath(url);
  } catch {
    // Not every text that starts like a file's URL names one on this machine.
    return null;
  }
}
