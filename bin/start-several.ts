import { tmpdir } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { AppPorts, Writer } from '../lib/app/ports.js';
import { after } from '../lib/clock/after.js';
import type { NamedCommandDatabase } from '../lib/commands/read-several.js';
import type { World } from '../lib/commands/world.js';
import type { HostReaders } from '../lib/hosts/host-readers.js';
import { HostWatch } from '../lib/hosts/host-watch.js';
import type { ReadProgress } from '../lib/model/picture.js';
import type { Readers } from '../lib/snapshot/readers.js';
import { ReaderThread } from '../lib/snapshot/thread/reader-thread.js';
import { SharedThread } from '../lib/snapshot/thread/shared-thread.js';
import { usualLimits, workerOptions } from '../lib/snapshot/thread/worker-options.js';
import { MergedLogs } from '../lib/sources/merged-logs.js';
import { MergedReader } from '../lib/sources/merged-reader.js';
import { MergedWatch } from '../lib/sources/merged-watch.js';
import { MergedWriter } from '../lib/sources/merged-writer.js';
import { DatabaseWatcher } from '../lib/watch/database-watcher.js';
import { SharedFolders } from '../lib/watch/shared-folders.js';
import { threadEntry } from './early-thread.js';
import type { WriterFor } from './ports.js';

/** The others wait this many ms for a host that doesn't answer, and are then shown without it. */
const firstWaitMs = 2000;

/** How several databases are read, watched and written. */
export interface SeveralSide extends Pick<Readers, 'snapshots' | 'logs' | 'listen'> {
  readonly watch: AppPorts['watch'];
  readonly writer: (writerFor: WriterFor) => Writer;
}

/** One of them, with its readers; `far` are the same if it is on another host. */
interface Side {
  readonly name: string;
  readonly path: string;
  readonly readers: Readers;
  readonly far: HostReaders | null;
}

/**
 * Starts a thread that reads all that are on this host, and connects to the hosts of the others; `early` is a thread that was
 * started already.
 */
export function startSeveral(
  databases: readonly NamedCommandDatabase[],
  logFolder: string | null,
  { folder, home, now }: Pick<World, 'folder' | 'home' | 'now'>,
  early: Worker | null,
): SeveralSide {
  let first = early;
  const thread = new SharedThread(() => {
    const ready = first !== null && first.threadId > 0 ? first : null;
    first = null;
    return ready ?? new Worker(threadEntry, workerOptions(usualLimits));
  });
  const sides = databases.map(({ name, path, open }): Side => {
    const far = open?.({ firstWaitMs }) ?? null;
    const setup = { path, places: { base: folder, home }, logFolder, spoolFolder: tmpdir() };
    return { name, path, readers: far ?? new ReaderThread(() => thread.share(), setup), far };
  });
  const folders = new SharedFolders();
  let onDue = () => {};
  const snapshots = new MergedReader(
    sides.map(({ name, path, readers }) => ({ name, path, reader: readers.snapshots })),
    now,
    after,
    () => onDue(),
  );
  return {
    snapshots,
    logs: new MergedLogs(new Map(sides.map(({ name, readers }) => [name, readers.logs]))),
    // Each database is looked at by itself, and not all together as the app would.
    watch: (_, onChange, onNotice) =>
      new MergedWatch(sides.map((side) => watchOf(side, folders, onChange, onNotice))),
    writer: (writerFor) =>
      new MergedWriter(new Map(sides.map(({ name, path, far }) => [name, writerFor(path, far)]))),
    listen: (listener) => {
      const progress = new Map<string, ReadProgress>();
      onDue = () => listener.onSizes?.();
      for (const { name, readers } of sides)
        readers.listen({
          ...listener,
          onSizes: () => {
            snapshots.renew(name);
            listener.onSizes?.();
          },
          onProgress: (its) => listener.onProgress?.(summed(progress.set(name, its))),
        });
    },
  };
}

function watchOf(
  { path, readers, far }: Side,
  folders: SharedFolders,
  onChange: () => void,
  onNotice: (sentence: string, detail?: string) => void,
): ReturnType<AppPorts['watch']> {
  if (far !== null) return new HostWatch(far, onChange, onNotice);
  return new DatabaseWatcher({
    path,
    watchFolder: (options) => folders.watch(options),
    look: () => readers.snapshots.look(),
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
