import { tmpdir } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { ActionResult } from '../../lib/actions/action.js';
import { after } from '../../lib/clock.js';
import { followServed } from '../../lib/commands/follow/follow-here.js';
import { queueInFile } from '../../lib/commands/follow/following.js';
import { HostReaders, type HostReadersParts } from '../../lib/hosts/host-readers.js';
import { beginThere, startFar } from '../../lib/hosts/link/far-command.js';
import type { LinkProcess } from '../../lib/hosts/link/host-connection.js';
import {
  HostServer,
  type HostServerParts,
  type ServerEnd,
  type ServerPipes,
} from '../../lib/hosts/serve/host-server.js';
import type { ServedDatabase } from '../../lib/hosts/serve/host-session.js';
import type { HostAction } from '../../lib/hosts/wire/messages.js';
import { ReaderThread } from '../../lib/snapshot/thread/reader-thread.js';
import { DatabaseWatcher } from '../../lib/watch/database-watcher.js';
import { SharedFolders } from '../../lib/watch/shared-folders.js';
import { programThread, setupFor } from '../snapshot/thread/readers.js';
import { FarEnd } from './far-end.js';

/** What a spec's server does otherwise than the program's. */
export interface ServedOtherwise {
  readonly act?: ((action: HostAction, signal: AbortSignal) => Promise<ActionResult>) | undefined;
  readonly able?: HostServerParts['able'] | undefined;
  readonly after?: ServerPipes['after'];
  readonly heard?: NonNullable<HostServerParts['heard']>;
  /** The folder where runs of `follow` are recorded; absent or null: nowhere. */
  readonly state?: string | null;
}

/** Serves the database over these pipes, with the program's own thread. */
export function serve(
  input: Readable,
  output: Writable,
  path: string,
  { act, able = ['read', 'logs', 'act'], after: later = after, heard, state = null }: ServedOtherwise = {},
): Promise<ServerEnd> {
  const open = (_: string | null, logFolder: string | null): ServedDatabase => {
    // With the memory that the program gives it: a message may be large.
    const readers = new ReaderThread(programThread, setupFor(path, logFolder));
    return {
      readers,
      watch: (onChange, onDegraded) =>
        new DatabaseWatcher({ path, look: () => readers.snapshots.look(), onChange, onNotice: onDegraded }),
      act: act ?? (() => Promise.reject(new Error('nothing is to be done'))),
      follow: followServed(
        () => queueInFile(path, new SharedFolders(), Date.now),
        () => (state === null ? null : { folder: state, name: 'queue', database: path, host: 'there' }),
        { now: Date.now, error: process.stderr },
      ),
      examine: async () => [{ topic: 'schema', verdict: 'good', text: 'complete' }],
      spoolFolder: tmpdir(),
    };
  };
  return new HostServer({ version: '1.0.0', able, open, heard }).run({ input, output, after: later });
}

/** A link to a server in this process, and the far ends that it had, the newest last. */
export interface Linked {
  readonly readers: HostReaders;
  readonly ends: FarEnd[];
  /** How each server ended. */
  readonly served: Promise<ServerEnd>[];
}

/** Readers of a database over a link within this process. */
export function linked(
  path: string,
  options: ServedOtherwise & { readonly logFolder?: string | null } & Partial<HostReadersParts> = {},
): Linked {
  const ends: FarEnd[] = [];
  const served: Promise<ServerEnd>[] = [];
  const { act, able, state = null, logFolder = null, ...parts } = options;
  const readers = new HostReaders({
    label: 'ssh://there',
    start: () => {
      const end = new FarEnd();
      ends.push(end);
      const serving = serve(end.stdin, end.stdout, path, { state, act, able });
      served.push(serving);
      void serving.then(() => end.end(0));
      return end.process;
    },
    version: '1.0.0',
    path: '/there/queue.db',
    logFolder,
    after,
    steady: () => performance.now(),
    now: Date.now,
    random: () => 0.5,
    ...parts,
  });
  return { readers, ends, served };
}

/**
 * Readers of a database over a shell of this host with this environment, as over one of another host; its PATH is all
 * that is there. `written` has what they sent, over all connections.
 */
export function overShell(
  path: string,
  environment: NodeJS.ProcessEnv,
  parts: Partial<HostReadersParts> = {},
): { readonly readers: HostReaders; readonly written: Buffer[] } {
  const written: Buffer[] = [];
  const start = (): LinkProcess => {
    const far = startFar((script) => ['/bin/sh', '-c', script], environment, { cwd: '/' });
    const write = far.stdin.write.bind(far.stdin) as (chunk: Buffer) => boolean;
    far.stdin.write = (chunk: Buffer) => {
      written.push(chunk);
      return write(chunk);
    };
    return far;
  };
  const readers = new HostReaders({
    ...{ label: 'ssh://there', start, begin: beginThere, version: '1.0.0', path, logFolder: null },
    ...{ after, steady: () => performance.now(), now: Date.now, random: () => 0.5 },
    ...parts,
  });
  return { readers, written };
}
