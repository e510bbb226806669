import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program that some tests start, and that a machine with Node alone doesn't have. */
interface NeededProgram {
  /** Debian's package of it. */
  readonly debian: string;
  /** All of these have to be there. */
  readonly commands: readonly string[];
  /** What is tested with it. */
  readonly use: string;
}

/** All of them: what a test asks for (`needs`), what CI installs, and what CONTRIBUTING.md lists. */
export const neededPrograms = {
  tmux: { debian: 'tmux', commands: ['tmux'], use: 'the dashboard and its clipboard in tmux' },
  screen: { debian: 'screen', commands: ['screen'], use: 'its clipboard in screen' },
  zsh: { debian: 'zsh', commands: ['zsh'], use: 'completions, and paths that are pasted' },
  fish: { debian: 'fish', commands: ['fish'], use: 'the same' },
  tcsh: { debian: 'tcsh', commands: ['tcsh'], use: 'hosts where it is the login shell' },
  busybox: { debian: 'busybox', commands: ['busybox'], use: 'hosts that have its shell alone' },
  mandoc: { debian: 'mandoc', commands: ['mandoc'], use: 'the manual page' },
  groff: { debian: 'groff', commands: ['groff'], use: 'the manual page' },
  python3: {
    debian: 'python3',
    commands: ['python3'],
    use: 'the example of a worker in Python, hosts that have Python alone',
  },
  promtool: { debian: 'prometheus', commands: ['promtool'], use: 'what `metrics` prints' },
  sshd: {
    debian: 'openssh-server',
    commands: ['sshd', 'ssh', 'ssh-keygen'],
    use: 'databases on other hosts',
  },
  bindfs: { debian: 'bindfs', commands: ['bindfs', 'umount'], use: 'a disk that does not answer' },
  postgres: {
    debian: 'postgresql',
    commands: ['initdb', 'postgres', 'pg_basebackup'],
    use: 'queues in PostgreSQL, each on a server of its own in a temporary folder',
  },
  psql: { debian: 'postgresql-client', commands: ['psql'], use: 'addresses, read as libpq reads them' },
  pgbouncer: { debian: 'pgbouncer', commands: ['pgbouncer'], use: 'a pooler in front of a server' },
  openssl: { debian: 'openssl', commands: ['openssl'], use: 'certificates of servers' },
} as const satisfies Readonly<Record<string, NeededProgram>>;

/** What a test can ask for. */
export type ProgramName = keyof typeof neededPrograms;

const names = Object.keys(neededPrograms) as ProgramName[];

/**
 * Where programs are looked for: beside each folder of the PATH where Debian keeps what PostgreSQL's server is made of
 * (`/usr/lib/postgresql/VERSION/bin`, the newest version first), in the folder, and in `/usr/sbin`.
 */
function foldersOf(path: string): readonly string[] {
  const folders = path.split(delimiter);
  const ofServers = folders.flatMap((folder) => {
    const postgres = join(dirname(folder), 'lib', 'postgresql');
    const versions = existsSync(postgres) ? readdirSync(postgres).map(Number) : [];
    const newest = versions.sort((one, other) => other - one);
    return newest.map((version) => join(postgres, `${version}`, 'bin'));
  });
  return [...ofServers, ...folders.flatMap((folder) => [folder, join(dirname(folder), 'sbin')])];
}

/** Where a command is, absolute; null if it isn't installed. */
export function commandPath(command: string, path = process.env.PATH ?? ''): string | null {
  const folder = foldersOf(path).find((each) => existsSync(join(each, command)));
  return folder === undefined ? null : join(folder, command);
}

/** Those of some programs that aren't installed; of all if none are named. */
export function missingPrograms(
  wanted: readonly ProgramName[] = names,
  path = process.env.PATH ?? '',
): readonly ProgramName[] {
  return wanted.filter((name) =>
    neededPrograms[name].commands.some((command) => commandPath(command, path) === null),
  );
}

/** Debian's packages of some programs, in one line. */
export function packagesOf(programs: readonly ProgramName[]): string {
  return programs.map((name) => neededPrograms[name].debian).join(' ');
}

// As a program it prints the packages that are missing here.
if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(`${packagesOf(missingPrograms())}\n`);
