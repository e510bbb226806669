import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';
import { startInPty } from '../support/pty.js';
import { runInside as run } from './inside.js';
import { brief, program } from './program.js';

const folder = folderForEach();
let path: string;

const rows = [
  { id: 1, plugin_name: 'fix_parser', status: 'FAILED', job_type: 'PARSE' },
  { id: 2, plugin_name: 'other_parser', status: 'FAILED', job_type: 'PARSE' },
  { id: 3, plugin_name: 'fix_logs', status: 'RUNNING', job_type: 'SCAN' },
  { id: 4, plugin_name: 'fix_parser', status: 'QUEUED', job_type: 'PARSE' },
  { id: 5, plugin_name: 'concordance', status: 'COMPLETED', job_type: 'EXPORT' },
];

beforeEach(async () => {
  path = folder.file('jobs.sqlite3');
  await createDatabase(path, { migrated: 'all', rows });
});

interface Printed {
  readonly matching: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly jobs: readonly { readonly id: number }[];
}

async function json(...args: string[]): Promise<{ ids: number[]; printed: Printed }> {
  const { code, out, errors } = await run([path, '--json', ...args]);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const printed = JSON.parse(out) as Printed;
  return { ids: printed.jobs.map(({ id }) => id).sort(), printed };
}

describe('--json', () => {
  it('prints every job, or those that the filter lets through', async () => {
    expect((await json()).ids).toEqual([1, 2, 3, 4, 5]);
    expect((await json('--status', 'failed,queued')).ids).toEqual([1, 2, 4]);
    expect((await json('--status', 'done')).ids).toEqual([5]);
    expect((await json('--type', 'scan,export')).ids).toEqual([3, 5]);
    expect((await json('--name', 'FIX', '--status', 'failed,running')).ids).toEqual([1, 3]);
  });

  it('says how many pass the filter where the limit cuts, and counts the whole queue', async () => {
    const { ids, printed } = await json('--type', 'parse', '--limit', '1');
    expect(ids).toHaveLength(1);
    expect(printed.matching).toBe(3);
    expect(printed.counts).toMatchObject({ failed: 2, complete: 1, queued: 1 });
  });

  it('prints jobs in the order that is asked for, or that the settings have', async () => {
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
  it('prints what the list shows at first, or what the filter lets through', async () => {
    const all = await run([path, '--once']);
    expect(all.out).toContain('concordance');
    expect(all.out).not.toContain('◌ PARSE');
    const queued = await run([path, '--once', '--status', 'queued']);
    expect(queued.out).toContain('◌ PARSE    fix_parser');
    expect(queued.out).not.toContain('concordance');
    expect(queued).toMatchObject({ code: 0, errors: '' });
  });

  it('leaves nothing out in a pipe, where nobody said how wide it should be', async () => {
    const long = `/mnt/${'very_long_folder/'.repeat(8)}part_0001.parquet`;
    await runSql(path, [`UPDATE cf_processing_queue SET output_path = '${long}' WHERE id = 5`]);
    expect((await run([path, '--once'])).out).toContain(long);
    expect((await run([path])).out).toContain(long);
    expect((await run([path, '--once'], { COLUMNS: '80' })).out).not.toContain(long);
  });

  it('says how many jobs the limit kept back', async () => {
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

  it('exits with 3 where a job that passes the filter has failed, printed or not', async () => {
    expect(await code()).toBe(3);
    expect(await code('--limit', '0')).toBe(3);
    expect(await code('--type', 'scan')).toBe(0);
    expect(await code('--status', 'done,running')).toBe(0);
  });
});

describe('the dashboard', () => {
  it('begins with the filter that was chosen', async () => {
    const view = startInPty(
      process.execPath,
      [...brief, program, path, '--status', 'queued', '--name', 'fix'],
      {
        environment: { HOME: folder.path },
      },
    );
    try {
      await view.waitForText('◌ PARSE    fix_parser', { within: 15_000 });
      await view.waitForText('1 of 5 jobs');
      expect(view.screen.text()).not.toContain('concordance');
      view.type('q');
      expect((await view.ended).code).toBe(0);
    } finally {
      await view.close();
    }
  });

  it('prints that where there is no terminal', async () => {
    const { out } = await run([path, '--status', 'queued']);
    expect(out).toContain('◌ PARSE    fix_parser');
    expect(out).not.toContain('concordance');
  });
});

describe('what scripts get wrong', () => {
  it('is told on stderr, with the words that are allowed, and exit code 2', async () => {
    const { code, out, errors } = await run([path, '--json', '--status', 'broken']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(errors).toContain('failed, gone, silent, running, done, complete, queued, cancelled, other');
  });

  it('is told without a promise that only a dashboard could keep', async () => {
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

  it('is asked back where a path looks like a mistyped command', async () => {
    for (const word of ['docter', 'migrat', 'WAIT', 'completions']) {
      const { code, out, errors } = await run([word]);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(errors).toMatch(
        /^jobs-view: unknown command '\w+' \(Did you mean (doctor|migrate|wait|completion)\?\)\n/,
      );
    }
    expect((await run(['./docter', '--once'])).code).toBe(1);
    expect((await run(['jobs', '--once'])).code).toBe(1);
  });

  it('names the file once where a command refuses it', async () => {
    expect(await run(['init', path])).toMatchObject({
      code: 1,
      errors:
        `jobs-view: ${path}: This file exists and is not empty.\n` +
        'Give another path, or upgrade this database with: jobs-view migrate PATH\n',
    });
  });

  it('prints completions and manual page to stdout alone', async () => {
    for (const args of [['completion', 'bash'], ['man']]) {
      const { code, out, errors } = await run(args);
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      expect(out).toContain('fail');
    }
  });
});
