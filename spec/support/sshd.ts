import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { program } from '../end-to-end/program.js';
import { freePort } from './free-port.js';
import { pythonAlone } from './host-with-python.js';
import { commandPath } from './needed-programs.js';
import { childrenOf, commandOf } from './processes.js';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.js';
import { isAlive, until } from './until.js';

const run = promisify(execFile);

/** An ssh server on the loopback with keys of its own, and what a client needs for it. */
export interface Sshd {
  readonly port: number;
  /** The command with which `there` is reached by its key, for the setting sshCommand; `options` come first. */
  command(...options: readonly string[]): string;
  /** The home folder in which the program there runs. */
  readonly home: string;
  /** The pids of the programs that serve there now. */
  served(): readonly number[];
  /** Puts a shell script in the place of `jobs-view` there; `usual`: the program itself, `python`: nothing but Python, null: none. */
  install(script: string | 'usual' | 'python' | null): void;
  /** Ends the server's open connections, as a host that goes down does. */
  cut(): Promise<void>;
  /** Ends the server, its connections and what they run, and removes its folder. */
  close(): Promise<void>;
}

/** Starts a server with these lines before all others in its configuration, so that they win. */
export async function startSshd(...lines: readonly string[]): Promise<Sshd> {
  // The server insists on being started by an absolute path.
  const server = commandPath('sshd');
  if (server === null) throw new Error('There is no sshd: see spec/support/needs.ts.');
  // As root it insists on this empty folder.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const folder = temporaryFolder();
  for (const key of ['host', 'client', 'stranger'])
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', folder.file(key)]);
  const port = await freePort();
  const pids = folder.file('pids');
  const home = folder.file('home');
  const bin = folder.file('bin');
  for (const each of [home, bin]) mkdirSync(each);
  writeFileSync(pids, '');
  writeFileSync(folder.file('authorized'), readFileSync(folder.file('client.pub')));
  writeFileSync(
    folder.file('sshd_config'),
    [
      ...lines,
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${folder.file('host')}`,
      `AuthorizedKeysFile ${folder.file('authorized')}`,
      `PidFile ${folder.file('sshd.pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      // Another home, so that no shell reads its files in the real one.
      `SetEnv PATH=${bin}:/usr/bin:/bin HOME=${home}`,
    ].join('\n'),
  );
  const known = readFileSync(folder.file('host.pub'), 'utf8');
  writeFileSync(folder.file('known_hosts'), `there ${known}`);
  writeFileSync(
    folder.file('ssh_config'),
    [
      'Host there',
      '  HostName 127.0.0.1',
      '  HostKeyAlias there',
      `  Port ${port}`,
      `  User ${userInfo().username}`,
      `  IdentityFile ${folder.file('client')}`,
      '  IdentitiesOnly yes',
      '  IdentityAgent none',
      `  UserKnownHostsFile ${folder.file('known_hosts')}`,
      '  StrictHostKeyChecking yes',
      '',
    ].join('\n'),
  );
  chmodSync(folder.file('ssh_config'), 0o600);
  const listener = await listening(server, folder.file('sshd_config'));
  const install = (script: string | 'usual' | 'python' | null): void => {
    const file = `${bin}/jobs-view`;
    if (script === null) {
      rmSync(file, { force: true });
      return;
    }
    const written = `echo $$ >> '${pids}'`;
    const own = { usual: `${written}\n${usual(home)}`, python: `${written}\n${pythonAlone}` };
    const text = script === 'usual' || script === 'python' ? own[script] : script;
    writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    chmodSync(file, 0o755);
  };
  install('usual');
  const served = () => readFileSync(pids, 'utf8').split('\n').filter(Boolean).map(Number).filter(isAlive);
  return {
    port,
    command: (...options) => ['ssh', ...options, '-F', folder.file('ssh_config')].join(' '),
    home,
    served,
    install,
    cut: () => endSessions(listener),
    close: () => close(listener, served, folder),
  };
}

/** Resolves when the server says that it listens; rejects with what it said if it ends before. */
function listening(server: string, config: string): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const listener = spawn(server, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    listener.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('Server listening on')) resolve(listener);
    });
    listener.once('error', reject).once('close', () => reject(new Error(`sshd ended: ${said}`)));
  });
}

/** Runs the program in the home folder of that side. */
function usual(home: string): string {
  return `cd '${home}'\nexec '${process.execPath}' '${program}' "$@"`;
}

async function close(
  listener: ChildProcess,
  served: () => readonly number[],
  folder: TemporaryFolder,
): Promise<void> {
  await endSessions(listener);
  listener.kill('SIGKILL');
  await until(() => served().length === 0, 10_000);
  folder.remove();
}

/**
 * A server has two processes for each connection, one below the other; the programs that they run aren't ended here.
 */
async function endSessions({ pid }: ChildProcess): Promise<void> {
  for (const each of sessionsBelow(Number(pid))) {
    try {
      process.kill(each, 'SIGKILL');
    } catch (error) {
      // It has ended by itself since it was found.
      // Jest's own realm has another Error.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function sessionsBelow(pid: number): readonly number[] {
  return childrenOf(pid)
    .filter((child) => /^\S*sshd/.test(commandOf(child)))
    .flatMap((child) => [child, ...sessionsBelow(child)]);
}
