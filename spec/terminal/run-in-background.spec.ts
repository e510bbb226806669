import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { runInBackground } from '../../lib/terminal/programs/run-in-background.js';
import { eventually } from '../support/eventually.js';
import { folderForEach } from '../support/folder-for-each.js';

const folder = folderForEach();
const { env: environment } = process;
const run = (script: string) =>
  runInBackground('/bin/sh', ['-c', script], { folder: folder.path, environment });

describe('a program in the background', () => {
  it.each([
    ['exit 0', { kind: 'ended', code: 0 }, ''],
    ['echo out; echo first >&2; echo " last " >&2; echo >&2; exit 3', { kind: 'ended', code: 3 }, 'last'],
    ['head -c 3000000 /dev/zero | tr "\\0" e >&2; exit 1', { kind: 'ended', code: 1 }, 'e'.repeat(200)],
    ['kill -9 $$', { kind: 'killed', signal: 'SIGKILL' }, ''],
    ['sleep 2 & exit 4', { kind: 'ended', code: 4 }, ''],
  ])('that does %j ends with what it said last', async (script, end, lastLine) => {
    expect(await run(script)).toEqual({ end, lastLine });
  });

  it('has no terminal, no input, and the folder that it is given', async () => {
    expect((await run('test -t 0 || cat >&2; pwd >&2; exit 1')).lastLine).toBe(folder.path);
  });

  it.each([['/no/such/program'], ['a\0b']])('that is called %j could not be started', async (program) => {
    const { end } = await runInBackground(program, [], { folder: folder.path, environment });
    expect(end).toEqual({ kind: 'problem', sentence: 'The program could not be started.' });
  });

  it('is ended with all that it has started when its owner ends', async () => {
    const module = new URL('../../lib/terminal/programs/run-in-background.js', import.meta.url).href;
    const left = folder.file('pid');
    const owner = `
      const { runInBackground } = await import(${JSON.stringify(module)});
      const { existsSync } = await import('node:fs');
      runInBackground('/bin/sh', ['-c', 'sleep 60 & echo $! > "$0"; wait', ${JSON.stringify(left)}],
        { folder: '/', environment: process.env });
      setInterval(() => existsSync(${JSON.stringify(left)}) && process.exit(0), 20);`;
    expect(
      spawnSync(process.execPath, ['--input-type=module', '-e', owner], { timeout: 20_000 }).status,
    ).toBe(0);
    const pid = readFileSync(left, 'utf8').trim();
    const isThere = () =>
      existsSync(`/proc/${pid}/stat`) && !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z');
    await eventually(
      () => !isThere(),
      () => `${pid} still runs`,
    );
  });
});
