import type { Writer } from '../app/ports.js';
import { paceClock } from '../clock.js';
import type { DatabaseAddress } from '../commands/database.js';
import type { World } from '../commands/world.js';
import type { EachQueue } from '../databases/databases.js';
import type { TellQueues } from '../databases/host-database.js';
import type { HostReaders } from '../hosts/host-readers.js';
import type { ReadProgress } from '../model/picture.js';
import type { ChangeWatch, LogReader, SnapshotReader } from '../snapshot/port.js';
import type { Readers, ReadersListener } from '../snapshot/remote-readers.js';
import { MergedLogs, MergedWatch, MergedWriter } from '../sources/merged-ports.js';
import { MergedReader } from '../sources/merged-reader.js';
import type { Source } from '../sources/source.js';
import { SharedFolders } from '../watch/shared-folders.js';
import { type DatabasePorts, portsOfOne, type WriterFor } from './ports.js';

export { runDashboard } from './dashboard.js';

/** One of several databases, with what reads it. */
export interface OpenedDatabase {
  readonly address: DatabaseAddress;
  /** An absolute path; of a database on another host, its label. */
  readonly path: string;
  readonly readers: Pick<Readers, 'snapshots' | 'logs' | 'listen'>;
  /** `readers`, if they read on another host or a server; else null. */
  readonly far: HostReaders | null;
}

/** The lane of all databases on disks of this machine. */
const thisHost = 'this host';

/** The ports of several databases together, whose lists are merged. */
export function portsOfSeveral(
  opened: readonly OpenedDatabase[],
  { host: ours, now }: Pick<World, 'host' | 'now'>,
): DatabasePorts {
  const folders = new SharedFolders();
  const each = opened.map(({ address, path, readers, far }) => {
    const { name, path: called, given = called, shown } = address;
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
    each.map(({ source }) => source),
    now,
    {
      clock: paceClock,
      atFullSpeed: (name) => watches.get(name)?.atFullSpeed === true,
      onNews: () => onNews(),
    },
  );
  return {
    snapshots,
    logs: new MergedLogs(new Map(each.map(({ name, ports }) => [name, ports.logs]))),
    // Each database is looked at, and read, by itself; the app hears only of answers that can be shown.
    watch: (_, __, onNotice) => {
      for (const { name, ports } of each) {
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
      const writers = each.map(({ name, given, ports }): [string, Writer] => [
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
      for (const { name, ports } of each)
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

/**
 * The ports of databases of which those on other hosts may turn out to have several queues, as only a picture from there
 * says. Then ports that have each queue by itself take their place, before the picture is shown.
 */
export function divisible(
  begun: DatabasePorts,
  eachQueue: EachQueue,
  opened: (databases: readonly DatabaseAddress[]) => readonly OpenedDatabase[],
  world: Pick<World, 'host' | 'now'>,
): DatabasePorts & { readonly tell: TellQueues } {
  const found = new Map<string, readonly string[]>();
  let isNew = false;
  let onChange = () => {};
  const tell: TellQueues = (given, queues) => {
    if (found.has(given)) return;
    found.set(given, queues);
    isNew = true;
    onChange();
  };
  let ports = begun;
  let listener: ReadersListener = {};
  let watch: { readonly make: () => ChangeWatch; now: ChangeWatch; isStarted: boolean } | null = null;
  let writer: { readonly writerFor: WriterFor; now: Writer } | null = null;
  const divide = async (): Promise<void> => {
    isNew = false;
    const each = await eachQueue(found);
    if (each === null || 'sentence' in each) return;
    const next = portsOfSeveral(opened(each), world);
    const old = [ports.snapshots, ports.logs, watch?.now, writer?.now];
    ports = next;
    ports.listen(listener);
    if (watch !== null) {
      watch.now = watch.make();
      if (watch.isStarted) void watch.now.start();
    }
    if (writer !== null) writer.now = ports.writer(writer.writerFor);
    for (const each of old) void each?.close();
  };
  const snapshots: SnapshotReader = {
    read: async (request) => {
      const result = await ports.snapshots.read(request);
      if (!isNew) return result;
      await divide();
      return ports.snapshots.read(request);
    },
    look: () => ports.snapshots.look(),
    close: () => ports.snapshots.close(),
  };
  const logs: LogReader = {
    read: (request) => ports.logs.read(request),
    search: (search, signal) => ports.logs.search(search, signal),
    matches: (search, at, signal) => ports.logs.matches(search, at, signal),
    save: (jobId, path, signal) => ports.logs.save(jobId, path, signal),
    close: () => ports.logs.close(),
  };
  return {
    ...begun,
    tell,
    snapshots,
    logs,
    listen: (its) => {
      listener = its;
      ports.listen(its);
    },
    watch: (look, onItsChange, onNotice, onOvertaken) => {
      onChange = onItsChange;
      const make = () => ports.watch(look, onItsChange, onNotice, onOvertaken);
      const watching = { make, now: make(), isStarted: false };
      watch = watching;
      return {
        get atFullSpeed() {
          return watching.now.atFullSpeed === true;
        },
        start: () => {
          watching.isStarted = true;
          return watching.now.start();
        },
        close: () => watching.now.close(),
      };
    },
    writer: (writerFor) => {
      const writing = { writerFor, now: ports.writer(writerFor) };
      writer = writing;
      return {
        probe: () => writing.now.probe(),
        write: (order) => writing.now.write(order),
        cleanMetrics: () => writing.now.cleanMetrics(),
        close: () => writing.now.close(),
      };
    },
  };
}
