import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DatabaseVersion } from '../support/database-versions.js';
import { createDatabase, readSql, runSql } from '../support/databases.js';
import type { NativeRow } from '../support/native-protocol.js';
import { runInside as run } from './inside.js';
import { path, refused } from './scene.js';

const job = (id: number, status: string, more: NativeRow = {}) => ({ id, status, plugin_name: 'p', ...more });

async function make(version: DatabaseVersion, ...rows: readonly NativeRow[]): Promise<void> {
  await createDatabase(path, { version, migrated: 'all', rows });
}

/** How the jobs stand, by id. */
async function statuses(): Promise<Readonly<Record<string, unknown>>> {
  const rows = await readSql(path, 'SELECT id, status FROM cf_processing_queue ORDER BY id');
  return Object.fromEntries(rows.map(({ id, status }) => [String(id), status]));
}

async function json(action: string, ...args: string[]) {
  const { code, out, errors } = await run([action, path, ...args, '--json']);
  return { code, errors, printed: JSON.parse(out) };
}

/** What the version's workers write where something is cancelled. */
const cancelled: Readonly<Record<DatabaseVersion, string>> = {
  ...{ A: 'CANCELLED', B: 'CANCELLED', C: 'ABORTED', D: 'ABORTED' },
};

describe.each(['A', 'D'] as const)('a command that changes jobs of version %s', (version) => {
  it('retries failed jobs, and reports the result for every job', async () => {
    await make(version, job(1, 'FAILED'), job(2, 'COMPLETED'), job(3, 'FAILED'), job(4, 'FAILED'));
    const { code, printed } = await json('retry', '3', '2', '1', '99', '3', '--yes');
    expect(code).toBe(5);
    const { as_of: _, ...rest } = printed;
    expect(rest).toEqual({
      ...{ schema: 1, database: path, action: 'retry', dry_run: false, to_do: 0, done: 2, moved_on: 0 },
      ...{ not_allowed: 1, not_found: 1, not_tried: 0, unknown: 0, still_leased: 0, parser_paused: 0 },
      recorded_as_failed: 0,
      ...{ interrupted: false, problem: null },
      jobs: [
        { id: 3, result: 'done', status: 'FAILED' },
        { id: 2, result: 'not_allowed', status: 'COMPLETED' },
        { id: 1, result: 'done', status: 'FAILED' },
        { id: 99, result: 'not_found', status: null },
      ],
    });
    expect(await statuses()).toEqual({ 1: 'QUEUED', 2: 'COMPLETED', 3: 'QUEUED', 4: 'FAILED' });
    const retries = 'SELECT retry_count AS n FROM cf_processing_queue ORDER BY id';
    expect((await readSql(path, retries)).map(({ n }) => n)).toEqual([1, 0, 1, 0]);
  });

  it('stops running backtests alone', async () => {
    const test = { job_type: 'BACKTEST' };
    await make(version, job(1, 'RUNNING', test), job(2, 'RUNNING'), job(3, 'QUEUED', test));
    const { code, out, errors } = await run(['stop', path, '1', '2', '3', '--yes']);
    expect({ code, out }).toEqual({ code: 5, out: 'Stopped 1 job; 2 cannot be stopped\n' });
    expect(errors).toBe(
      'jobs-view: job 2 cannot be stopped: it is not a backtest\n' +
        'jobs-view: job 3 cannot be stopped: its status is QUEUED\n',
    );
    expect(await statuses()).toEqual({ 1: cancelled[version], 2: 'RUNNING', 3: 'QUEUED' });
  });

  it('prints with --dry-run what it would do, and changes nothing', async () => {
    await make(version, job(1, 'FAILED'), job(2, 'RUNNING'), job(3, 'QUEUED', { plugin_name: 'q' }));
    const before = await statuses();
    expect(await run(['cancel', path, '1', '2', '3', '4', '--dry-run'])).toEqual({
      code: 5,
      out:
        'Would cancel 2 jobs (1 running, 1 queued); 1 cannot be cancelled, 1 not found\n' +
        '  job 2  parse  p  running\n  job 3  parse  q  queued\n',
      errors: 'jobs-view: job 1 cannot be cancelled: its status is FAILED\njobs-view: job 4 was not found\n',
    });
    const { code, printed } = await json('retry', '--status', 'failed', '--dry-run');
    expect(code).toBe(0);
    expect(printed).toMatchObject({ dry_run: true, to_do: 1, done: 0, jobs: [{ id: 1, result: 'to_do' }] });
    expect(await statuses()).toEqual(before);
  });
});

describe('the selection of jobs that a command changes', () => {
  const chosen = async (action: string, ...args: string[]) => {
    const { printed } = await json(action, '--dry-run', ...args);
    const ids = (result: string) =>
      printed.jobs.filter((each: NativeRow) => each.result === result).map(({ id }: NativeRow) => id);
    return [ids('to_do').sort(), ids('not_allowed').sort()];
  };

  it('holds the jobs that pass the filter, of the statuses that the action is for', async () => {
    const error = { error_message: 'ValueError: no such thing' };
    await make(
      'A',
      job(1, 'FAILED', error),
      job(2, 'FAILED', { plugin_name: 'fix', worker_host: 'vm', worker_pid: 7 }),
      job(3, 'CANCELLED'),
      job(4, 'RUNNING', { job_type: 'BACKTEST', plugin_name: 'fix' }),
      job(5, 'QUEUED', { job_type: 'SCAN' }),
      job(6, 'COMPLETED'),
    );
    expect(await chosen('retry', '--type', 'parse')).toEqual([[1, 2], []]);
    expect(await chosen('retry', '--name', 'FIX')).toEqual([[2], []]);
    expect(await chosen('retry', '--cause', 'valueerror')).toEqual([[1], []]);
    expect(await chosen('retry', '--worker', 'vm:7')).toEqual([[2], []]);
    expect(await chosen('retry', '--text', 'NO SUCH')).toEqual([[1], []]);
    expect(await chosen('cancel', '--text', 'fix')).toEqual([[4], []]);
    expect(await chosen('retry', '--status', 'cancelled')).toEqual([[3], []]);
    expect(await chosen('retry', '--status', 'failed,done,running')).toEqual([
      [1, 2],
      [4, 6],
    ]);
    expect(await chosen('cancel', '--type', 'scan,backtest')).toEqual([[4, 5], []]);
    expect(await chosen('cancel', '--status', 'queued')).toEqual([[5], []]);
    expect(await chosen('stop', '--name', 'fix')).toEqual([[4], []]);
    expect(await chosen('stop', '--status', 'running,queued', '--type', 'scan,backtest')).toEqual([[4], [5]]);
  });

  it('holds jobs that have not failed if ids or --status ask for them', async () => {
    const silent = { claim_time: '2026-01-13T10:00:00Z', heartbeat_time: '2026-01-13T10:00:00Z' };
    await make(
      'B',
      job(1, 'RUNNING', { worker_id: 'w', ...silent }),
      job(2, 'CANCELLED'),
      job(3, 'RUNNING', { worker_id: 'w' }),
    );
    expect(await chosen('retry', '1', '2', '3')).toEqual([[1, 2], [3]]);
    expect(await chosen('retry', '--status', 'silent')).toEqual([[1], []]);
    const { out } = await run(['retry', path, '1', '2', '--yes']);
    expect(out).toBe('2 jobs are queued again\n');
    expect(await statuses()).toEqual({ 1: 'QUEUED', 2: 'QUEUED', 3: 'RUNNING' });
  });

  it.each(['retry', 'cancel', 'stop'])(
    'of %s without a choice is asked for with a filter that it takes',
    async (action) => {
      const backtest = { job_type: 'BACKTEST' };
      await make('A', job(2, 'FAILED', backtest), job(3, 'RUNNING', backtest), job(4, 'QUEUED', backtest));
      const { errors } = await run([action, path]);
      const [, option = '', status = ''] = /a filter such as (--status) (\w+)\n/.exec(errors) ?? [];
      const { code, out } = await run([action, path, option, status, '--dry-run']);
      expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^Would \w+ 1 job /) });
    },
  );

  it('is empty without an error if no job passes', async () => {
    await make('A', job(1, 'COMPLETED'));
    expect(await run(['retry', path, '--status', 'failed', '--yes'])).toEqual({
      code: 0,
      out: 'No job passes the filter; nothing changed\n',
      errors: '',
    });
  });

  it('leaves out rows that share an id, and counts them as not allowed', async () => {
    await make('A');
    await runSql(path, [
      'ALTER TABLE cf_processing_queue RENAME TO old',
      'CREATE TABLE cf_processing_queue (id INTEGER, status TEXT, plugin_name TEXT, retry_count INTEGER)',
      "INSERT INTO cf_processing_queue VALUES (7, 'FAILED', 'p', 0), (7, 'FAILED', 'q', 0), (8, 'FAILED', 'p', 0), (NULL, 'FAILED', 'p', 0)",
    ]);
    const { code, printed } = await json('retry', '--status', 'failed', '--yes');
    expect(code).toBe(5);
    expect(printed).toMatchObject({ done: 1, not_allowed: 3 });
    expect(printed.jobs.map(({ id }: NativeRow) => id).sort()).toEqual([7, 7, 8, null]);
    const rows = await readSql(path, 'SELECT status FROM cf_processing_queue ORDER BY id, plugin_name');
    expect(rows.map(({ status }) => status)).toEqual(['FAILED', 'FAILED', 'FAILED', 'QUEUED']);
  });
});

describe('the output of a command that changes jobs', () => {
  it('warns that a worker may go on, or a parser is paused', async () => {
    await createDatabase(path, {
      version: 'D',
      rows: [
        job(1, 'RUNNING', { lease_token: 't', lease_owner: 'w', lease_expires_at: 1 }),
        job(2, 'FAILED'),
        job(3, 'FAILED', { plugin_name: 'q' }),
      ],
      tables: { cf_parser_health: [{ parser_name: 'p', paused_at: 1 }] },
    });
    const { printed } = await json('cancel', '1', '--yes');
    expect(printed).toMatchObject({ done: 1, still_leased: 1 });
    expect((await run(['retry', path, '2', '3', '--yes'])).out).toBe(
      '2 jobs are queued again, but for 1 of them the parser is paused\n',
    );
  });

  it('has no control characters', async () => {
    await make('A', job(1, 'FAILED', { plugin_name: '\u001b[2Jname\u202e' }), job(2, 'ODD\u001b[31m'));
    const { out, errors } = await run(['retry', path, '1', '2', '\u009b2J', '--dry-run']);
    expect(out + errors).toMatch(/^[\n -~]*$/);
  });
});

describe('a command that changes jobs', () => {
  beforeEach(() => make('A', job(1, 'FAILED')));

  it.each([
    [['retry'], /which jobs\? Give their ids, or a filter such as --status failed/],
    [['retry', 'PATH', '1', '--status', 'failed'], /ids and a filter cannot be combined/],
    [['retry', 'PATH', '--name', ''], /--name is empty/],
    [['retry', 'PATH', '--text', ' '], /--text is empty/],
    [['cancel', 'PATH', '--status', 'queued', '--cause', ' '], /--cause is empty/],
    [['stop', 'PATH', '1', '--yes', '--dry-run'], /--dry-run and --yes cannot be combined/],
    [['retry', 'PATH', '1'], /There is no terminal to ask on\. Add --yes .* or --dry-run/],
  ])('refuses %j', async (args, words) => {
    expect(await run(args.map((word) => word.replace('PATH', path)))).toMatchObject(refused(2, words));
    expect(await statuses()).toEqual({ 1: 'FAILED' });
  });

  it('refuses to write with read-only settings, but not --dry-run', async () => {
    const environment = { JOBS_VIEW_READ_ONLY: 'true' };
    expect(await run(['retry', path, '1', '--yes'], environment)).toEqual({
      code: 1,
      out: '',
      errors: 'jobs-view: Nothing was done. The settings say never to write to the database.\n',
    });
    expect((await run(['retry', path, '1', '--dry-run'], environment)).code).toBe(0);
  });

  it('reports a missing database', async () => {
    expect(await run(['retry', `${path}.not`, '1', '--yes'])).toMatchObject(
      refused(1, 'There is no database here.'),
    );
  });

  it('takes a word for an id that was meant as one, and names it', async () => {
    const { code, errors } = await run(['retry', 'abc', path, '--yes']);
    expect({ code, errors }).toEqual({ code: 5, errors: 'jobs-view: job abc was not found\n' });
  });

  it('takes the default database with a filter', async () => {
    const { out } = await run(['retry', '--status', 'failed', '--yes'], { JOBS_VIEW_DATABASE: path });
    expect(out).toBe('1 job is queued again\n');
  });
});
