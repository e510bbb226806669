import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program that some tests start, or a package that they load, and that a machine with Node alone doesn't have. */
interface NeededProgram {
  /** Debian's packages of it; of a package of npm, those of what compiles it. */
  readonly debian: string;
  /** All of these have to be there. */
  readonly commands: readonly string[];
  /** Whether it is a package of npm with a compiled part, of its own name. */
  readonly isPackage?: true;
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
  'better-sqlite3': {
    debian: 'g++ make python3',
    commands: [],
    isPackage: true,
    use: 'workers that write to databases; the package of npm, which `npm install` compiles where it can',
  },
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

/** The variable that names the packages that don't load here: what Jest runs in finds out once (`before-specs.ts`). */
export const unloadable = 'JOBS_VIEW_SPEC_UNLOADABLE';

/** The packages that don't load here: not installed, not compiled, or compiled for another version of Node. */
export function unloadablePackages(): string {
  const loads = (name: string) =>
    spawnSync(process.execPath, ['-e', `new (require('${name}'))(':memory:')`], { cwd: import.meta.dirname })
      .status === 0;
  return names.filter((name) => 'isPackage' in neededPrograms[name] && !loads(name)).join(' ');
}

/** Those of some programs that aren't installed; of all if none are named. */
export function missingPrograms(
  wanted: readonly ProgramName[] = names,
  path = process.env.PATH ?? '',
): readonly ProgramName[] {
  return wanted.filter((name) =>
    'isPackage' in neededPrograms[name]
      ? (process.env[unloadable] ?? unloadablePackages()).split(' ').includes(name)
      : neededPrograms[name].commands.some((command) => commandPath(command, path) === null),
  );
}

/** Debian's packages of some programs, in one line. */
export function packagesOf(programs: readonly ProgramName[]): string {
  return programs.map((name) => neededPrograms[name].debian).join(' ');
}

/** Thrown where programs are missing that a test can't do without. `spec/environment.js` skips and counts the test that it ends. */
export class MissingPrograms extends Error {
  constructor(readonly missingPrograms: readonly ProgramName[]) {
    super(
      `${missingPrograms.join(', ')}: not installed; on Debian: apt-get install ${packagesOf(missingPrograms)}`,
    );
  }
}

/**
 * For what many tests use, such as a writer, wherever they need it: where one of these is missing, it throws, which
 * skips the test that asks, by the program's name; in a run of all tests that test fails.
 */
export function demand(...programs: readonly ProgramName[]): void {
  const missing = missingPrograms(programs);
  if (missing.length > 0) throw new MissingPrograms(missing);
}

// As a program it prints the packages that are missing here.
if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(`${packagesOf(missingPrograms())}\n`);
