import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>;
};
const ours = ['release', 'nodes', 'torture', 'simulate', 'mutate', 'bench'];

it.each(ours)('npm run %s -- --help prints its options, and runs nothing', (name) => {
  const [, program = ''] = /^node (\S+)$/.exec(scripts[name] ?? '') ?? [];
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, '--help'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toMatch(new RegExp(`^npm run ${name} -- \\[`));
});
