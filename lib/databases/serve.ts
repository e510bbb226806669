import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { ActionRequest, ActionResult } from '../actions/action.js';
import { servedReadOnly } from '../actions/action-problem.js';
import { runAction } from '../actions/run-action.js';
import { after } from '../clock.js';
import { findingsOf } from '../commands/doctor.js';
import { followServed } from '../commands/follow/follow-here.js';
import { queueInFile } from '../commands/follow/following.js';
import { recordLocation } from '../commands/operator-records.js';
import { programVersion, type World } from '../commands/world.js';
import { compileSoon, isSent } from '../entries.js';
import { HostServer } from '../hosts/serve/host-server.js';
import type { ServedDatabase } from '../hosts/serve/host-session.js';
import { queuePathOf, withQueue } from '../model/limits.js';
import { withHome } from '../model/text.js';
import { isPostgresAddress } from '../postgres/address.js';
import type { ServerLink } from '../postgres/link/server-link.js';
import { queueNames } from '../schema/known-queues.js';
import { LiveDatabase } from '../snapshot/live-database.js';
import type { Readers } from '../snapshot/remote-readers.js';
import { startReaders } from '../snapshot/thread/start-readers.js';
import { DatabaseWatcher } from '../watch/database-watcher.js';
import { SharedFolders } from '../watch/shared-folders.js';
import { hangingSide } from './disk-database.js';
import { closedFirst } from './host-database.js';
import { servedPostgres } from './serve-postgres.js';
import type { ServedDisks } from './served-mounts.js';

export { agentFindings } from '../commands/doctor/agent-findings.js';
export { recordLocation } from '../commands/operator-records.js';

/** What this host's own settings say. */
interface ServeOptions {
  /** The database that is served, whatever the other program asks for; null: the one that it asks for. */
  readonly only: string | null;
  /** The one that is served if the other program asks for none. */
  readonly usual: string;
  /** Nothing is written for any caller. */
  readonly readOnly: boolean;
  /** The folder of logs that the database doesn't hold, unless another is asked for; null for nowhere. */
  readonly logFolder: string | null;
  /** Which disks are served. */
  readonly disks: ServedDisks;
}

/** Serves a program on another host over stdin and stdout, and returns the exit code when it is gone. */
export async function serve(options: ServeOptions, world: World): Promise<number> {
  const server = new HostServer({
    version: programVersion(),
    able: options.readOnly ? ['read', 'logs'] : ['read', 'logs', 'act'],
    open: (asked, logFolder) => {
      // Of one that is laid down, too, each queue may be read by itself.
      const { queue } = queuePathOf(asked ?? '');
      const isWhole = options.only === null || queue === null || queuePathOf(options.only).queue !== null;
      const named = isWhole ? (options.only ?? asked ?? options.usual) : withQueue(options.only, queue);
      if (isPostgresAddress(named)) return servedPostgres(named, options.readOnly, world);
      const path = options.only === null && asked !== null ? pathHere(asked, world) : named;
      // Where none was asked for, nobody there could know which one is meant; one that is laid down is not named.
      const called =
        options.only === null && asked === null ? `the database ${fromHome(path, world)}` : undefined;
      const logs = logFolder === null ? options.logFolder : pathHere(logFolder, world);
      return served(path, logs, options, world, called);
    },
  });
  const quiet = heedSignals(world, () => server.end());
  const end = await server.run({ input: world.input(), output: world.output, after });
  quiet();
  return end.kind === 'nonsense' ? 1 : 0;
}

/**
 * Lets the other side end this process by SIGTERM too, as if the pipe had ended: connections to servers are ended and
 * not cut. A second one ends it at once. Ctrl-C and the end of the terminal reach the other side as well, which may have
 * something under way and ends the pipe when it is done. Returns how to leave all of them to the system again, as they are
 * where somebody types into the pipe.
 */
function heedSignals({ input }: Pick<World, 'input'>, end: () => void): () => void {
  if (input().isTTY === true) return () => {};
  const none = (): void => {};
  process.once('SIGTERM', end).on('SIGINT', none).on('SIGHUP', none);
  return () => void process.off('SIGTERM', end).off('SIGINT', none).off('SIGHUP', none);
}

/** `called`: what the findings of the doctor call it, for the other host to show. */
function served(
  path: string,
  logFolder: string | null,
  options: ServeOptions,
  world: World,
  called = 'the database',
): ServedDatabase {
  const disk = options.disks.diskOf(path, logFolder);
  const own = startReaders(path, logFolder, world);
  const readers = disk === null ? own : hangingSide(path, disk, own);
  return {
    readers,
    watch: (onChange, onDegraded) =>
      new DatabaseWatcher({
        path: queuePathOf(path).database,
        look: () => readers.snapshots.look(),
        onChange,
        onNotice: onDegraded,
      }),
    act: async (action, signal): Promise<ActionResult> => {
      if (options.readOnly) return { kind: 'problem', problem: servedReadOnly(path) };
      const request: ActionRequest = { ...action, path };
      return runAction(request, { signal });
    },
    follow: followServed(
      () => queueInFile(path, new SharedFolders(), world.now),
      () => (isSent ? null : recordLocation(path, world)),
      world,
    ),
    examine: () => findingsOf(path, called, world, options.readOnly ? servedReadOnly(path) : null),
    spoolFolder: tmpdir(),
  };
}

function fromHome(path: string, { home }: World): string {
  return home !== null && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

/** A path as another host names it: from the home folder here, unless it is absolute. */
function pathHere(path: string, { home, folder }: World): string {
  const base = home ?? folder;
  return resolve(base, withHome(path, '.'));
}

/** The names of the queues in a file, ours first; none if they can't be found out now. */
export async function queuesInFile(path: string): Promise<readonly string[]> {
  const database = new LiveDatabase(path);
  try {
    const read = await database.read(({ all }) => queueNames((sql, parameters) => all(sql, parameters)));
    return read.kind === 'value' ? read.value : [];
  } finally {
    await database.close();
  }
}

/** Reads a database on a server for one picture, in this process, over this link if there is one. */
export function serverReader(
  address: string,
  world: World,
  link: ServerLink | null,
): Pick<Readers, 'measured' | 'close'> {
  compileSoon();
  const { readers } = servedPostgres(address, true, world, link);
  const leave = closedFirst(() => readers.close());
  return {
    measured: (request) => readers.measured(request),
    close: async () => {
      leave();
      await readers.close();
    },
  };
}
