import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { demand } from './support/needed-programs.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>;
};
const ours = ['test', 'run release', 'run nodes', 'run torture', 'run simulate', 'run mutate', 'run bench'];

it.each(ours)('npm %s -- --help prints its options, and runs nothing', (name) => {
  if (/torture|bench/.test(name)) demand('better-sqlite3');
  const [, program = ''] = /^node (\S+)$/.exec(scripts[name.replace('run ', '')] ?? '') ?? [];
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, '--help'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toMatch(new RegExp(`^npm ${name} -- \\[`));
});

it('npm test refuses an option that it does not have', () => {
  const given = ['spec/test.js', '--al'];
  const { status, stdout, stderr } = spawnSync(process.execPath, given, { cwd: root, encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('There is no option --al.\n');
});
