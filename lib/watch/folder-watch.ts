import { basename, join } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { type After, after } from '../clock.js';

/** Options of a folder watch. */
export interface FolderWatchOptions {
  /** Real path of an existing folder. */
  readonly folder: string;
  /** Names of files in that folder whose changes are reported. */
  readonly names: readonly string[];
  /**
   * Called with the name when something may have happened to one of them, and once without any when the watch has
   * begun.
   */
  readonly onEvent: (name?: string) => void;
  /**
   * Called for each event that the system itself sends, with the file's name if it gives one. Several come for each
   * write; {@link onEvent} reports only the first.
   */
  readonly onWrite?: (name?: string) => void;
  /** Called when the system refuses to send events, or stops sending them. */
  readonly onError: (error: unknown) => void;
}

/** Begins to watch a folder. */
export type WatchFolder = (options: FolderWatchOptions) => { close(): Promise<void> };

/** What of chokidar 5.0.0, which is pinned, begins to watch a path; it returns what ends that. */
interface Internals {
  readonly _nodeFsHandler: {
    _watchWithNodeFs(path: string, listener: unknown): (() => void) | undefined;
  };
}

/**
 * Events for some names in one folder. The folder is watched rather than the files, because files that appear late
 * or are replaced would be missed. An event is only a hint: the end of a burst sends none.
 */
export class FolderWatch {
  readonly #watcher: FSWatcher;
  readonly #closers = new Set<() => void>();
  readonly #missed: MissedEvents;
  #closed = false;

  constructor({ folder, names, onEvent, onWrite, onError }: FolderWatchOptions) {
    const watched = new Set([folder, ...names.map((name) => join(folder, name))]);
    this.#watcher = watch(folder, {
      depth: 0,
      ignored: (path) => !watched.has(path),
      ignoreInitial: true,
      followSymlinks: false,
      atomic: false,
      awaitWriteFinish: false,
    });
    this.#keepClosers();
    this.#missed = new MissedEvents(after, () => performance.now(), onEvent);
    this.#watcher.on('all', (_, path) => {
      if (path === folder) return onEvent();
      this.#missed.event(basename(path));
      onEvent(basename(path));
    });
    this.#watcher.on('ready', () => onEvent());
    this.#watcher.on('error', onError);
    const known = new Set(names);
    this.#watcher.on('raw', (_, given: unknown, details) => {
      const name = typeof given === 'string' ? given : undefined;
      onWrite?.(name);
      const { watchedPath } = details as { readonly watchedPath?: unknown };
      if (watchedPath === folder && name !== undefined && known.has(name)) this.#missed.reported(name);
    });
  }

  /**
   * chokidar loses what ends the watch of a file that it adds twice at the same time, as a WAL that comes and goes
   * quickly. So whatever it begins to watch can be ended from here, once.
   */
  #keepClosers(): void {
    const { _nodeFsHandler: handler } = this.#watcher as unknown as Internals;
    const begin = handler._watchWithNodeFs.bind(handler);
    handler._watchWithNodeFs = (path, listener) => {
      // chokidar begins what it was about to when it was closed, and opens again when it then learns that two files
      // are gone. Nobody would end that.
      if (this.#closed) return undefined;
      const end = begin(path, listener);
      if (end === undefined) return undefined;
      const endOnce = (): void => {
        if (!this.#closers.delete(endOnce)) return;
        try {
          end();
        } catch {
          // It began for a listener that watched this path already, and ended with that one.
        }
      };
      this.#closers.add(endOnce);
      return endOnce;
    };
  }

  /** Ends the watch. No event comes afterwards. */
  close(): Promise<void> {
    this.#closed = true;
    this.#missed.close();
    const closed = this.#watcher.close();
    for (const end of this.#closers) end();
    // chokidar removes its listeners first, so an error in a read still under way would be uncaught.
    this.#watcher.on('error', () => {});
    return closed;
  }
}

/** If chokidar sends no event this many ms after the system reported something about a file, it has missed it. */
const patienceMs = 150;
/** What happens within this many ms after an event is seen by the look at the end of the burst. */
const coveredMs = 90;

interface Heard {
  /**
   * When the system last reported something about the file, and when chokidar last sent an event for it; ms on the
   * steady clock.
   */
  system: number;
  event: number;
  cancel: () => void;
}

/**
 * Notices changes that chokidar doesn't report: it may lose the watch on a file that is replaced and deleted quickly,
 * and then takes that file to be watched for ever. The watch on the folder isn't lost, and through it the system
 * reports each write.
 */
export class MissedEvents {
  readonly #after: After;
  readonly #steady: () => number;
  readonly #onMissed: (name: string) => void;
  readonly #heard = new Map<string, Heard>();

  /**
   * `onMissed` is called with the name of a file about which chokidar missed something. `steady`: ms on a clock that
   * never goes back.
   */
  constructor(after: After, steady: () => number, onMissed: (name: string) => void) {
    this.#after = after;
    this.#steady = steady;
    this.#onMissed = onMissed;
  }

  /** The system reports that something has happened to a file of the folder. */
  reported(name: string): void {
    const heard = this.#heard.get(name);
    const now = this.#steady();
    if (heard !== undefined) heard.system = now;
    else this.#wait(name, { system: now, event: Number.NEGATIVE_INFINITY, cancel: () => {} });
  }

  /** chokidar has sent an event for the file. */
  event(name: string): void {
    const heard = this.#heard.get(name);
    if (heard !== undefined) heard.event = this.#steady();
  }

  /** Stops: `onMissed` isn't called afterwards. */
  close(): void {
    for (const { cancel } of this.#heard.values()) cancel();
    this.#heard.clear();
  }

  #wait(name: string, heard: Heard): void {
    this.#heard.set(name, heard);
    const began = heard.system;
    heard.cancel = this.#after(patienceMs, () => {
      this.#heard.delete(name);
      if (heard.event < began) this.#onMissed(name);
      else if (heard.system > heard.event + coveredMs) this.#wait(name, heard);
    });
  }
}
