import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { runInside } from './inside.js';
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
