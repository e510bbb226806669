import { describe, expect, it } from '@jest/globals';
import { everyJob, type JobFilter } from '../../lib/model/filter.js';
import { insert } from '../support/databases.js';
import { nativeQueue } from './native-queue.js';
import { performerForAll } from './performer.js';
import { jobsOf, seen } from './seen-jobs.js';
import { column, job } from './written-scene.js';

const performer = performerForAll();

describe('a retry', () => {
  it('clears the columns of the failed run, and leaves those that describe the job', async () => {
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
  });

  it('sets the failures of the earlier run aside, so that the next run does not show them', async () => {
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
  });

  it('fires triggers that touch the row once, a worker’s and ours', async () => {
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

  it('puts back all failed jobs that pass the filter, and no others', async () => {
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

  it('counts the listed rows that had moved on', async () => {
    const { path } = await nativeQueue([
      { status: 'FAILED' },
      { status: 'COMPLETED' },
      { status: 'FAILED', retry_count: 2 },
    ]);
    const row = (id: string) => ({ id, statusText: 'FAILED', retryCount: 0 });
    const retried = (...ids: string[]) =>
      performer.perform({ action: 'retry-all', path, filter: everyJob, rows: ids.map(row) });
    expect(await retried('1', '2', '3')).toMatchObject({
      changed: 1,
      sentence: '1 of 3 failed jobs is queued again; 2 had moved on',
    });
    expect(await retried('1', '2')).toMatchObject({
      changed: 0,
      sentence: 'All 2 failed jobs had moved on; nothing changed',
    });
    expect(await retried('3')).toMatchObject({
      changed: 0,
      sentence: 'The failed job had moved on; nothing changed',
    });
  });

  it('finds jobs of a worker or parser by its whole name, or of workers by a part', async () => {
    const row = { status: 'FAILED', plugin_name: 'fix', worker_host: 'vm', worker_pid: 7 };
    const { path } = await nativeQueue([
      row,
      { ...row, worker_pid: 70 },
      { ...row, plugin_name: 'fix v2' },
      { ...row, plugin_name: 'fix_more', worker_pid: null },
      { ...row, plugin_name: 'fix_more', worker_host: 'wm-vm', worker_pid: null },
    ]);
    const retried = (filter: Partial<JobFilter>) =>
      performer.perform({ action: 'retry-all', path, filter: { ...everyJob, ...filter } });
    expect(await retried({ worker: '=vm:7', parser: 'fix_more' })).toMatchObject({ changed: 0 });
    expect(await retried({ worker: 'M:', parser: 'fix_more' })).toMatchObject({ changed: 0 });
    expect(await retried({ worker: '=vm:70' })).toMatchObject({ changed: 1 });
    expect(await retried({ parser: 'fix' })).toMatchObject({ changed: 2 });
    expect(await retried({ worker: '=vm' })).toMatchObject({ changed: 1 });
    expect(await retried({ worker: 'M-V' })).toMatchObject({ changed: 1 });
  });
});
