import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { AppPorts } from '../app/ports.js';
import { paceClock } from '../clock.js';
import type { DatabaseAddress } from '../commands/database.js';
import type { World } from '../commands/world.js';
import type { TellQueues } from '../databases/host-database.js';
import { leaveLostFolder } from '../entries.js';
import type { HostReaders } from '../hosts/host-readers.js';
import { queuePathOf } from '../model/limits.js';
import type { ReadProgress } from '../model/picture.js';
import type { ChangeWatch } from '../snapshot/port.js';
import type { Readers } from '../snapshot/remote-readers.js';
import { ReaderThread } from '../snapshot/thread/reader-thread.js';
import { SharedThread } from '../snapshot/thread/shared-thread.js';
import { newThread } from '../snapshot/thread/start-readers.js';
import { MergedLogs, MergedWatch, MergedWriter } from '../sources/merged-ports.js';
import { MergedReader } from '../sources/merged-reader.js';
import type { Source } from '../sources/source.js';
import { DatabaseWatcher } from '../watch/database-watcher.js';
import { SharedFolders } from '../watch/shared-folders.js';
import type { DatabasePorts } from './ports.js';

/** The lane of all databases on disks of this machine. */
const thisHost = 'this host';

/** How the screen has a file of this host. */
const here = { label: null, host: null, isHere: true };

/** The others wait this many ms for a host that doesn't answer, and are then shown without it. */
const firstWaitMs = 2000;

/** One of them, with its readers; `far` are the same if it is on another host. */
interface OpenSource {
  readonly name: string;
  /** As the operator gave it. */
  readonly given: string;
  /** Absolute; for one on another host, its label. */
  readonly path: string;
  /** What the screen shows in place of the path. */
  readonly label: string;
  /** The other host that it is on; null: this one. */
  readonly host: string | null;
  readonly readers: Readers;
  readonly far: HostReaders | null;
}

/**
 * Starts a thread that reads all that are on this host's own disks, and connects to what reads the others; `early` is a
 * thread that was started already. `tell` hears of several queues in a database of those others.
 */
export function startSeveral(
  databases: readonly DatabaseAddress[],
  logFolder: string | null,
  {
    folder,
    home,
    host: ours,
    now,
    readerThread,
  }: Pick<World, 'folder' | 'home' | 'host' | 'now' | 'readerThread'>,
  early: Worker | null,
  tell: TellQueues = () => {},
): DatabasePorts {
  let first = early;
  const start = () => {
    const ready = first !== null && first.threadId > 0 ? first : null;
    first = null;
    if (ready !== null) return ready;
    leaveLostFolder();
    return newThread(readerThread);
  };
  const thread = new SharedThread(start);
  const opened = databases.map(
    ({ name, path: called, given = called, open, shown: { label, host, isHere } = here }): OpenSource => {
      const far = open?.({ firstWaitMs, onQueues: (names) => tell(given, names) }) ?? null;
      const shown = { name, given, label: label ?? called, host: isHere ? null : (host ?? ours) };
      if (far !== null) return { path: called, ...shown, readers: far, far };
      // The working folder may be deleted while the dashboard runs.
      const path = resolve(folder, called);
      const setup = { path, folders: { base: folder, home }, logFolder, spoolFolder: tmpdir() };
      return { path, ...shown, readers: new ReaderThread(() => thread.share(), setup), far };
    },
  );
  const folders = new SharedFolders();
  const watches = new Map<string, ChangeWatch>();
  let onNews = () => {};
  const snapshots = new MergedReader(opened.map(sourceOf), now, {
    clock: paceClock,
    atFullSpeed: (name) => watches.get(name)?.atFullSpeed === true,
    onNews: () => onNews(),
  });
  return {
    snapshots,
    logs: new MergedLogs(new Map(opened.map(({ name, readers }) => [name, readers.logs]))),
    // Each database is looked at, and read, by itself; the app hears only of answers that can be shown.
    watch: (_, __, onNotice) => {
      for (const each of opened) watches.set(each.name, watchOf(each, folders, snapshots, onNotice));
      return new MergedWatch([...watches.values()]);
    },
    writer: (writerFor) =>
      new MergedWriter(
        new Map(opened.map(({ name, path, far, given }) => [name, writerFor(path, far, given, name)])),
        (name) => snapshots.readNow(name),
      ),
    listen: (listener) => {
      const progress = new Map<string, ReadProgress>();
      onNews = () => {
        listener.onSizes?.();
        listener.onLogNews?.();
      };
      for (const { name, readers } of opened)
        readers.listen({
          ...listener,
          onSizes: () => snapshots.readSoon(name),
          onProgress: (its) => {
            snapshots.noteLife(name);
            listener.onProgress?.(summed(progress.set(name, its)));
          },
        });
    },
  };
}

function sourceOf({ name, label, host, readers, far }: OpenSource): Source {
  const source = { name, path: label, ...(host !== null && { host }), reader: readers.snapshots };
  return far === null ? { ...source, lane: thisHost } : { ...source, silentMs: () => far.silentMs };
}

function watchOf(
  { name, path, far }: OpenSource,
  folders: SharedFolders,
  snapshots: MergedReader,
  onNotice: (sentence: string, detail?: string) => void,
): ReturnType<AppPorts['watch']> {
  const onChange = () => snapshots.changed(name);
  if (far !== null) return far.watchWith(onChange, onNotice, () => snapshots.overtaken(name));
  return new DatabaseWatcher({
    path: queuePathOf(path).database,
    watchFolder: (options) => folders.watch(options),
    look: () => snapshots.lookAt(name),
    onChange,
    onNotice: ({ sentence, detail }) => onNotice(sentence, detail),
  });
}

function summed(progress: ReadonlyMap<string, ReadProgress>): ReadProgress {
  const all = [...progress.values()];
  return {
    bytesRead: all.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    databaseBytes: all.reduce((sum, { databaseBytes }) => sum + databaseBytes, 0),
  };
}
