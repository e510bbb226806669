import { statSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { metricsAtOnce, type SeenJob } from '../../lib/actions/action.js';
import { everyJob, type JobFilter } from '../../lib/model/filter.js';
import { insert } from '../support/databases.js';
import type { NativeValue } from '../support/native-protocol.js';
import { NativeWriter } from '../support/native-writer.js';
import { nativeQueue } from './native-queue.js';
import { Performer } from './performer.js';
import { jobsOf, seen } from './seen-jobs.js';

let performer: Performer;
beforeAll(() => {
  performer = new Performer();
});
afterAll(() => performer.close());
afterEach(() => NativeWriter.killAll());

function job(id: number | string, statusText: string, retryCount = 0): SeenJob {
  return { id: String(id), statusText, retryCount };
}

async function column(native: NativeWriter, name: string): Promise<NativeValue[]> {
  return (await native.all(`SELECT ${name} AS value FROM cf_processing_queue ORDER BY id`)).map(
    ({ value }) => value ?? null,
  );
}

describe('the end of a cancelled job', () => {
  const second = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
  const cases: readonly (readonly [string, NativeValue, RegExp])[] = [
    ['TEXT', '2026-01-13 10:38:15', second],
    ['TEXT', '2026-01-13 10:38:15.123', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/],
    ['TEXT', '2026-01-13T10:38:15', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/],
    ['TEXT', '2026-01-13T10:38:15Z', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
    ['TEXT', '2026-01-13T10:38:15.123456789+00:00', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/],
    ['TEXT', '2026-01-13 10:38:15+02:00', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00$/],
    ['TEXT', '1768300695123', /^\d{13}$/],
    ['INTEGER', 1768300695123, /^\d{13}$/],
    ['INTEGER', 1768300695, /^\d{10}$/],
    ['TEXT', 'yesterday', second],
    ['TEXT', null, second],
    ['INTEGER', null, /^\d{13}$/],
  ];

  it.each(cases)('is written as its column of %s holds the claim %s', async (type, claim, form) => {
    const { path, native } = await nativeQueue([], {
      sql: [
        'ALTER TABLE cf_processing_queue DROP COLUMN claim_time',
        'ALTER TABLE cf_processing_queue DROP COLUMN end_time',
        `ALTER TABLE cf_processing_queue ADD COLUMN claim_time ${type}`,
        `ALTER TABLE cf_processing_queue ADD COLUMN end_time ${type}`,
      ],
    });
    await insert(native, 'cf_processing_queue', [{ plugin_name: 'p', status: 'RUNNING', claim_time: claim }]);
    const before = Math.floor(Date.now() / 1000) * 1000;
    expect(await performer.perform({ action: 'cancel', path, jobs: [job(1, 'RUNNING')] })).toMatchObject({
      changed: 1,
    });
    expect(String((await column(native, 'end_time'))[0])).toMatch(form);
    const ended = (await jobsOf(path)).get('1')?.completedAt ?? 0;
    expect(ended >= before && ended <= Date.now()).toBe(true);
    await native.close();
  });

  it('is written as other jobs have it, where it was never claimed', async () => {
    const { path, native } = await nativeQueue([
      { status: 'COMPLETED', end_time: '2026-01-13T10:38:15.5Z' },
      { status: 'QUEUED' },
    ]);
    await performer.perform({ action: 'cancel', path, jobs: [job(2, 'QUEUED')] });
    expect(String((await column(native, 'end_time'))[1])).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    await native.close();
  });
});

describe('stopping a backtest', () => {
  const stopped = '"termination_reason":"UserStopped"}';
  it.each([
    [
      '{"pass_rate":0.10,"big":12345678901234567890,"a":[1,{"b":"\\u00e9"}]}',
      `{"pass_rate":0.10,"big":12345678901234567890,"a":[1,{"b":"\\u00e9"}],${stopped}`,
    ],
    ['{"termination_reason":null,"iteration":3}', '{"termination_reason":"UserStopped","iteration":3}'],
    ['{"pass_rate":NaN,"iteration":3}', `{"pass_rate":null,"iteration":3,${stopped}`],
    [new Uint8Array(Buffer.from('{"iteration":3}')), `{"iteration":3,${stopped}`],
    ['[1]', `{${stopped}`],
    ['{"pass_rate":0.', `{${stopped}`],
    ['', `{${stopped}`],
    [null, `{${stopped}`],
    [7, `{${stopped}`],
  ] satisfies [NativeValue, string][])('keeps every other member of %j', async (before, after) => {
    const { path, native } = await nativeQueue([
      { status: 'RUNNING', job_type: 'backtest', backtest_data: before },
    ]);
    expect(await performer.perform({ action: 'stop', path, jobs: [job(1, 'RUNNING')] })).toMatchObject({
      sentence: 'Stopped job 1',
      changed: 1,
    });
    expect(await column(native, 'backtest_data')).toEqual([after]);
    expect((await jobsOf(path)).get('1')?.backtest?.terminationReason).toBe('UserStopped');
    await native.close();
  });
});

describe('retrying', () => {
  it('leaves no trace of the failed run in the row, and keeps what the job is', async () => {
    const failed = {
      status: 'FAILED',
      priority: 3,
      retry_count: 1,
      claim_time: '2026-01-13 10:38:15',
      end_time: '2026-01-13 10:48:15',
      worker_host: 'parse-01',
      worker_pid: 4711,
      error_message: 'SchemaViolation',
      result_summary: '{"output_path": "/out"}',
      progress_pct: 40,
      items_processed: 40,
      items_total: 100,
      items_failed: 12,
      output_path: '/out',
      backtest_data: '{"pass_rate": 0.2}',
      updated_at: '2026-01-13T10:48:15Z',
      job_type: 'BACKTEST',
    };
    const { path, native } = await nativeQueue([failed, { status: 'FAILED' }]);
    await performer.perform({ action: 'retry', path, jobs: [job(1, 'FAILED', 1), job(2, 'FAILED')] });
    expect((await native.all('SELECT * FROM cf_processing_queue'))[0]).toMatchObject({
      id: 1,
      status: 'QUEUED',
      priority: 3,
      retry_count: 2,
      claim_time: null,
      end_time: null,
      worker_host: null,
      worker_pid: null,
      error_message: null,
      result_summary: null,
      progress_pct: 0,
      items_processed: 0,
      items_total: 100,
      items_failed: 0,
      output_path: '/out',
      backtest_data: null,
      updated_at: expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      job_type: 'BACKTEST',
    });
    // A worker that doesn't count still doesn't.
    expect((await column(native, 'items_failed'))[1]).toBe(null);
    await native.close();
  });

  it('keeps the failures of the earlier run, and never shows them as those of the next', async () => {
    const failure = (file: string) => ({ job_id: 1, file_path: file, error_type: 'E' });
    const { path, native } = await nativeQueue([{ status: 'FAILED' }, { status: 'FAILED' }], {
      tables: { cf_job_failures: [failure('old-1'), failure('old-2'), { ...failure('other'), job_id: 2 }] },
    });
    const files = async (id: string) =>
      (await jobsOf(path)).get(id)?.failures.map(({ filePath }) => filePath);
    expect(await files('1')).toEqual(['old-1', 'old-2']);
    await performer.perform({ action: 'retry', path, jobs: [job(1, 'FAILED')] });
    await native.run(`UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'x' WHERE id = 1`);
    await insert(native, 'cf_job_failures', [failure('new')]);
    expect(await files('1')).toEqual(['new']);
    expect(await files('2')).toEqual(['other']);
    await performer.perform({ action: 'retry', path, jobs: [job(1, 'FAILED', 1)] });
    expect(await native.all('SELECT file_path, earlier_attempt FROM cf_job_failures ORDER BY id')).toEqual([
      { file_path: 'old-1', earlier_attempt: 0 },
      { file_path: 'old-2', earlier_attempt: 0 },
      { file_path: 'other', earlier_attempt: null },
      { file_path: 'new', earlier_attempt: 1 },
    ]);
    await native.close();
  });

  it('goes together with triggers that touch the row, a worker’s own and ours', async () => {
    const { path, native } = await nativeQueue([{ status: 'FAILED' }], {
      migrated: 'none',
      sql: [
        'ALTER TABLE cf_processing_queue ADD COLUMN touched INTEGER DEFAULT 0',
        // Without recursive triggers, as its worker has it, it runs once.
        `CREATE TRIGGER own AFTER UPDATE ON cf_processing_queue BEGIN
          UPDATE cf_processing_queue SET touched = touched + 1 WHERE id = NEW.id;
        END`,
      ],
    });
    expect(await performer.perform({ action: 'migrate', path })).toMatchObject({ kind: 'done' });
    expect(await performer.perform({ action: 'retry', path, jobs: [job(1, 'FAILED')] })).toMatchObject({
      changed: 1,
    });
    expect((await column(native, 'touched'))[0]).toBe(1);
    expect(Date.now() - ((await jobsOf(path)).get('1')?.updatedAt ?? 0)).toBeLessThan(60_000);
    await native.close();
  });

  it('finds jobs by ids of every kind', async () => {
    const digits = ['9223372036854775807', '9007199254740993', '-5', '42'];
    const texts = ['job-a', '007', '0x10', '', '1e3', '9223372036854775808', "it's"];
    for (const [type, ids] of [
      ['INTEGER PRIMARY KEY', digits],
      ['BIGINT', digits],
      ['TEXT PRIMARY KEY', [...digits, ...texts]],
      ['', digits],
    ] as const) {
      const { path, native } = await nativeQueue([], {
        sql: [
          'DROP TABLE cf_processing_queue',
          `CREATE TABLE cf_processing_queue (id ${type}, status TEXT, retry_count INTEGER)`,
        ],
      });
      const values = ids.map((id) => (type === 'TEXT PRIMARY KEY' ? id : BigInt(id)));
      await insert(
        native,
        'cf_processing_queue',
        values.map((id) => ({ id, status: 'FAILED', retry_count: 0 })),
      );
      const jobs = seen((await jobsOf(path)).values());
      expect(jobs.map(({ id }) => id).sort()).toEqual([...ids].sort());
      const [first, ...others] = jobs;
      expect(await performer.perform({ action: 'retry', path, jobs: others })).toMatchObject({
        changed: others.length,
      });
      expect(
        await native.all(
          `SELECT CAST(id AS TEXT) AS id, retry_count FROM cf_processing_queue WHERE status = 'FAILED'`,
        ),
      ).toEqual([{ id: first?.id, retry_count: 0 }]);
      await native.close();
    }
  });

  it('takes all failed jobs that pass a filter, and only failed ones', async () => {
    const rows = [
      { status: 'FAILED', plugin_name: 'fix_parser' },
      { status: 'failed', plugin_name: 'Fix_Parser v2', retry_count: 4 },
      { status: 'FAILED', plugin_name: 'other' },
      { status: 'FAILED', plugin_name: 'fix', job_type: 'EXPORT' },
      { status: 'RUNNING', plugin_name: 'fix_parser' },
      { status: 'COMPLETED', plugin_name: 'fix_parser' },
      { status: 'FAILED', error_message: 'Cancelled by user', plugin_name: 'fix_parser' },
    ];
    for (const migrate of [false, true]) {
      const { path, native } = await nativeQueue(rows);
      if (migrate) await performer.perform({ action: 'migrate', path });
      const retried = (filter: Partial<JobFilter>) =>
        performer.perform({ action: 'retry-all', path, filter: { ...everyJob, ...filter } });
      expect(await retried({ statuses: ['running', 'complete', 'queued'] })).toMatchObject({
        changed: 0,
        sentence: 'No failed job passes the filter; nothing changed',
      });
      expect(await retried({ types: ['parse'], name: 'FIX', statuses: ['failed', 'running'] })).toMatchObject(
        {
          changed: 2,
          movedOn: [],
          sentence: '2 failed jobs are queued again',
        },
      );
      expect(await column(native, 'status')).toEqual([
        'QUEUED',
        'queued',
        'FAILED',
        'FAILED',
        'RUNNING',
        'COMPLETED',
        'FAILED',
      ]);
      expect(await retried({ types: ['export'] })).toMatchObject({
        sentence: '1 failed job is queued again',
      });
      expect(await retried({})).toMatchObject({ changed: 1 });
      await native.close();
    }
  });
});

describe('what the operator reads', () => {
  it('says in a few words what was done, or how the job stands instead', async () => {
    const { path, native } = await nativeQueue([
      { status: 'FAILED' },
      { status: 'COMPLETED' },
      { status: 'RUNNING' },
      { status: 'CANCELLED' },
      { status: 'QUEUED' },
      { status: 'SOMETHING_NEW' },
      { status: 'FAILED', retry_count: 3 },
    ]);
    const retry = async (...jobs: SeenJob[]) => performer.perform({ action: 'retry', path, jobs });
    const sentence = async (result: Promise<{ sentence?: string }>) => (await result).sentence;
    const failed = [1, 2, 3, 4, 5].map((id) => job(id, 'FAILED'));
    const said = [];
    for (const id of [2, 3, 4, 5, 6, 7, 8]) said.push(await sentence(retry(job(id, 'FAILED')) as never));
    expect(said).toEqual([
      'Job 2 is done already; nothing changed',
      'Job 3 is running already; nothing changed',
      'Job 4 is cancelled already; nothing changed',
      'Job 5 is queued already; nothing changed',
      'Job 6 has a status that this program doesn’t know; nothing changed',
      'Job 7 has failed again; nothing changed',
      'Job 8 is gone; nothing changed',
    ]);
    expect(await retry(...failed, job(1, 'FAILED'))).toEqual({
      kind: 'done',
      sentence: '1 of 5 jobs is queued again; 4 had moved on',
      changes: [],
      changed: 1,
      movedOn: [
        { id: '2', statusText: 'COMPLETED' },
        { id: '3', statusText: 'RUNNING' },
        { id: '4', statusText: 'CANCELLED' },
        { id: '5', statusText: 'QUEUED' },
      ],
    });
    expect(await retry(...failed)).toMatchObject({
      sentence: 'All 5 jobs had moved on; nothing changed',
      changed: 0,
    });
    expect(await retry(job(8, 'FAILED'))).toMatchObject({ movedOn: [{ id: '8', statusText: null }] });
    expect(await retry()).toMatchObject({ sentence: 'No job was chosen; nothing changed', changed: 0 });
    expect(await performer.perform({ action: 'stop', path, jobs: [job(3, 'RUNNING')] })).toMatchObject({
      sentence: 'Job 3 is not a backtest; nothing changed',
    });
    const both = [job(3, 'RUNNING'), job(5, 'QUEUED')];
    expect(await performer.perform({ action: 'cancel', path, jobs: both })).toMatchObject({
      sentence: 'Cancelled 2 jobs',
    });
    expect(await performer.perform({ action: 'cancel', path, jobs: [job(1, 'QUEUED', 1)] })).toMatchObject({
      sentence: 'Cancelled job 1',
    });
    await native.close();
  });
});

describe('an action that has nothing to change', () => {
  it.each(['wal', 'delete'] as const)('leaves the files of a %s database alone', async (journalMode) => {
    const { path, native } = await nativeQueue([{ status: 'COMPLETED' }], { journalMode });
    const wal = journalMode === 'wal' ? ['', '-wal'] : [''];
    const stats = () =>
      wal
        .map((ending) => statSync(`${path}${ending}`, { bigint: true }))
        .map(({ mtimeNs, size, ino }) => [mtimeNs, size, ino]);
    await native.all('SELECT * FROM cf_processing_queue');
    const before = stats();
    expect(await performer.perform({ action: 'retry', path, jobs: [job(1, 'FAILED')] })).toMatchObject({
      changed: 0,
    });
    expect(await performer.perform({ action: 'retry-all', path, filter: everyJob })).toMatchObject({
      changed: 0,
    });
    expect(await performer.perform({ action: 'clean-metrics', path })).toMatchObject({ changed: 0 });
    expect(await performer.perform({ action: 'probe', path })).toMatchObject({ kind: 'done' });
    expect(stats()).toEqual(before);
    await native.close();
  });
});

describe('cleaning metrics', () => {
  it('deletes those older than five minutes in whatever notation, some at a time, and no others', async () => {
    const ago = (minutes: number) => Date.now() - minutes * 60_000;
    const text = (ms: number) => new Date(ms).toISOString();
    const sql = (ms: number) => text(ms).slice(0, 19).replace('T', ' ');
    const forms = [sql, text, (ms: number) => ms, (ms: number) => Math.floor(ms / 1000)];
    const old = forms.map((form) => ({ job_id: 1, metric_time: form(ago(6)) }));
    const fresh = [...forms.map((form) => form(ago(4))), 'never', null].map((time) => ({
      job_id: 2,
      metric_time: time,
    }));
    const { path, native } = await nativeQueue([], { tables: { cf_job_metrics: [...old, ...fresh] } });
    expect(await performer.perform({ action: 'clean-metrics', path })).toMatchObject({
      sentence: 'Deleted 4 metrics older than five minutes.',
      changed: 4,
    });
    expect(await native.all('SELECT count(*) AS n, min(job_id) AS job FROM cf_job_metrics')).toEqual([
      { n: fresh.length, job: 2 },
    ]);
    await native.exec(
      `INSERT INTO cf_job_metrics (job_id, metric_time)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${metricsAtOnce + 1})
       SELECT i, '2026-01-13 10:38:15' FROM n`,
    );
    expect(await performer.perform({ action: 'clean-metrics', path })).toMatchObject({
      changed: metricsAtOnce,
    });
    expect(await performer.perform({ action: 'clean-metrics', path })).toMatchObject({ changed: 1 });
    await native.close();
  });

  it('gives up at once where the database is busy, and does without the table', async () => {
    const { path, native } = await nativeQueue([], { migrated: 'none' });
    expect(await performer.perform({ action: 'clean-metrics', path })).toMatchObject({
      kind: 'done',
      changed: 0,
    });
    await native.begin();
    const before = performance.now();
    expect(await performer.perform({ action: 'clean-metrics', path }, 20_000)).toMatchObject({
      problem: { code: 'locked', sentence: 'Another process holds the write lock.' },
    });
    expect(performance.now() - before).toBeLessThan(10_000);
    await native.rollback();
    await native.close();
  });
});

describe('a database that can’t be changed', () => {
  it('is said to be foreign where its queue is none', async () => {
    const { path, native } = await nativeQueue([], {
      sql: [
        'DROP TABLE cf_processing_queue',
        `CREATE VIEW cf_processing_queue AS SELECT 1 AS id, 'FAILED' AS status`,
      ],
    });
    for (const request of [
      { action: 'retry', path, jobs: [job(1, 'FAILED')] },
      { action: 'retry-all', path, filter: everyJob },
    ] as const)
      expect(await performer.perform(request as never)).toMatchObject({
        problem: { code: 'foreign', file: path },
      });
    await native.close();
  });

  it('says so, with all as it was, where a job can’t be made to stand as it should', async () => {
    const { path, native } = await nativeQueue([{ status: 'FAILED' }, { status: 'FAILED' }], {
      sql: [
        `CREATE TRIGGER back AFTER UPDATE OF status ON cf_processing_queue WHEN NEW.id = 2
         BEGIN UPDATE cf_processing_queue SET status = 'FAILED' WHERE id = NEW.id; END`,
      ],
    });
    const before = await native.all('SELECT * FROM cf_processing_queue');
    expect(
      await performer.perform({ action: 'retry', path, jobs: [job(1, 'FAILED'), job(2, 'FAILED')] }),
    ).toMatchObject({ problem: { code: 'failed' } });
    expect(await native.all('SELECT * FROM cf_processing_queue')).toEqual(before);
    await native.close();
  });

  it('is told from one that can by asking the file system alone', async () => {
    const { path, native } = await nativeQueue([{ status: 'FAILED' }]);
    await native.begin();
    expect(await performer.perform({ action: 'probe', path })).toEqual({
      kind: 'done',
      sentence: `${path} can be written.`,
      changes: [],
    });
    await native.rollback();
    await native.close();
    expect(await performer.perform({ action: 'probe', path: `${path}-none` })).toMatchObject({
      problem: { code: 'missing' },
    });
  });
});
