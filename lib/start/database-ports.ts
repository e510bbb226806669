import type { AppPorts, Writer } from '../app/ports.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { HostReaders } from '../hosts/host-readers.js';
import { queuePathOf } from '../model/limits.js';
import type { Readers } from '../snapshot/remote-readers.js';
import { DatabaseWatcher } from '../watch/database-watcher.js';
import type { SharedFolders } from '../watch/shared-folders.js';

/** How a database, or several together, are read, watched and written. */
export interface DatabasePorts extends Pick<Readers, 'snapshots' | 'logs' | 'listen'> {
  readonly watch: AppPorts['watch'];
  readonly writer: (writerFor: WriterFor) => Writer;
  /** From now on notes when the link goes up or down, and at once what happened to it until now; absent: there is none. */
  readonly noteIn?: (diagnostics: Pick<Diagnostics, 'note'>) => void;
}

/** Makes the writer of a database, which `far` reaches if it is on another host; `given`: see `actJournal`; `name`: where there are several. */
export type WriterFor = (path: string, far: HostReaders | null, given?: string, name?: string) => Writer;

/**
 * The ports of the file at a path, which is absolute; or, by its label, of a database on another host: `far` reads that.
 * `folders` watches a folder once for all files in it; absent: it is watched for this one.
 */
export function portsOfOne(
  path: string,
  readers: Pick<Readers, 'snapshots' | 'logs' | 'listen'>,
  far: HostReaders | null = null,
  folders: SharedFolders | null = null,
): DatabasePorts {
  return {
    snapshots: readers.snapshots,
    logs: readers.logs,
    listen: (listener) => readers.listen(listener),
    watch: (look, onChange, onNotice, onOvertaken) =>
      far?.watchWith(onChange, onNotice, onOvertaken) ??
      new DatabaseWatcher({
        path: queuePathOf(path).database,
        ...(folders && { watchFolder: (options) => folders.watch(options) }),
        look,
        onChange,
        onNotice: ({ sentence, detail }) => onNotice(sentence, detail),
      }),
    writer: (writerFor) => writerFor(path, far),
  };
}
