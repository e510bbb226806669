import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { transformSync } from 'esbuild';
import { testFolder } from '../support/test-folder.js';
import { program } from './program.js';

const { engines } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
const [, oldest = '', major = 0, minor = 0] = /^>=((\d+)\.(\d+))$/.exec(engines.node) ?? [];

/** Runs the program as if by another version of Node; the last line of stderr is how many files it has loaded. */
function runBy(version: string, ...args: readonly string[]) {
  const path = join(testFolder(), 'fake.cjs');
  writeFileSync(
    path,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
     process.on('exit', () => console.error(Object.keys(require.cache).length - 1));`,
  );
  return spawnSync(process.execPath, ['--require', path, program, ...args], { encoding: 'utf8' });
}

it.each([
  ['the dashboard', '12.22.9', []],
  ['the doctor', `${major}.${Number(minor) - 1}.9`, ['doctor']],
  ['the far side', `${Number(major) - 1}.99.0`, ['serve', '--stdio']],
])('an older Node is refused before anything else is loaded: by %s', (_, version, args) => {
  const { status, stdout, stderr } = runBy(version, ...args);
  expect(stderr).toMatch(
    `jobs-view: It needs Node ${oldest} or later, and this is Node ${version}.\nInstall a newer Node`,
  );
  expect(stderr).toMatch(/\n1\n$/);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
});

it.each([`${oldest}.0`, `${Number(major) + 1}.0.0`, '100.0.0-nightly'])('Node %s is taken', (version) => {
  expect(runBy(version, '--version')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n/),
  });
});

it('the file that the program begins with is one that Node 10 can read', () => {
  const text = readFileSync(program, 'utf8');
  const forNode = (target: string) => transformSync(text, { target }).code;
  expect(forNode('node10')).toBe(forNode('esnext'));
});
