import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { folderForEach } from './folder-for-each.js';
import { commandPath, missingPrograms, neededPrograms, packagesOf, unloadable } from './needed-programs.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = folderForEach();

/** Makes an empty program in a folder, which is made with it. */
function install(...path: string[]): string {
  const file = folder.file(join(...path));
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '', { mode: 0o755 });
  return file;
}

describe('a program that tests need', () => {
  it('is found in the folders of the PATH and where Debian keeps servers beside them, the newest PostgreSQL first', () => {
    const tmux = install('usr/bin/tmux');
    const sshd = install('usr/sbin/sshd');
    install('usr/lib/postgresql/9/bin/initdb');
    const initdb = install('usr/lib/postgresql/15/bin/initdb');
    const path = ['/nowhere/bin', folder.file('usr/bin')].join(':');
    const found = ['tmux', 'sshd', 'initdb', 'fish'].map((command) => commandPath(command, path));
    expect(found).toEqual([tmux, sshd, initdb, null]);
  });

  it('is missing while one of its commands is', () => {
    install('bin/sshd');
    install('bin/ssh');
    const path = folder.file('bin');
    expect(missingPrograms(['sshd', 'tmux'], path)).toEqual(['sshd', 'tmux']);
    install('bin/ssh-keygen');
    expect(missingPrograms(['sshd', 'tmux'], path)).toEqual(['tmux']);
    // Packages are found elsewhere.
    expect(missingPrograms(undefined, path).filter((name) => name !== 'better-sqlite3')).toEqual(
      Object.keys(neededPrograms).filter((name) => name !== 'sshd' && name !== 'better-sqlite3'),
    );
    expect(packagesOf(['sshd', 'tmux'])).toBe('openssh-server tmux');
  });
});

/** Tests of which two need tmux and one of these zsh too, one needs fish, one needs nothing, and two use what needs a package. */
const specs = `import { beforeAll, describe as group, it as always } from '@jest/globals';
import { needs } from ${JSON.stringify(new URL('needs.js', import.meta.url).href)};
import { demand } from ${JSON.stringify(new URL('needed-programs.js', import.meta.url).href)};
const { describe, it } = needs('tmux');
always('a test', () => {});
describe('tmux', () => {
  it('a test of it', () => {});
  needs('zsh').it.each([1])('a test of both', () => {});
});
needs('fish').it('another', () => {});
group('a group', () => {
  beforeAll(() => demand('better-sqlite3'));
  always('a test of it', () => {});
});
always('a test that uses it', async () => demand('better-sqlite3'));
`;

/** Runs them as a run of their own does, with a PATH on which there is nothing but Node and fish. */
function run(environment: Readonly<Record<string, string>> = { [unloadable]: 'better-sqlite3' }) {
  install('bin/fish');
  symlinkSync(process.execPath, folder.file('bin/node'));
  writeFileSync(folder.file('any.spec.mjs'), specs);
  const config = {
    rootDir: folder.path,
    roots: [folder.path],
    testMatch: ['**/*.spec.mjs'],
    transform: {},
    testEnvironment: join(root, 'spec/environment.js'),
    reporters: [join(root, 'spec/reporter.js')],
  };
  mkdirSync(folder.file('shared'));
  const jest = [
    join(root, 'node_modules/jest/bin/jest.js'),
    '--runInBand',
    '--config',
    JSON.stringify(config),
  ];
  const { status } = spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', ...jest], {
    cwd: folder.path,
    env: {
      PATH: folder.file('bin'),
      JOBS_VIEW_SPEC_SHARED: folder.file('shared'),
      JOBS_VIEW_TEST_RESULTS: folder.file('results'),
      ...environment,
    },
  });
  const { files: _, ...counts } = JSON.parse(readFileSync(folder.file('results'), 'utf8'));
  return { status, ...counts };
}

describe('a test whose program is missing', () => {
  it('is skipped, and counted by the name of each program that is missing', () => {
    const leftOut = { tmux: 2, zsh: 1, 'better-sqlite3': 2 };
    expect(run()).toEqual({ status: 0, passed: 2, failed: 0, skipped: 4, leftOut });
  });

  it('runs where all that it asks for is there', () => {
    expect(run({ [unloadable]: '' })).toMatchObject({ status: 0, passed: 4, skipped: 2 });
  });

  it('fails in a run of all tests', () => {
    const all = { JOBS_VIEW_TEST_ALL: '1', [unloadable]: 'better-sqlite3' };
    expect(run(all)).toMatchObject({ status: 1, passed: 2, failed: 3 });
  });
});
