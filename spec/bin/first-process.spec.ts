import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const standIn = fileURLToPath(new URL('../support/programs/stand-in.js', import.meta.url));

it.each([
  ['process.exit(3)', 3],
  ['process.kill(process.pid, "SIGKILL")', 128 + constants.signals.SIGKILL],
  ['process.kill(process.pid, "SIGTERM")', 128 + constants.signals.SIGTERM],
])('the first process of a container whose child does %s exits with %i', (does, code) => {
  expect(spawnSync(process.execPath, [standIn, '-e', does]).status).toBe(code);
});
