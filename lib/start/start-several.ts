import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { Writer } from '../app/ports.js';
import { paceClock } from '../clock.js';
import type { DatabaseAddress } from '../commands/database.js';
import type { World } from '../commands/world.js';
import type { TellQueues } from '../databases/host-database.js';
import { leaveLostFolder } from '../entries.js';
import type { ReadProgress } from '../model/picture.js';
import type { ChangeWatch } from '../snapshot/port.js';
import { ReaderThread } from '../snapshot/thread/reader-thread.js';
import { SharedThread } from '../snapshot/thread/shared-thread.js';
import { newThread } from '../snapshot/thread/start-readers.js';
import { MergedLogs, MergedWatch, MergedWriter } from '../sources/merged-ports.js';
import { MergedReader } from '../sources/merged-reader.js';
import type { Source } from '../sources/source.js';
import { SharedFolders } from '../watch/shared-folders.js';
import { type DatabasePorts, portsOfOne } from './database-ports.js';

/** The lane of all databases on disks of this machine. */
const thisHost = 'this host';

/** The others wait this many ms for a host that doesn't answer, and are then shown without it. */
const firstWaitMs = 2000;

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
  const folders = new SharedFolders();
  const opened = databases.map(({ name, path: called, given = called, open, shown }) => {
    const far = open?.({ firstWaitMs, onQueues: (names) => tell(given, names) }) ?? null;
    // The working folder may be deleted while the dashboard runs.
    const path = far === null ? resolve(folder, called) : called;
    const setup = { path, folders: { base: folder, home }, logFolder, spoolFolder: tmpdir() };
    const readers = far ?? new ReaderThread(() => thread.share(), setup);
    const ports = portsOfOne(path, readers, far, folders);
    const host = shown === undefined || shown.isHere ? null : (shown.host ?? ours);
    const source: Source = {
      ...{ name, path: shown?.label ?? called, reader: ports.snapshots },
      ...(host !== null && { host }),
      ...(far === null ? { lane: thisHost } : { silentMs: () => far.silentMs }),
    };
    return { name, given, ports, source };
  });
  const watches = new Map<string, ChangeWatch>();
  let onNews = () => {};
  const snapshots = new MergedReader(
    opened.map(({ source }) => source),
    now,
    {
      clock: paceClock,
      atFullSpeed: (name) => watches.get(name)?.atFullSpeed === true,
      onNews: () => onNews(),
    },
  );
  return {
    snapshots,
    logs: new MergedLogs(new Map(opened.map(({ name, ports }) => [name, ports.logs]))),
    // Each database is looked at, and read, by itself; the app hears only of answers that can be shown.
    watch: (_, __, onNotice) => {
      for (const { name, ports } of opened) {
        const look = () => snapshots.lookAt(name);
        const onOvertaken = () => snapshots.overtaken(name);
        watches.set(
          name,
          ports.watch(look, () => snapshots.changed(name), onNotice, onOvertaken),
        );
      }
      return new MergedWatch([...watches.values()]);
    },
    writer: (writerFor) => {
      const writers = opened.map(({ name, given, ports }): [string, Writer] => [
        name,
        ports.writer((path, far) => writerFor(path, far, given, name)),
      ]);
      return new MergedWriter(new Map(writers), (name) => snapshots.readNow(name));
    },
    listen: (listener) => {
      const progress = new Map<string, ReadProgress>();
      onNews = () => {
        listener.onSizes?.();
        listener.onLogNews?.();
      };
      for (const { name, ports } of opened)
        ports.listen({
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

function summed(progress: ReadonlyMap<string, ReadProgress>): ReadProgress {
  const all = [...progress.values()];
  return {
    bytesRead: all.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    databaseBytes: all.reduce((sum, { databaseBytes }) => sum + databaseBytes, 0),
  };
}
