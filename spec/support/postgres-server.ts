import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, type ClientConfig } from 'pg';
import { freePort } from './free-port.js';
import { copyOf, newCluster, ordinaryUser, serverPrograms } from './postgres-cluster.js';
import { folderInMemory, temporaryFolder } from './temporary-folder.js';

/** How a server is asked to end: it breaks off what is under way, it crashes, or it is killed. */
export type Ending = 'fast' | 'immediate' | 'killed';

/** Rows, each as a list of its values. */
export type PostgresValues = readonly (readonly unknown[])[];

/** A PostgreSQL server with a cluster of its own in a temporary folder, on a socket there. */
export interface PostgresServer {
  /** The folder of the socket, which stands for a host in an address. */
  readonly host: string;
  /** The port, which the socket's name has too. */
  readonly port: number;
  /** How its owner connects; others with `user`. No password is asked for, unless `rules` say so. */
  readonly owner: Readonly<ClientConfig>;
  /** Runs statements one after another as the owner; the rows that they give, as lists of values. */
  run(...statements: readonly string[]): Promise<PostgresValues>;
  /** Runs work with a connection of its own, which is closed afterwards. */
  with<T>(work: (client: Client) => Promise<T>, config?: ClientConfig): Promise<T>;
  /** Decides who may connect, by the lines of pg_hba.conf; from now on. */
  rules(...lines: readonly string[]): Promise<void>;
  /** Ends the server; resolves when it has ended. The cluster stays. */
  stop(ending?: Ending): Promise<void>;
  /** Starts it again; resolves when it accepts connections. */
  start(): Promise<void>;
  /** Ends it and removes the cluster. */
  close(): Promise<void>;
}

/** What a server has besides its defaults. */
export interface PostgresOptions {
  /** Settings, as in `max_connections=5`. */
  readonly settings?: readonly string[];
  /** Whether it listens on the loopback too. */
  readonly tcp?: boolean;
  /** The server that it is to be a standby of; default: of none. */
  readonly standbyOf?: Pick<PostgresServer, 'host' | 'port'>;
  /** Whether its cluster has an identifier of its own, as a cluster has that wasn't copied; default: no. */
  readonly hasOwnIdentifier?: boolean;
  /** Whether its cluster is on a disk, with a disk's room and cost; default: in memory. */
  readonly onDisk?: boolean;
}

const open = 'local all all trust\nlocal replication all trust\nhost all all 127.0.0.1/32 trust\n';
/**
 * It loses everything if the power fails, shares memory through files in its cluster's folder, which are removed with
 * that even if the server is killed, and does nothing in the background.
 */
const usual = [
  ...['fsync=off', 'full_page_writes=off', 'shared_buffers=32MB', 'max_wal_size=64MB', 'jit=off'],
  ...['max_connections=30', 'autovacuum=off', 'dynamic_shared_memory_type=mmap'],
];

/**
 * Makes a cluster and starts its server, which vacuums only when told to. Throws where PostgreSQL isn't installed.
 */
export async function startPostgres({
  settings = [],
  tcp = false,
  standbyOf,
  onDisk = false,
  hasOwnIdentifier,
}: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = onDisk ? temporaryFolder() : folderInMemory();
  if (ordinaryUser !== null) chownSync(folder.path, ordinaryUser.uid, ordinaryUser.gid);
  const cluster = folder.file('cluster');
  await (standbyOf === undefined
    ? newCluster(cluster, hasOwnIdentifier)
    : copyOf(standbyOf.host, standbyOf.port, cluster));
  const port = await freePort();
  const rules = join(cluster, 'pg_hba.conf');
  writeFileSync(rules, open);
  const all = [
    `listen_addresses=${tcp ? '127.0.0.1' : ''}`,
    `unix_socket_directories=${folder.path}`,
    `port=${port}`,
    ...usual,
    ...settings,
  ];
  const serving = ['-D', cluster, ...all.flatMap((setting) => ['-c', setting])];
  const owner: ClientConfig = { host: folder.path, port, user: 'owner', database: 'postgres' };
  let server: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    server = await started(join(serverPrograms(), 'postgres'), serving, folder.path);
  };
  const stop = async (ending: Ending = 'fast'): Promise<void> => {
    if (server !== null) await ended(server, signals[ending]);
    server = null;
  };
  const withClient: PostgresServer['with'] = async (work, config = {}) => {
    const client = new Client({ ...owner, ...config });
    // Without a listener, a server that goes away would end the spec's process.
    client.on('error', () => {});
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  const runAll: PostgresServer['run'] = (...statements) =>
    withClient(async (client) => {
      const rows: unknown[][] = [];
      for (const text of statements) {
        // A text may hold several statements.
        const results = [await client.query<unknown[]>({ text, rowMode: 'array' })].flat();
        rows.push(...results.flatMap((result) => result.rows));
      }
      return rows;
    });
  await start();
  return {
    ...{ host: folder.path, port, owner, run: runAll, with: withClient },
    rules: async (...lines) => {
      // The owner keeps the way in, for the reload and for what comes after it.
      writeFileSync(rules, ['local all owner trust', ...lines, ''].join('\n'));
      await runAll('SELECT pg_reload_conf()');
    },
    stop,
    start,
    close: async () => {
      await stop('immediate');
      folder.remove();
    },
  };
}

const signals = { fast: 'SIGINT', immediate: 'SIGQUIT', killed: 'SIGKILL' } as const;
const ready = /database system is ready to accept (read-only )?connections/;

/** Resolves when the server says that it accepts connections; rejects with what it said if it ends before. */
function started(program: string, words: readonly string[], cwd: string): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const server = spawn(program, words, { ...ordinaryUser, cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    let isReady = false;
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (isReady) return;
      said += text;
      isReady = ready.test(said);
      if (isReady) resolve(server);
    });
    server.once('error', reject).once('exit', () => reject(new Error(`PostgreSQL ended: ${said}`)));
  });
}

/** Its other processes notice that the first one is gone and end; the pipe closes with the last of them. */
function ended(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('close', () => resolve());
    server.kill(signal);
  });
}

/** How an operator gives the address of a server, or of a relay or pooler in front of one, with these parameters. */
export function addressOf(
  { host, port }: Pick<PostgresServer, 'host' | 'port'>,
  { user = 'owner', ...more }: Readonly<Record<string, string>> = {},
): string {
  return `postgres://${user}@/postgres?${new URLSearchParams({ host, port: String(port), ...more })}`;
}
