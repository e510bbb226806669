import { tmpdir } from 'node:os';
import type { ActionResult } from '../../lib/actions/action.js';
import { after } from '../../lib/clock.js';
import { HostReaders } from '../../lib/hosts/host-readers.js';
import { HostServer, type ServerEnd } from '../../lib/hosts/serve/host-server.js';
import type { ServedDatabase } from '../../lib/hosts/serve/host-session.js';
import type { HostAction } from '../../lib/hosts/wire/messages.js';
import { ServerLink } from '../../lib/postgres/link/server-link.js';
import { PostgresDatabase } from '../../lib/postgres/postgres-database.js';
import { PostgresReaders, type ServerLogs } from '../../lib/postgres/postgres-readers.js';
import { ServerLog } from '../../lib/postgres/server-log.js';
import { ServerWatch } from '../../lib/postgres/server-watch.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import type { Readers } from '../../lib/snapshot/remote-readers.js';
import { FarEnd } from '../hosts/far-end.js';
import { now } from '../postgres/same-rows.js';
import type { PostgresServer } from '../support/postgres-server.js';

/** What a source fulfils for the list, the panels and the logs. */
export type Source = Pick<Readers, 'snapshots' | 'matchingCounts' | 'logs' | 'portion' | 'close'>;

/** Does something to the jobs of a source. Never rejects. */
export type Act = (action: HostAction) => Promise<ActionResult>;

const steady = () => performance.now();

/** Logs that nobody reads. */
export const noLogs: ServerLogs = {
  open: () => {
    throw new Error('no log is read');
  },
  ...{ plainText: (line) => line, spoolFolder: tmpdir() },
};

const { open: _, ...usualLogs } = noLogs;

/** Readers of a file, by the same ports as any; outputs are looked for nowhere. */
export function ofFile(path: string): Readers {
  const database = new LiveDatabase(path, () => now);
  // These readers read whatever they are given, and logs in the file itself where nothing else is said.
  return new PostgresReaders(
    () => database,
    () => now,
    usualLogs as ServerLogs,
  );
}

/** Readers of the queue in a schema of a server. */
export function ofServer(server: PostgresServer, schema: string): Readers {
  const { host, port } = server;
  const link = new ServerLink({
    parameters: {
      ...{ servers: [{ host, port }], user: 'owner', database: 'postgres', schema },
      ...{ passwordOf: () => null },
      ssl: { mode: 'prefer', rootCert: null, cert: null, key: null },
    },
    ...{ after, steady, random: () => 0.5 },
    read: () => {
      throw new Error('no such file');
    },
  });
  const label = 'postgres://there';
  const database = new PostgresDatabase({
    ...{ link, label, clock: () => now, steady },
    serverClock: { aheadMs: 0, hear: () => {} },
  });
  return new PostgresReaders(
    () => database,
    () => now,
    {
      ...usualLogs,
      open: (jobId, ending) =>
        new ServerLog(jobId, { link, label, clock: () => now, ending, spoolFolder: tmpdir() }),
    },
  );
}

/**
 * The same readers over a pipe, as another program has them, what `act` does asked for there, and how serving them
 * ended.
 */
export function overPipe(
  readers: Readers,
  act: Act = () => Promise.reject(new Error('nothing is to be done')),
): { readonly readers: HostReaders; readonly ended: Promise<ServerEnd> } {
  const end = new FarEnd();
  const served: ServedDatabase = {
    readers,
    watch: (onChange) =>
      new ServerWatch({
        ...{ look: () => readers.snapshots.look(), spentMs: () => 0, after, steady },
        ...{ onChange, onOvertaken: () => {} },
      }),
    act,
    follow: { next: () => Promise.reject(new Error('nothing is followed')), close: async () => {} },
    examine: async () => [],
    spoolFolder: tmpdir(),
  };
  const server = new HostServer({
    ...{ version: '1.0.0', able: ['read', 'logs', 'act'] },
    open: () => served,
  });
  const ended = server.run({ input: end.stdin, output: end.stdout, after });
  void ended.then(() => end.end(0));
  const link = new HostReaders({
    ...{ label: 'there', start: () => end.process, version: '1.0.0', path: '/queue.db', logFolder: null },
    ...{ after, steady, now: () => now, random: () => 0.5 },
  });
  return { readers: link, ended };
}
