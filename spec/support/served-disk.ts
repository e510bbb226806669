import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.js';
import { until } from './until.js';

/** A folder on a file system that a program serves, and that may stop answering. */
export interface ServedDisk {
  /** Where it is mounted. */
  readonly path: string;
  /** The same folder on this machine's own disk. */
  readonly behind: string;
  /** From now on it doesn't answer. */
  hang(): void;
  /** It answers again. */
  resume(): void;
  /** Unmounts it and removes the folder. */
  close(): Promise<void>;
}

/** Mounts a folder by way of bindfs (FUSE). Throws where that isn't possible. */
export async function serveDisk(): Promise<ServedDisk> {
  const folder: TemporaryFolder = temporaryFolder();
  const [behind, path] = [folder.file('behind'), folder.file('mounted')];
  for (const each of [behind, path]) mkdirSync(each);
  const server = spawn('bindfs', ['-f', behind, path], { stdio: 'ignore' });
  const ended = endOf(server);
  const isMounted = () => readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${path} `);
  await Promise.race([
    until(isMounted, 10_000),
    ended.then(() => Promise.reject(new Error('bindfs could not be started: is it installed?'))),
  ]);
  return {
    path,
    behind,
    hang: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    close: async () => {
      server.kill('SIGCONT');
      spawnSync('umount', ['-l', path]);
      server.kill();
      await ended;
      folder.remove();
    },
  };
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve());
  });
}
