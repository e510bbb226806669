import { tmpdir } from 'node:os';
import { after } from '../../lib/clock/after.js';
import { HostReaders } from '../../lib/hosts/host-readers.js';
import { HostServer, type ServerEnd } from '../../lib/hosts/serve/host-server.js';
import type { ServedDatabase } from '../../lib/hosts/serve/served-database.js';
import { ServerLink } from '../../lib/postgres/link/server-link.js';
import { PostgresDatabase } from '../../lib/postgres/postgres-database.js';
import { PostgresReaders, type ServerLogs } from '../../lib/postgres/postgres-readers.js';
import { ServerWatch } from '../../lib/postgres/server-watch.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import type { StandingReader } from '../../lib/snapshot/matching-counts.js';
import type { SnapshotReader } from '../../lib/snapshot/port.js';
import type { Readers } from '../../lib/snapshot/readers.js';
import { FarEnd } from '../hosts/far-end.js';
import { now } from '../postgres/same-rows.js';
import type { PostgresServer } from '../support/postgres-server.js';

/** What a source fulfils for the list and the panels. */
export interface Source {
  readonly snapshots: SnapshotReader;
  readonly standings: StandingReader;
  close(): Promise<void>;
}

const steady = () => performance.now();

/** Logs that nobody reads. */
export const noLogs: ServerLogs = {
  open: () => {
    throw new Error('no log is read');
  },
  ...{ plainText: (line) => line, spoolFolder: tmpdir() },
};

/** Readers of a file, by the same ports as any; outputs are looked for nowhere. */
export function ofFile(path: string): Readers {
  const database = new LiveDatabase(path, () => now);
  // These readers read whatever they are given.
  return new PostgresReaders(
    () => Object.assign(database, { aheadMs: 0 }),
    () => now,
    noLogs,
  );
}

/** Readers of the queue in a schema of a server. */
export function ofServer(server: PostgresServer, schema: string): Readers {
  const { host, port } = server;
  const link = new ServerLink({
    place: {
      ...{ servers: [{ host, port }], user: 'owner', database: 'postgres', schema, passwordOf: () => null },
      ssl: { mode: 'prefer', rootCert: null, cert: null, key: null },
    },
    ...{ after, steady, random: () => 0.5 },
    read: () => {
      throw new Error('no such file');
    },
  });
  const database = new PostgresDatabase({
    ...{ link, label: 'postgres://there', clock: () => now, steady },
    serverClock: { aheadMs: 0, hear: () => {} },
  });
  return new PostgresReaders(
    () => database,
    () => now,
    noLogs,
  );
}

/** The same readers over a pipe, as another program has them, and how serving them ended. */
export function overPipe(readers: Readers): Source & { readonly ended: Promise<ServerEnd> } {
  const end = new FarEnd();
  const served: ServedDatabase = {
    readers,
    watch: (onChange) =>
      new ServerWatch({ look: () => readers.snapshots.look(), spentMs: () => 0, onChange, after, steady }),
    act: () => Promise.reject(new Error('nothing is to be done')),
    follow: () => ({ run: () => Promise.reject(new Error('nothing is followed')), stop: () => {} }),
    examine: async () => [],
    spoolFolder: tmpdir(),
  };
  const server = new HostServer({
    ...{ input: end.stdin, output: end.stdout, version: '1.0.0', able: ['read'], after },
    open: () => served,
  });
  const ended = server.run();
  void ended.then(() => end.end(0));
  const link = new HostReaders({
    ...{ label: 'there', start: () => end.process, version: '1.0.0', path: '/queue.db', logFolder: null },
    ...{ after, steady, now: () => now, random: () => 0.5 },
  });
  return { snapshots: link.snapshots, standings: link.standings, close: () => link.close(), ended };
}
