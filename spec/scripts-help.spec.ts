import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { needs } from './support/needs.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>;
};

/** What `--help` of one of package.json's programs does. */
function printsOptions(name: string): void {
  const [, program = ''] = /^node (\S+)$/.exec(scripts[name.replace('run ', '')] ?? '') ?? [];
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, '--help'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toMatch(new RegExp(`^npm ${name} -- \\[`));
}
const title = 'npm %s -- --help prints its options, and runs nothing';
it.each(['test', 'run release', 'run nodes', 'run simulate', 'run mutate'])(title, printsOptions);
// These write to databases from their beginning.
needs('better-sqlite3').it.each(['run torture', 'run bench'])(title, printsOptions);

it('npm test refuses an option that it does not have', () => {
  const given = ['spec/test.js', '--al'];
  const { status, stdout, stderr } = spawnSync(process.execPath, given, { cwd: root, encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('There is no option --al.\n');
});
