import { keepLast, putLast } from '../../model/recently-used.js';
import { absolutePath, type PathFolders } from './absolute-path.js';
import { isUnchanged, type Measurement, measureOutput } from './measure-output.js';

/** At most this many sizes are remembered; the one unused for longest is dropped first. */
const remembered = 2000;
/** This many outputs are measured at a time if there is nothing else to do. */
export const allThreads = 4;
/** An output isn't checked again for this long, ms: a busy database is read many times a second. */
export const restMs = 3000;

/** How outputs are measured; specs replace it by a slow disk. */
export interface OutputDisk {
  readonly measureOutput: (path: string) => Promise<Measurement>;
  readonly isUnchanged: (measurement: Measurement) => Promise<boolean>;
}

/** A request to measure these paths. */
interface SizeRequest {
  readonly paths: readonly string[];
  readonly together: number;
  readonly done: (news: boolean) => void;
}

/**
 * Sizes of outputs that the database doesn't record, measured on the disk, independently of any snapshot. They are
 * kept until the file, or the folder or one below it, changes; if a file grows in its folder and no file is added,
 * that isn't noticed. One pass is under way and at most one is waiting, however often measuring is requested.
 */
export class OutputSizes {
  readonly #measurements = new Map<string, { readonly found: Measurement; readonly at: number }>();
  #underWay: SizeRequest | null = null;
  #waiting: SizeRequest | null = null;
  #closed = false;

  readonly #folders: PathFolders;
  readonly #clock: () => number;
  readonly #disk: OutputDisk;

  /** `clock` gives ms since the epoch. */
  constructor(folders: PathFolders, clock: () => number, disk: OutputDisk = { measureOutput, isUnchanged }) {
    this.#folders = folders;
    this.#clock = clock;
    this.#disk = disk;
  }

  /** The size of the output at a job's path, if it has been measured. Doesn't access the disk. */
  known(path: string): bigint | null {
    return this.#measurements.get(path)?.found.bytes ?? null;
  }

  /**
   * Measures the outputs at these paths if they are new or changed, once the pass under way has ended; one checked
   * within the last {@link restMs} isn't checked again. True if {@link known} then returns something else for any
   * of them. False if a newer request replaced this one while it waited, and once closed. Never rejects.
   *
   * One output at a time, unless told otherwise: each takes one of Node's four threads for files, permanently if a
   * network disk is gone, and the others are needed for everything else.
   */
  measure(paths: readonly string[], atATime = 1): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    return new Promise((done) => {
      const request: SizeRequest = { paths: [...new Set(paths)], together: atATime, done };
      if (this.#underWay === null) {
        void this.#work(request);
      } else {
        this.#waiting?.done(false);
        this.#waiting = request;
      }
    });
  }

  /**
   * Stops measuring: what is waiting is cancelled, and the pass under way stops at its next output. Doesn't wait,
   * because a file system may never answer.
   */
  close(): void {
    this.#closed = true;
    this.#underWay?.done(false);
    this.#waiting?.done(false);
    this.#waiting = null;
  }

  async #work(first: SizeRequest): Promise<void> {
    for (let request: SizeRequest | null = first; request !== null; request = this.#takeWaiting()) {
      this.#underWay = request;
      request.done(await this.#measureAll(request));
    }
    this.#underWay = null;
  }

  #takeWaiting(): SizeRequest | null {
    const request = this.#waiting;
    this.#waiting = null;
    return request;
  }

  async #measureAll({ paths, together }: SizeRequest): Promise<boolean> {
    let news = false;
    for (let from = 0; from < paths.length && !this.#closed; from += together) {
      const some = paths.slice(from, from + together);
      const changes = await Promise.all(some.map((path) => this.#measureOne(path)));
      news ||= changes.includes(true);
    }
    // A request for more than are remembered must still find all of its own.
    keepLast(this.#measurements, Math.max(remembered, paths.length));
    return news;
  }

  async #measureOne(path: string): Promise<boolean> {
    const file = absolutePath(path, this.#folders);
    if (file === null) return false;
    const before = this.#measurements.get(path);
    const age = before === undefined ? null : this.#clock() - before.at;
    const rests = age !== null && age >= 0 && age < restMs;
    const after = before !== undefined && rests ? before : await this.#check(file, before?.found);
    putLast(this.#measurements, path, after);
    return after.found.bytes !== (before?.found.bytes ?? null);
  }

  async #check(file: string, before: Measurement | undefined) {
    const keeps = before !== undefined && (await this.#disk.isUnchanged(before));
    return { found: keeps ? before : await this.#disk.measureOutput(file), at: this.#clock() };
  }
}
