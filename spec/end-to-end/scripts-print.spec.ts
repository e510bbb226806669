import { execFileSync, spawnSync } from 'node:child_process';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { jsonOf, runInside as run } from './inside.js';
import { program } from './program.js';
import { folder, path } from './scene.js';

const rows = [
  { id: 1, plugin_name: 'fix_parser', status: 'FAILED', job_type: 'PARSE' },
  { id: 2, plugin_name: 'other_parser', status: 'FAILED', job_type: 'PARSE' },
  { id: 3, plugin_name: 'fix_logs', status: 'RUNNING', job_type: 'SCAN' },
  { id: 4, plugin_name: 'fix_parser', status: 'QUEUED', job_type: 'PARSE' },
  { id: 5, plugin_name: 'concordance', status: 'COMPLETED', job_type: 'EXPORT' },
];

beforeEach(async () => {
  await createDatabase(path, { migrated: 'all', rows });
});

async function json(...args: string[]) {
  const printed = await jsonOf(path, ...args);
  return { ids: printed.jobs.map(({ id }: { id: number }) => id).sort(), printed };
}

describe('--json', () => {
  it('prints every job, or those that pass the filter', async () => {
    expect((await json()).ids).toEqual([1, 2, 3, 4, 5]);
    expect((await json('--status', 'failed,queued')).ids).toEqual([1, 2, 4]);
    expect((await json('--status', 'done')).ids).toEqual([5]);
    expect((await json('--type', 'scan,export')).ids).toEqual([3, 5]);
    expect((await json('--name', 'FIX', '--status', 'failed,running')).ids).toEqual([1, 3]);
  });

  it('counts the jobs that pass the filter beyond --limit, and the whole queue', async () => {
    const { ids, printed } = await json('--type', 'parse', '--limit', '1');
    expect(ids).toHaveLength(1);
    expect(printed.matching).toBe(3);
    expect(printed.counts).toMatchObject({ failed: 2, complete: 1, queued: 1 });
  });

  it('prints jobs in the order of --sort, else of the settings', async () => {
    const names = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
      const { out } = await run([path, '--json', ...args], environment);
      return (JSON.parse(out) as { jobs: { name: string }[] }).jobs.map(({ name }) => name);
    };
    const all = ['concordance', 'fix_logs', 'fix_parser', 'fix_parser', 'other_parser'];
    expect(await names(['--sort', 'name:mixed'])).toEqual(all);
    expect(await names(['--sort', 'name:mixed:reverse'])).toEqual(all.toReversed());
    expect((await names(['--sort', 'name'])).slice(0, 3)).toEqual(['fix_parser', 'other_parser', 'fix_logs']);
    expect(await names([], { JOBS_VIEW_SORT: 'name:mixed' })).toEqual(all);
    expect(await names(['--sort', 'name:mixed'], { JOBS_VIEW_SORT: 'name:reverse' })).toEqual(all);
    const once = await run([path, '--once', '--sort', 'name:reverse:mixed']);
    expect(once.out.indexOf('other_parser')).toBeLessThan(once.out.indexOf('fix_logs'));
    expect(once.out.indexOf('fix_logs')).toBeLessThan(once.out.indexOf('concordance'));
  });
});

describe('--once', () => {
  it('prints what the list shows at first, or jobs that pass the filter', async () => {
    const all = await run([path, '--once']);
    expect(all.out).toContain('concordance');
    expect(all.out).not.toContain('◌ PARSE');
    const queued = await run([path, '--once', '--status', 'queued']);
    expect(queued.out).toContain('◌ PARSE    fix_parser');
    expect(queued.out).not.toContain('concordance');
    expect(queued).toMatchObject({ code: 0, errors: '' });
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'QUEUED'"]);
    expect((await run([path, '--once'])).out.match(/◌ /g)).toHaveLength(6);
  });

  it('prints whole paths in a pipe unless COLUMNS is set', async () => {
    const long = `/mnt/${'very_long_folder/'.repeat(8)}part_0001.parquet`;
    await runSql(path, [`UPDATE cf_processing_queue SET output_path = '${long}' WHERE id = 5`]);
    expect((await run([path, '--once'])).out).toContain(long);
    expect((await run([path])).out).toContain(long);
    expect((await run([path, '--once'], { COLUMNS: '80' })).out).not.toContain(long);
  });

  it('counts the jobs beyond --limit', async () => {
    expect((await run([path, '--once', '--limit', '0'])).out).toMatch(/ 1 queued.*\n\n4 jobs not printed\n$/);
    expect((await run([path, '--once', '--limit', '3'])).out).toMatch(/\n\n1 more job not printed\n$/);
  });

  it('is as wide as COLUMNS says, and no wider than any terminal', async () => {
    const widest = async (columns: string): Promise<number> => {
      const { out } = await run([path, '--once'], { COLUMNS: columns });
      return Math.max(...out.split('\n').map((line) => line.length));
    };
    expect(await widest('40')).toBeLessThanOrEqual(40);
    expect(await widest('1e12')).toBeLessThanOrEqual(10_000);
  });

  it('holds nothing but text', async () => {
    const { out } = await run([path, '--once'], { COLORTERM: 'truecolor' });
    expect(out).not.toContain('\u001b');
  });
});

describe.each(['--once', '--json'])('%s --fail-on-failed', (format) => {
  const code = async (...args: string[]) => (await run([path, format, '--fail-on-failed', ...args])).code;

  it('exits with 3 if a job that passes the filter has failed, printed or not', async () => {
    expect(await code()).toBe(3);
    expect(await code('--limit', '0')).toBe(3);
    expect(await code('--type', 'scan')).toBe(0);
    expect(await code('--status', 'done,running')).toBe(0);
  });
});

describe('the program without a terminal', () => {
  it('prints the list by its filter instead of the dashboard', async () => {
    const { out } = await run([path, '--status', 'queued']);
    expect(out).toContain('◌ PARSE    fix_parser');
    expect(out).not.toContain('concordance');
  });
});

describe('the program without a path', () => {
  it('prints the database in the folder that CASPARIAN_HOME names, unless a setting names another', async () => {
    const home = { CASPARIAN_HOME: folder.path };
    await createDatabase(folder.file('state.sqlite'), { rows: [{ id: 7, status: 'FAILED' }] });
    expect((await run(['--json'], home)).out).toContain('"id":7');
    expect((await run(['--json'], { ...home, JOBS_VIEW_DATABASE: path })).out).not.toContain('"id":7');
  });

  it.each([['--demo'], ['--demo', '--once']])(
    'prints jobs of the demo for %s without a terminal',
    async (...args) => {
      const { code, out, errors } = await run(args, { HOME: folder.path });
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      // The demo's workers may have failed at another job by now.
      expect(out).toMatch(/✗ \d+ failed.*\n(?:.*\n)*✗ PARSE +fix_parser v1\.2 /);
    },
  );
});

describe('a mistaken command line', () => {
  it('is reported on stderr with the allowed words, and exit code 2', async () => {
    const { code, out, errors } = await run([path, '--json', '--status', 'broken']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(errors).toContain('failed, gone, silent, stalled, running, done, complete, queued, cancelled');
  });

  it('has advice for a command that looks once, if the database is missing', async () => {
    const missing = folder.file('nope.db');
    for (const format of ['--once', '--json']) {
      expect(await run([missing, format])).toMatchObject({
        code: 1,
        out: '',
        errors:
          `jobs-view: ${missing}: There is no database here.\n` +
          'Check the path, or make an empty database with: jobs-view init PATH\n',
      });
    }
  });

  const far = 'there:/q.db is no file here; on another host it is ssh://there/q.db';
  it.each<[line: string, said: string, environment?: Record<string, string>]>([
    ['docter', "unknown command 'docter' (Did you mean doctor?)\nFor a file of that name, write ./docter"],
    ['there:/q.db', far],
    ['--once', far, { JOBS_VIEW_DATABASE: 'there:/q.db' }],
    ['--json', far, { JOBS_VIEW_DATABASES: '{"here":"q.db","far":"there:/q.db"}' }],
    ['wait q.db there:q.db', 'there:q.db is no file here; on another host it is ssh://there/~/q.db'],
    ['init there:/q.db', 'init is for databases of the host that it runs on: ssh HOST jobs-view init PATH'],
    [
      'migrate ssh://there/~/q.db',
      'migrate is for databases of the host that it runs on: ssh HOST jobs-view migrate PATH',
    ],
  ])('is answered with the command or address that was meant: %s', async (line, said, environment = {}) => {
    const errors = `jobs-view: ${said}\n`;
    expect(await run(line.split(' '), environment)).toEqual({ code: 2, out: '', errors });
  });

  it('is refused at once if the database is a FIFO', () => {
    const pipe = folder.file('pipe');
    execFileSync('mkfifo', [pipe]);
    const { status, stderr } = spawnSync(process.execPath, [program, pipe, '--once'], { timeout: 20_000 });
    expect({ status, errors: String(stderr) }).toEqual({
      ...{ status: 1, errors: expect.stringContaining('not a file that can be read') },
    });
  });

  it('has no control characters of its path in what is printed', async () => {
    const hostile = folder.file('\u001b]0;title\u0007\u0085\u202e\ta.db');
    for (const action of ['init', 'migrate', 'metrics', 'causes', 'doctor']) {
      const { out, errors } = await run([action, hostile]);
      expect([action, out + errors]).toEqual([action, expect.stringMatching(/^(?:\n|\P{C})+$/u)]);
    }
  });

  it('has the refused file named once', async () => {
    expect(await run(['init', path])).toMatchObject({
      code: 1,
      errors:
        `jobs-view: ${path}: This file exists and is not empty.\n` +
        'Give another path, or upgrade this database with: jobs-view migrate PATH\n',
    });
  });
});

it.each([
  ['is too low for SQLite, or enough, as Node has it', ''],
  ['is enough with the flag that the advice names', '--disable-wasm-trap-handler'],
])('a limit of addresses of 4 GB %s', (_, options) => {
  const limited = (...args: readonly string[]) =>
    spawnSync('sh', ['-c', 'ulimit -v 4000000; exec "$@"', 'sh', process.execPath, ...args], {
      env: { PATH: process.env.PATH, HOME: folder.path, NODE_OPTIONS: options },
      encoding: 'utf8',
    });
  // Newer versions of Node reserve fewer addresses.
  const isEnough = limited('-e', 'new WebAssembly.Memory({ initial: 256, maximum: 32768 })').status === 0;
  const { status, stdout, stderr } = limited(program, path, '--json');
  // Of what SQLite's loader prints there is nothing.
  const words = /^jobs-view: [^\n]*ulimit -v[^\n]*\n[^\n]*--disable-wasm-trap-handler[^\n]*\n$/;
  expect(stderr).toMatch(isEnough ? /^$/ : words);
  expect({ status, printed: stdout !== '' }).toEqual({ status: isEnough ? 0 : 1, printed: isEnough });
  if (options !== '') expect(isEnough).toBe(true);
});
