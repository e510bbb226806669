import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AppPorts, Writer } from '../lib/app/ports.js';
import { after } from '../lib/clock/after.js';
import type { NamedCommandDatabase } from '../lib/commands/read-several.js';
import type { World } from '../lib/commands/world.js';
import { isHostAddress } from '../lib/hosts/address.js';
import type { HostReaders } from '../lib/hosts/host-readers.js';
import { HostWatch } from '../lib/hosts/host-watch.js';
import type { ReadProgress } from '../lib/model/picture.js';
import type { Settings } from '../lib/settings/resolve.js';
import type { Readers } from '../lib/snapshot/readers.js';
import { ReaderThread } from '../lib/snapshot/thread/reader-thread.js';
import { SharedThread } from '../lib/snapshot/thread/shared-thread.js';
import { usualLimits, workerOptions } from '../lib/snapshot/thread/worker-options.js';
import { namedDatabases } from '../lib/sources/database-names.js';
import { MergedLogs } from '../lib/sources/merged-logs.js';
import { MergedReader } from '../lib/sources/merged-reader.js';
import { MergedWatch } from '../lib/sources/merged-watch.js';
import { MergedWriter } from '../lib/sources/merged-writer.js';
import { DatabaseWatcher } from '../lib/watch/database-watcher.js';
import { SharedFolders } from '../lib/watch/shared-folders.js';
import { threadEntry } from './early-thread.js';
import { hostNamed, type WrongAddress, whyNotThere } from './host.js';
import type { Invocation } from './invocation.js';
import type { WriterFor } from './ports.js';

/** The others wait this many ms for a host that doesn't answer, and are then shown without it. */
const firstWaitMs = 2000;

/** The databases that are to be shown together; null if it is only one. Or why one of them is none. */
export function severalIn(
  invocation: Invocation,
  settings: Settings,
  world: World,
): readonly NamedCommandDatabase[] | WrongAddress | null {
  if (!('others' in invocation) || (invocation.kind === 'dashboard' && invocation.demo)) return null;
  const { path, others } = invocation;
  const said = path === null ? settings.databases : [path, ...others].map((each) => ({ path: each }));
  const databases = namedDatabases(said);
  if (databases.length < 2) return null;
  const named: NamedCommandDatabase[] = [];
  for (const database of databases) {
    const onHost = hostNamed(database.path, settings, null, world);
    if (onHost?.kind === 'wrong') return onHost;
    const sentence = onHost === null ? null : whyNotThere(invocation.kind);
    if (sentence !== null) return { kind: 'wrong', sentence };
    const { name } = database;
    named.push(onHost === null ? database : { name, path: onHost.label, open: onHost.open });
  }
  return named;
}

/** What several databases are called together, on the screen. */
export function labelOf(databases: readonly NamedCommandDatabase[]): string {
  return `${databases.length} databases`;
}

/** What the operator's choices for these databases are kept under: the same for the same ones in another order. */
export function keptUnder(
  databases: readonly NamedCommandDatabase[],
  { folder }: Pick<World, 'folder'>,
): string {
  return databases
    .map(({ path }) => (isHostAddress(path) ? path : resolve(folder, path)))
    .sort()
    .join(':');
}

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
