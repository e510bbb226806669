import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { runInside } from './inside.js';
import { program } from './program.js';
import { killAll, run } from './scripts.js';

let folder: TemporaryFolder;

beforeAll(async () => {
  folder = temporaryFolder();
  await createDatabase(folder.file('jobs.sqlite3'), {
    migrated: 'all',
    rows: [
      { id: 1, plugin_name: 'fix_parser', status: 'FAILED' },
      { id: 2, plugin_name: 'börse', status: 'QUEUED' },
    ],
  });
});
afterEach(() => killAll());
afterAll(() => folder.remove());

/** Moments and ages, which differ from run to run. */
const timeless = (text: string) => text.replace(/"\d{4}-[\d:.TZ-]+"|changed [^\n]* ago|just now/g, 'then');

// What other specs run inside of their own process is this program, started as scripts start it.
describe('the program in a process of its own', () => {
  it.each([
    ['lists jobs', ['--once', 'PATH', '--status', 'queued'], {}, 0],
    ['lists jobs in colours', ['--once', 'PATH', '--color', 'always'], { LANG: 'C', COLUMNS: '70' }, 0],
    ['lists jobs where nobody asked for anything', ['PATH'], {}, 0],
    ['finds a job that failed', ['--json', '--fail-on-failed'], { JOBS_VIEW_DATABASE: 'PATH' }, 3],
    ['finds no database', ['--json', 'PATH.not'], {}, 1],
    ['refuses an option', ['--json', 'PATH', '--status', 'broken'], {}, 2],
    ['refuses a setting', ['--once', 'PATH'], { JOBS_VIEW_COLOR: 'x' }, 2],
    ['takes a path for a mistyped command', ['docter'], {}, 2],
    ['refuses to make what is there', ['init', 'PATH'], {}, 1],
    ['examines a database', ['doctor', 'PATH'], { TMUX: '/t', NO_COLOR: '1' }, 0],
    ['prints who works', ['workers', 'PATH', '--period', 'all'], {}, 0],
    ['prints how parsers do', ['parsers', 'PATH', '--json'], {}, 0],
    ['prints its manual page', ['man'], {}, 0],
    ['prints its version', ['version'], {}, 0],
  ] as const)('%s with the same output as in the spec’s process', async (_, args, environment, code) => {
    const here = (text: string) => text.replace('PATH', folder.file('jobs.sqlite3'));
    const order = [
      args.map(here),
      {
        HOME: folder.path,
        ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, here(value)])),
      },
    ] as const;
    const [own, inside] = await Promise.all([run(...order), runInside(...order)]);
    expect({ ...own, out: timeless(own.out) }).toEqual({
      ...inside,
      signal: null,
      out: timeless(inside.out),
    });
    expect(own.code).toBe(code);
  });
});

/** Runs the program with stdout on the file at `output`, or on a pipe whose reader is gone already. */
async function runInto(output: string | null, args: readonly string[]) {
  const file = output === null ? 'pipe' : openSync(output, 'w');
  const command = [process.execPath, program, ...args];
  // The program begins only when the pipe's reader is gone for sure.
  const started = output === null ? ['sh', '-c', 'read -r _; exec "$0" "$@"', ...command] : command;
  const child = spawn(started[0] ?? '', started.slice(1), {
    stdio: ['pipe', file, 'pipe'],
    env: { PATH: process.env.PATH, HOME: folder.path },
  });
  if (typeof file === 'number') closeSync(file);
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  if (child.stdout !== null) {
    child.stdout.destroy();
    await new Promise((resolve) => child.stdout?.once('close', resolve));
  }
  child.stdin?.end('\n');
  return { code: await ended, errors };
}

describe('the program, whose output is lost', () => {
  it('exits with 1 and one sentence where the disk is full', async () => {
    expect(await runInto('/dev/full', ['--json', folder.file('jobs.sqlite3')])).toEqual({
      code: 1,
      errors: 'jobs-view: The output cannot be written: ENOSPC: no space left on device\n',
    });
  });

  it('is silent where the pipe has no reader', async () => {
    expect(await runInto(null, ['--json', folder.file('jobs.sqlite3')])).toEqual({ code: 0, errors: '' });
  });
});
