import { type After, after } from '../clock.js';
import { FolderWatch, type WatchFolder } from './folder-watch.js';
import { findLocation, isLarge, isSameLocation, type Location, mostEntries } from './location.js';

/** Something the operator may want to know about how changes are noticed. */
interface WatchNotice {
  readonly sentence: string;
  /** The system's own message, or the folder's path. Untrusted text. */
  readonly detail: string;
}

/** Options of a database watcher. */
export interface DatabaseWatcherOptions {
  /** The database as the operator named it. Neither it nor its folder need exist. */
  readonly path: string;
  /** A cheap look at the files: a text that differs from an earlier one if something changed. Must not reject. */
  readonly look: () => Promise<string>;
  /** Called when a look differs from the one before it. */
  readonly onChange: () => void;
  /** Called once if events aren't available, so that only polling is left. */
  readonly onNotice?: (notice: WatchNotice) => void;
  /** From the end of one polled look to the next, in ms; default 500. */
  readonly pollMs?: number;
  /** From the last event to the look that sees the end of the burst, in ms; default 100. */
  readonly burstEndMs?: number;
  /** How folders are watched; default: for this database alone. */
  readonly watchFolder?: WatchFolder;
  /** False: only poll. Default: true. */
  readonly events?: boolean;
  readonly after?: After;
  /** Ms on a clock that never goes back. */
  readonly steady?: () => number;
}

/**
 * While events come at a high rate, looks are polled every this many ms, until this many of them in a row saw nothing
 * new.
 */
const fullSpeedPollMs = 200;
const quietLooks = 6;

/**
 * One polled look in this many also checks where the database really is; in between, its last location is assumed.
 */
const looksPerLocation = 4;
/** A watched folder's entries are counted again after this many polled looks. */
const looksPerCount = 30;

/** The suffixes of files that a commit touches, the database's own included. `-shm` sends no events. */
const companions = ['', '-wal', '-journal'];

/**
 * Reports changes of a database (design "When it is read"): looks whenever the system reports an event in the
 * database's real folder, and once more when a burst of events is over. It also polls, because network file systems
 * send no events, and folders come and go. A writer at full speed causes events so fast that handling them would cost
 * more than everything else and slow it down: then they are ignored until it pauses.
 */
export class DatabaseWatcher {
  readonly #options: DatabaseWatcherOptions;
  readonly #after: After;
  readonly #loop: LookLoop;
  #location: Location | null = null;
  #watch: ReturnType<WatchFolder> | null = null;
  readonly #rate = new EventRate();
  #writes = new WriteRate();
  /** How many looks in a row saw nothing new while events are ignored; null while they aren't. */
  #quiet: number | null = null;
  /** Resolves when the watch that was last stopped has ended. */
  #ending: Promise<void> = Promise.resolve();
  #looksUntilLocation = 0;
  #looksUntilCount = 0;
  #hasWarned = false;
  #cancelPoll = () => {};
  #cancelBurstEnd = () => {};
  /** Resolves when the watch has been placed; null while that isn't under way. */
  #placing: Promise<void> | null = null;
  #closed = false;

  constructor(options: DatabaseWatcherOptions) {
    this.#options = options;
    this.#after = options.after ?? after;
    this.#loop = new LookLoop({
      look: options.look,
      onChange: () => {
        if (this.#quiet !== null) this.#quiet = 0;
        options.onChange();
      },
    });
  }

  /** Whether events come so fast that they are ignored. */
  get atFullSpeed(): boolean {
    return this.#quiet !== null;
  }

  /** Starts. Resolves after the first look: later changes are reported, so begin to read only then. Call once. */
  async start(): Promise<void> {
    await this.#poll();
  }

  /**
   * Looks now. When the promise resolves, changes made before the call have been seen, and reported if there were
   * any.
   */
  check(): Promise<void> {
    return this.#loop.look();
  }

  /** Ends every timer and watch, and waits for the look under way. Nothing is reported afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelPoll();
    this.#cancelBurstEnd();
    const lastLook = this.#loop.close();
    await this.#placing;
    await Promise.all([this.#watch?.close(), this.#ending]);
    this.#watch = null;
    await lastLook;
  }

  /**
   * One polled look. The next is scheduled only when it has ended, so that none pile up while the process is suspended.
   * It doesn't wait for the location: a disk that doesn't answer would keep the look from ever reporting that, and a
   * watch that begins later looks once more.
   */
  async #poll(): Promise<void> {
    if (this.#quiet === null && this.#placing === null && this.#looksUntilLocation-- <= 0) {
      this.#looksUntilLocation = looksPerLocation - 1;
      this.#placing = this.#placeWatch().finally(() => {
        this.#placing = null;
      });
    }
    await this.#loop.look();
    if (this.#closed) return;
    if (this.#quiet !== null && ++this.#quiet > quietLooks) this.#resumeEvents();
    this.#setPoll();
  }

  #setPoll(): void {
    this.#cancelPoll();
    const usual = this.#options.pollMs ?? 500;
    const wait = this.#quiet === null ? usual : Math.min(usual, fullSpeedPollMs);
    this.#cancelPoll = this.#after(wait, () => void this.#poll());
  }

  #switchToPolling(): void {
    this.#ending = this.#watch?.close() ?? this.#ending;
    this.#watch = null;
    this.#quiet = 0;
    this.#writes = new WriteRate();
    this.#cancelBurstEnd();
    this.#setPoll();
  }

  /** Makes the next polled look watch the folder again, as if it had never been watched. */
  #resumeEvents(): void {
    this.#quiet = null;
    this.#location = null;
    this.#looksUntilLocation = 0;
  }

  /** Watches where the database is now, if that isn't watched already. */
  async #placeWatch(): Promise<void> {
    if (this.#options.events === false) return;
    const location = await findLocation(this.#options.path);
    if (this.#closed) return;
    const moved = !isSameLocation(this.#location, location);
    if (moved) {
      await this.#watch?.close();
      this.#watch = null;
      this.#location = location;
      this.#looksUntilCount = 0;
    }
    if (location === null || (!moved && this.#watch === null)) return;
    if (await this.#isNowLarge(location)) {
      const sentence = `Over ${mostEntries} files in the database folder`;
      this.#goWithoutEvents(sentence, location.folder);
    } else if (moved && this.#quiet === null && !this.#closed) {
      this.#watch = this.#watchFolder(location);
    }
  }

  /** Folders grow, so their entries are counted now and then. */
  async #isNowLarge({ folder }: Location): Promise<boolean> {
    if (this.#looksUntilCount-- > 0) return false;
    this.#looksUntilCount = looksPerCount;
    return isLarge(folder);
  }

  #watchFolder({ folder, name }: Location): ReturnType<WatchFolder> {
    const watch: WatchFolder = this.#options.watchFolder ?? ((options) => new FolderWatch(options));
    return watch({
      folder,
      names: companions.map((companion) => name + companion),
      onEvent: () => this.#hint(),
      onWrite: () => {
        if (this.#closed || this.#quiet !== null) return;
        if (this.#writes.isHigh(this.#now())) this.#switchToPolling();
      },
      onError: (error) => {
        const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.#goWithoutEvents('No file events for the database folder', detail);
      },
    });
  }

  #now(): number {
    return this.#options.steady?.() ?? performance.now();
  }

  #hint(): void {
    if (this.#closed || this.#quiet !== null) return;
    void this.#loop.look();
    if (this.#rate.isHigh(this.#now())) {
      this.#switchToPolling();
      return;
    }
    this.#cancelBurstEnd();
    this.#cancelBurstEnd = this.#after(this.#options.burstEndMs ?? 100, () => void this.#loop.look());
  }

  /** Falls back to polling, until the database is somewhere else. */
  #goWithoutEvents(sentence: string, detail: string): void {
    void this.#watch?.close();
    this.#watch = null;
    if (this.#closed || this.#hasWarned) return;
    this.#hasWarned = true;
    const seconds = (this.#options.pollMs ?? 500) / 1000;
    this.#options.onNotice?.({ sentence: `${sentence}; checking every ${seconds} s instead`, detail });
  }
}

/** This many events within this many ms are a high rate. */
const many = 8;
const within = 1000;

/** Tells when events come so fast that polling costs less. */
export class EventRate {
  #times: number[] = [];

  /**
   * Notes an event at `now`, ms on a clock that never goes back. True if the rate is high; then it starts
   * counting again.
   */
  isHigh(now: number): boolean {
    this.#times = [...this.#times.filter((time) => now - time < within), now];
    if (this.#times.length < many) return false;
    this.#times = [];
    return true;
  }
}

/**
 * A rate of writes is high if there are `manyWrites` in each of `timesInARow` spans of `writesWithin` ms: it is noticed
 * before it has cost much.
 */
const manyWrites = 125;
const writesWithin = 50;
const timesInARow = 3;

/**
 * Tells the same in a third of the time, from the system's own events: several come for each write to a file. One large
 * transaction, or a checkpoint, is over before that.
 */
export class WriteRate {
  #from = Number.NEGATIVE_INFINITY;
  #count = 0;
  /** How many spans in a row had many writes. */
  #inARow = 0;

  /** Notes an event of the system at `now`, as in {@link EventRate}. True if the rate is high. */
  isHigh(now: number): boolean {
    const passed = now - this.#from;
    if (passed >= writesWithin) {
      this.#inARow = this.#count >= manyWrites && passed < 2 * writesWithin ? this.#inARow + 1 : 0;
      this.#from = now;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count >= manyWrites && this.#inARow + 1 >= timesInARow;
  }
}

/** Options of a loop of looks. */
interface LookLoopOptions {
  /** A text that differs from an earlier one if something changed. Must not reject. */
  readonly look: () => Promise<string>;
  /** Called when a look differs from the one before it. */
  readonly onChange: () => void;
}

/** Looks, one at a time, and reports when a look differs from the one before. */
export class LookLoop {
  readonly #options: LookLoopOptions;
  #lastText: string | null = null;
  #running: Promise<void> | null = null;
  #wanted = false;
  #closed = false;

  constructor(options: LookLoopOptions) {
    this.#options = options;
  }

  /**
   * Looks now, or as soon as the look under way has ended: changes made before the call have been seen when the
   * promise resolves. The first look only learns what there is.
   */
  look(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#wanted = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Stops looking; resolves when the look under way has ended. Nothing is reported afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#wanted) {
        this.#wanted = false;
        const text = await this.#options.look();
        if (this.#closed) return;
        const changed = this.#lastText !== null && this.#lastText !== text;
        this.#lastText = text;
        if (changed) this.#options.onChange();
      }
    } finally {
      // Reset here, not when the promise settles, or a look requested in between would be lost.
      this.#running = null;
    }
  }
}
