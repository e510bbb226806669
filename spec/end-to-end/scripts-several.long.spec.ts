import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase, readSql, runSql } from '../support/databases.js';
import { prometheusSamples } from '../support/prometheus-text.js';
import { runInside } from './inside.js';
import { program } from './program.js';
import { folder, refused } from './scene.js';
import { start } from './scripts.js';
import { hasEnded, watching } from './waiting-script.js';

const names = ['day', 'night'] as const;
const far = 'far';
const now = Date.now();

let paths: readonly string[];
let environment: Readonly<Record<string, string>>;

const run = (...args: readonly string[]) => runInside(args, environment);

/** Two databases here and one on another host; job 1 is in all of them, and each has one of its own. */
beforeEach(async () => {
  const files = [...names, far].map((name) => folder.file(`${name}.sqlite`));
  for (const [index, file] of files.entries()) {
    const name = [...names, far][index] ?? '';
    const done = { status: 'COMPLETED', claim_time: now - 60_000, end_time: now - 30_000 };
    await createDatabase(file, {
      migrated: 'all',
      rows: [
        {
          ...{ id: 1, plugin_name: `${name}_failed`, status: 'FAILED', error_message: 'DiskFull: no room' },
          end_time: now - 1000 * index,
        },
        { id: 10 + index, plugin_name: 'common', ...done, worker_host: 'vm', worker_pid: 7 },
        { id: 20, plugin_name: `${name}_failed`, status: 'FAILED', error_message: `Only: ${name}` },
      ],
      tables: {
        cf_job_logs: [
          { job_id: 1, log_text: `${name} 1\n` },
          { job_id: 10 + index, log_text: `${name} own\n` },
        ],
      },
    });
  }
  const ssh = folder.file('ssh');
  writeFileSync(ssh, `#!/bin/sh\nexec '${process.execPath}' '${program}' serve --stdio\n`, { mode: 0o755 });
  environment = { JOBS_VIEW_SSH: ssh, HOME: folder.path };
  paths = [...files.slice(0, 2), `ssh://etl-7${files[2]}`];
});

const file = (name: string) => folder.file(`${name}.sqlite`);

async function statuses(name: string): Promise<unknown> {
  const rows = await readSql(file(name), 'SELECT id, status FROM cf_processing_queue ORDER BY id');
  return rows.map(({ id, status }) => `${id} ${status}`).join(', ');
}

function broken(): string {
  writeFileSync(file('broken'), 'x'.repeat(10_000));
  return file('broken');
}

describe('a print of several databases', () => {
  const json = async (...args: readonly string[]) => {
    const { code, out, errors } = await run('--json', ...args);
    return { code, errors, printed: JSON.parse(out) };
  };

  it('is one list in JSON, in which each job has its database', async () => {
    const { code, errors, printed } = await json(...paths, '--status', 'done', '--sort', 'name:mixed');
    expect([code, errors]).toEqual([0, '']);
    expect(printed.counts).toMatchObject({ failed: 6, complete: 3 });
    expect(printed).not.toHaveProperty('database');
    expect(printed.databases).toMatchObject([...names, far].map((name) => ({ name, problem: null })));
    expect(printed.jobs).toMatchObject(
      [...names, far].map((database, index) => ({ database, id: 10 + index, name: 'common' })),
    );
  });

  it('has no names of databases if there is only one', async () => {
    for (const asked of [[file('day')], [file('day'), file('day')]]) {
      const { printed } = await json(...asked);
      expect(printed.database).toBe(file('day'));
      expect(printed).not.toHaveProperty('databases');
      expect(printed.jobs[0]).not.toHaveProperty('database');
    }
  });

  it('has those that can be read, names the others on stderr, and exits with 1', async () => {
    const { code, errors, printed } = await json(file('day'), broken());
    expect([code, errors]).toEqual([1, expect.stringContaining(file('broken'))]);
    expect(printed.databases[1]).toMatchObject({ name: 'broken', problem: { code: 'not-a-database' } });
    expect(printed.jobs.map(({ id }: { id: number }) => id).sort()).toEqual([1, 10, 20]);
    const none = await run('--once', broken(), file('nothing'));
    expect(none).toMatchObject(refused(1, file('broken')));
  });

  it('has their names in the text, and as many jobs as --limit', async () => {
    const { code, out } = await run('--once', '--status', 'done', '--limit', '2', ...paths);
    expect(code).toBe(0);
    expect(out).toMatch(/✓ PARSE {4}day {8}common/);
    expect(out).toMatch(/✓ PARSE {4}night {6}common/);
    expect(out).toContain('1 more job not printed');
  });
});

describe('a command that prints a panel of several databases', () => {
  it('adds up all of them, and names the database of each job', async () => {
    const causes = await run('causes', ...paths, '--json');
    expect([causes.code, causes.errors]).toEqual([0, '']);
    const { failed, total, causes: groups, databases, ...rest } = JSON.parse(causes.out);
    expect([failed, total, rest.schema]).toEqual([6, 4, 1]);
    expect(rest).not.toHaveProperty('database');
    expect(databases.map(({ name, path }: { name: string; path: string }) => [name, path])).toEqual([
      ['day', file('day')],
      ['night', file('night')],
      ['far', 'ssh://etl-7'],
    ]);
    expect(groups[0]).toMatchObject({
      ...{ cause: 'DiskFull: no room', count: 3, sample_job: 1, sample_database: 'day' },
    });
    const workers = JSON.parse((await run('workers', ...paths, '--json')).out);
    expect(workers.workers).toMatchObject([{ name: 'vm:7', done: 3 }]);
    const parsers = JSON.parse((await run('parsers', ...paths, '--json', '--period', 'all')).out);
    expect(parsers.parsers.find(({ name }: { name: string }) => name === 'common')).toMatchObject({
      runs: 3,
    });
    expect(parsers.parsers.find(({ name }: { name: string }) => name === 'night_failed')).toMatchObject({
      last_failed_job: 1,
      last_failed_database: 'night',
    });
    expect((await run('causes', ...paths)).out).toContain('4 causes of 6 failed jobs');
  });

  it('takes those of the configuration if no path is given, as retry and log do', async () => {
    const config = folder.file('config.json');
    writeFileSync(config, JSON.stringify({ databases: { east: 'day.sqlite', west: 'night.sqlite' } }));
    const { out } = await run('causes', '--json', '--config', config);
    expect(JSON.parse(out)).toMatchObject({ failed: 4, databases: [{ name: 'east' }, { name: 'west' }] });
    const acted = await run('retry', 'west:1', '--yes', '--config', config);
    expect(acted).toEqual({ code: 0, out: '1 job is queued again\n', errors: '' });
    expect(await statuses('night')).toContain('1 QUEUED');
    expect(await statuses('day')).toContain('1 FAILED');
    expect((await run('log', 'west:1', '--config', config)).out).toBe('night 1\n');
  });
});

describe('the output of metrics for several databases', () => {
  it('has the samples of each with its name as a label', async () => {
    const { code, out } = await run('metrics', ...paths);
    expect(code).toBe(0);
    const samples = prometheusSamples(out);
    const failed = samples.filter(
      ({ name, labels }) =>
        name === 'jobs_view_jobs' && labels.status === 'failed' && labels.type === 'parse',
    );
    expect(failed.map(({ labels, value }) => [labels.database, value])).toEqual([
      ['day', 2],
      ['night', 2],
      ['far', 2],
    ]);
    expect(out.match(/^# TYPE jobs_view_jobs gauge$/gm)).toHaveLength(1);
    expect(new Set(samples.map(({ labels }) => labels.database))).toEqual(new Set(['day', 'night', 'far']));
  });

  it('has only jobs_view_up 0 for one that cannot be read, and nothing if none can', async () => {
    const out = folder.file('jobs.prom');
    const { code, errors } = await run('metrics', file('day'), broken(), '--out', out);
    expect(code).toBe(1);
    expect(errors).toContain(file('broken'));
    const samples = prometheusSamples(readFileSync(out, 'utf8'));
    const up = samples.filter(({ name }) => name === 'jobs_view_up');
    expect(up.map(({ labels, value }) => [labels.database, value])).toEqual([
      ['day', 1],
      ['broken', 0],
    ]);
    expect(samples.filter(({ labels }) => labels.database === 'broken')).toHaveLength(1);
    writeFileSync(out, 'old');
    expect((await run('metrics', broken(), folder.file('none.db'), '--out', out)).code).toBe(1);
    expect(readFileSync(out, 'utf8')).toBe('old');
  });
});

describe('wait for several databases', () => {
  it('ends when nothing is left to do in any of them, and counts all', async () => {
    await runSql(file(far), ["UPDATE cf_processing_queue SET status = 'RUNNING' WHERE id = 20"]);
    await runSql(file('night'), ["UPDATE cf_processing_queue SET status = 'QUEUED' WHERE id = 20"]);
    const waiting = start(['wait', ...paths, '--new'], environment);
    // What has failed already is known by then.
    await watching(waiting);
    const here = paths.slice(0, 2);
    const late = await run('wait', ...here, '--timeout', '1s');
    expect(late).toMatchObject({ code: 4, out: '1 queued, 0 running, 2 done, 3 failed, 0 cancelled\n' });
    await runSql(file('night'), ["UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 20"]);
    expect((await run('wait', ...here)).code).toBe(3);
    expect(hasEnded(waiting)).toBe(false);
    await runSql(file(far), [
      "UPDATE cf_processing_queue SET status = 'FAILED', retry_count = 9 WHERE id = 20",
    ]);
    expect(await waiting.ended).toMatchObject({
      code: 3,
      out: '0 queued, 0 running, 4 done, 5 failed (1 new), 0 cancelled\n',
    });
  }, 30_000);

  it('waits for a missing database, and ends at one that can never be read', async () => {
    const waiting = start(['wait', file('day'), file('later'), '--new', '--timeout', '20s'], environment);
    await waiting.says(file('later'));
    expect((await run('wait', file('day'), broken())).code).toBe(1);
    await createDatabase(file('later'), { rows: [{ id: 1, status: 'FAILED' }] });
    expect(await waiting.ended).toMatchObject({
      code: 3,
      out: '0 queued, 0 running, 1 done, 3 failed (1 new), 0 cancelled\n',
      errors: expect.stringContaining(file('later')),
    });
  }, 30_000);
});

describe('a log from several databases', () => {
  it('is found by an id that only one database has, or with its name', async () => {
    expect(await run('log', '11', ...paths)).toEqual({ code: 0, out: 'night own\n', errors: '' });
    expect(await run('log', '12', ...paths, '-f')).toEqual({ code: 0, out: 'far own\n', errors: '' });
    expect(await run('log', 'far:1', ...paths)).toEqual({ code: 0, out: 'far 1\n', errors: '' });
    expect(await run('log', `${file('night')}:1`, ...paths)).toMatchObject({ code: 0, out: 'night 1\n' });
  });
});

it.each(['retry', 'cancel', 'stop', 'log'])(
  '%s with an unknown name of a database lists the names',
  async (command) => {
    const words = command === 'log' ? ['nosuch:20', ...paths] : [...paths, 'day:20', 'nosuch:20', '--yes'];
    const { code, out, errors } = await run(command, ...words);
    expect([code, out]).toEqual([2, '']);
    expect(errors).toBe(
      'jobs-view: None of these databases is called nosuch: there are day, night and far. Ask for day:20, night:20 or far:20.\n' +
        (command === 'log' ? '' : 'jobs-view: Nothing was done. It is not clear which jobs are meant.\n'),
    );
    expect(await statuses('day')).toContain('20 FAILED');
  },
);

describe('an action in several databases', () => {
  it('changes each job in its own database, and names that in the report', async () => {
    const { code, out } = await run('retry', ...paths, '--cause', 'DiskFull', '--yes', '--json');
    expect(code).toBe(0);
    const printed = JSON.parse(out);
    expect(printed).toMatchObject({
      schema: 1,
      done: 3,
      databases: [{ name: 'day' }, { name: 'night' }, { name: far }],
    });
    expect(printed).not.toHaveProperty('database');
    expect(printed.jobs).toEqual(
      [...names, far].map((database) => ({ id: 1, database, result: 'done', status: 'FAILED' })),
    );
    for (const [index, name] of [...names, far].entries())
      expect(await statuses(name)).toBe(`1 QUEUED, ${10 + index} COMPLETED, 20 FAILED`);
  });

  it('takes ids that only one database has, and ids with a name', async () => {
    const { code, out, errors } = await run('retry', ...paths, 'night:1', '11', '99', 'far:98', '--dry-run');
    expect([code, out]).toEqual([
      5,
      'Would retry 1 job (1 failed); 1 cannot be retried, 2 not found\n  job 1 of night  parse  night_failed  failed\n',
    ]);
    expect(errors).toBe(
      'jobs-view: job 11 of night cannot be retried: its status is COMPLETED\n' +
        'jobs-view: job 99 was not found\njobs-view: job 98 of far was not found\n',
    );
    expect((await run('retry', ...paths, 'far:1', '--yes')).code).toBe(0);
    expect([await statuses('day'), await statuses(far)]).toEqual([
      '1 FAILED, 10 COMPLETED, 20 FAILED',
      '1 QUEUED, 12 COMPLETED, 20 FAILED',
    ]);
  });

  it('changes jobs in databases that can be read; those of others are not tried', async () => {
    const printed = await run('retry', file('day'), broken(), '--status', 'failed', '--yes', '--json');
    expect(printed.code).toBe(1);
    expect(JSON.parse(printed.out)).toMatchObject({
      done: 2,
      databases: [{ problem: null }, { problem: {} }],
    });
    const unclear = await run('retry', file('night'), broken(), '20', '--yes');
    expect(unclear).toMatchObject({ code: 1, out: '' });
    expect(unclear.errors).toContain(
      'There may be a job 20 in broken, which cannot be read. Ask for night:20.',
    );
    const named = await run('retry', file('night'), broken(), 'night:20', 'broken:1', '--yes', '--json');
    expect(named.code).toBe(1);
    expect(JSON.parse(named.out).jobs).toEqual([
      { id: 20, database: 'night', result: 'done', status: 'FAILED' },
      { id: 1, database: 'broken', result: 'not_tried', status: null },
    ]);
  });
});
