import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { DatabaseReader } from '../../../lib/snapshot/database-reader.js';
import { DatabaseLogReader } from '../../../lib/snapshot/job-log/database-log-reader.js';
import type { LogReader, SnapshotReader } from '../../../lib/snapshot/port.js';
import type { ReadersListener } from '../../../lib/snapshot/remote-readers.js';
import type { ReadersSetup } from '../../../lib/snapshot/thread/messages.js';
import { ReaderThread } from '../../../lib/snapshot/thread/reader-thread.js';
import { withoutEscapeSequences } from '../../../lib/view/text/escape-sequences.js';

/** Both readers of one database, wherever they run. */
export interface Readers {
  readonly snapshots: SnapshotReader;
  readonly logs: LogReader;
  close(): Promise<void>;
}

/** The thread that the program itself begins, as it ships: as modules it takes three times as long to load. */
export const programThread = new URL('../../../program/reader-thread.js', import.meta.url);
/** A thread that dies on demand. */
export const mortalThread = new URL('./mortal-readers.js', import.meta.url);

/** What readers of this database are made from; outputs are found beside it. */
export function setupFor(path: string, logFolder: string | null = null): ReadersSetup {
  const folders = { base: fileURLToPath(new URL('.', `file://${path}`)), home: null };
  return { path, folders, logFolder, spoolFolder: tmpdir() };
}

/** A way of reading. */
export type OpenReaders = (setup: ReadersSetup, listener?: ReadersListener) => Readers;

/** Readers on this thread. */
export function inProcess(setup: ReadersSetup, listener: ReadersListener = {}): Readers {
  const { path, folders } = setup;
  const snapshots = new DatabaseReader(path, {
    clock: Date.now,
    folders,
    ...(listener.onSizes === undefined ? {} : { onSizes: listener.onSizes }),
  });
  const logs = new DatabaseLogReader(path, {
    ...{ ...setup, clock: Date.now, plainText: withoutEscapeSequences, database: snapshots.database },
    ...(listener.onLogNews === undefined ? {} : { onNews: listener.onLogNews }),
  });
  return { snapshots, logs, close: async () => void (await Promise.all([snapshots.close(), logs.close()])) };
}

/** Readers on a thread of their own with a small heap, the program's unless another is named. */
export function inThread(
  setup: ReadersSetup,
  listener: ReadersListener = {},
  entry: URL = programThread,
): ReaderThread {
  const thread = new ReaderThread(entry, setup, { maxOldGenerationSizeMb: 64 });
  thread.listen(listener);
  return thread;
}
