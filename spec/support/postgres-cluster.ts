import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { commandPath } from './needed-programs.js';

const run = promisify(execFile);

/** The variable with the folder where a run of specs keeps what many of them use; without it, nothing is kept. */
export const sharedFolder = 'JOBS_VIEW_SPEC_SHARED';

/** A server refuses to run as root, and makes its files for one user alone. */
export const ordinaryUser = process.getuid?.() === 0 ? idsOf('nobody') : null;

/**
 * Makes a cluster with an owner, in a folder that isn't there yet. Specs make no database there: it may lack templates.
 * Initialising one takes a second: the first of a run is kept, and the others are copies of it, with its identifier too,
 * unless one is to have its own.
 */
export async function newCluster(cluster: string, hasOwnIdentifier = false): Promise<void> {
  const shared = hasOwnIdentifier ? undefined : process.env[sharedFolder];
  const kept = shared === undefined ? null : join(shared, 'cluster');
  if (kept !== null && existsSync(kept)) return copied(kept, cluster);
  // Segments of 1 MB: a cluster takes no more than that for its WAL until the first is full.
  const as = ['-U', 'owner', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--wal-segsize=1'];
  await made('initdb', ['-D', cluster, ...as, '--no-sync'], cluster);
  if (kept === null) return;
  await withoutTemplates(cluster);
  await keep(cluster, kept);
}

/** Two thirds of a new cluster's files are those of its templates: without them it is copied and removed sooner. */
async function withoutTemplates(cluster: string): Promise<void> {
  const statements = [
    'UPDATE pg_database SET datistemplate = false',
    'DROP DATABASE template0',
    'DROP DATABASE template1',
  ];
  const words = ['--single', '-c', 'fsync=off', '-D', cluster, 'postgres'];
  const server = execFile(join(serverPrograms(), 'postgres'), words, {
    ...ordinaryUser,
    cwd: dirname(cluster),
  });
  let said = '';
  server.stderr?.on('data', (text: string) => {
    said += text;
  });
  server.stdin?.end(statements.map((statement) => `${statement}\n`).join(''));
  const [code] = await once(server, 'close');
  if (code !== 0 || /ERROR|FATAL/.test(said)) throw new Error(`PostgreSQL: ${said}`);
}

/** Copies the cluster of a running server, given by its socket, so as to follow it. */
export async function copyOf(host: string, port: number, cluster: string): Promise<void> {
  const from = ['-h', host, '-p', String(port), '-U', 'owner'];
  await made(
    'pg_basebackup',
    [...from, '-D', cluster, '-R', '-c', 'fast', '-X', 'stream', '--no-sync'],
    cluster,
  );
}

/** Keeps a copy for others, unless another process has done so meanwhile. */
async function keep(cluster: string, kept: string): Promise<void> {
  const folder = dirname(kept);
  if (ordinaryUser !== null) chownSync(folder, ordinaryUser.uid, ordinaryUser.gid);
  const own = join(folder, basename(dirname(cluster)));
  await copied(cluster, own);
  try {
    // The copy appears whole, or not at all.
    renameSync(own, kept);
  } catch (error) {
    if (!existsSync(kept)) throw error;
    rmSync(own, { recursive: true });
  }
}

async function copied(from: string, to: string): Promise<void> {
  await run('cp', ['-R', from, to], { ...ordinaryUser, cwd: dirname(to) });
}

async function made(program: string, words: readonly string[], cluster: string): Promise<void> {
  await run(join(serverPrograms(), program), words, { ...ordinaryUser, cwd: dirname(cluster) });
}

/** The folder with the newest installed server's programs: Debian keeps them out of the PATH. */
export function serverPrograms(): string {
  const initdb = commandPath('initdb');
  if (initdb === null) throw new Error('There is no server of PostgreSQL: see spec/support/needs.ts.');
  return dirname(initdb);
}

function idsOf(user: string): { readonly uid: number; readonly gid: number } {
  const id = (which: string) => Number(execFileSync('id', [which, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
