import { type After, after } from '../clock.js';
import { FolderWatch, type FolderWatchOptions, type WatchFolder } from './folder-watch.js';

/**
 * After a change of the names to watch in a folder, further changes are gathered for this long, ms, before it is
 * watched for the new ones.
 */
const gatheringMs = 50;

/** A listener for events of some names in a folder. */
interface Share {
  readonly names: ReadonlySet<string>;
  readonly options: FolderWatchOptions;
}

/**
 * Watches folders for several databases: each folder once, however many of them are in it. At each event chokidar asks
 * the system about everything in the folder; doing that once for each database would take most of a processor.
 */
export class SharedFolders {
  readonly #folders = new Map<string, SharedFolder>();
  readonly #after: After;
  readonly #begin: WatchFolder;

  constructor(later: After = after, begin: WatchFolder = (options) => new FolderWatch(options)) {
    this.#after = later;
    this.#begin = begin;
  }

  /** Watches some names in a folder, as {@link FolderWatch} does. */
  watch(options: FolderWatchOptions): { close(): Promise<void> } {
    const { folder } = options;
    const known = this.#folders.get(folder);
    const shared = known ?? new SharedFolder(folder, this.#after, this.#begin);
    this.#folders.set(folder, shared);
    const share = { names: new Set(options.names), options };
    shared.add(share);
    return {
      close: async () => {
        if (!shared.remove(share)) return;
        if (this.#folders.get(folder) === shared) this.#folders.delete(folder);
        await shared.close();
      },
    };
  }
}

class SharedFolder {
  readonly #shares = new Set<Share>();
  #watch: { close(): Promise<void> } | null = null;
  #cancel = () => {};
  #closing: Promise<void> = Promise.resolve();

  readonly #folder: string;
  readonly #after: After;
  readonly #begin: WatchFolder;

  constructor(folder: string, later: After, begin: WatchFolder) {
    this.#folder = folder;
    this.#after = later;
    this.#begin = begin;
  }

  add(share: Share): void {
    this.#shares.add(share);
    this.#restartSoon();
  }

  /**
   * Returns whether no share is left. Names that no other share has are no longer watched: watching them may cost much.
   */
  remove(share: Share): boolean {
    if (!this.#shares.delete(share)) return false;
    if (this.#shares.size === 0) return true;
    this.#restartSoon();
    return false;
  }

  async close(): Promise<void> {
    this.#cancel();
    await Promise.all([this.#closing, this.#watch?.close()]);
    this.#watch = null;
  }

  #restartSoon(): void {
    this.#cancel();
    this.#cancel = this.#after(gatheringMs, () => this.#restart());
  }

  #restart(): void {
    this.#closing = this.#watch?.close() ?? this.#closing;
    this.#watch = this.#begin({
      folder: this.#folder,
      names: [...new Set([...this.#shares].flatMap(({ names }) => [...names]))],
      onEvent: (name) => {
        for (const { names, options } of this.#shares)
          if (name === undefined || names.has(name)) options.onEvent(name);
      },
      onWrite: (name) => {
        for (const { names, options } of [...this.#shares])
          if (name === undefined || names.has(name)) options.onWrite?.(name);
      },
      onError: (error) => {
        for (const { options } of [...this.#shares]) options.onError(error);
      },
    });
  }
}
