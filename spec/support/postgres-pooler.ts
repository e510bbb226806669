import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, writeFileSync } from 'node:fs';
import { freePort } from './free-port.js';
import { commandPath } from './needed-programs.js';
import { ordinaryUser } from './postgres-cluster.js';
import type { PostgresServer } from './postgres-server.js';
import { temporaryFolder } from './temporary-folder.js';

/** pgbouncer before a server, on a socket of its own. */
export interface PostgresPooler {
  /** The folder of its socket. */
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts pgbouncer with further settings, of which the last one counts. Without them it is in transaction mode: it
 * hands its clients a connection of the server's for each transaction.
 */
export async function startPooler(
  { host, port: serverPort }: Pick<PostgresServer, 'host' | 'port'>,
  ...settings: readonly string[]
): Promise<PostgresPooler> {
  const program = commandPath('pgbouncer');
  if (program === null) throw new Error('There is no pgbouncer: see spec/support/needs.ts.');
  const folder = temporaryFolder();
  const port = await freePort();
  writeFileSync(
    folder.file('pgbouncer.ini'),
    [
      '[databases]',
      `postgres = host=${host} port=${serverPort}`,
      '[pgbouncer]',
      `unix_socket_dir = ${folder.path}`,
      `listen_port = ${port}`,
      'auth_type = trust',
      `auth_file = ${folder.file('users')}`,
      'pool_mode = transaction',
      ...settings,
      '',
    ].join('\n'),
  );
  writeFileSync(folder.file('users'), '"owner" ""\n"reader" ""\n');
  if (ordinaryUser !== null) chownSync(folder.path, ordinaryUser.uid, ordinaryUser.gid);
  const pooler = await started(program, folder.file('pgbouncer.ini'));
  return {
    host: folder.path,
    port,
    close: async () => {
      await new Promise((resolve) => {
        pooler.once('close', resolve);
        pooler.kill('SIGKILL');
      });
      folder.remove();
    },
  };
}

function started(program: string, file: string): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const pooler = spawn(program, [file], { ...ordinaryUser, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    pooler.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (/process up/.test(said)) resolve(pooler);
    });
    pooler.once('error', reject).once('exit', () => reject(new Error(`pgbouncer ended: ${said}`)));
  });
}
