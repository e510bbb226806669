import { describe, expect, it } from '@jest/globals';
import { insert } from '../support/databases.js';
import { job, queuesForAll } from './queues.js';

const queue = queuesForAll();

describe('a retry', () => {
  it('clears the columns of the failed run, and leaves those that describe the job', async () => {
    const kept = { priority: 3, items_total: 100, output_path: '/out', job_type: 'BACKTEST' };
    const failed = {
      ...{ status: 'FAILED', retry_count: 1, progress_pct: 40, items_processed: 40, items_failed: 12 },
      ...{ claim_time: '2026-01-13 10:38:15', end_time: '2026-01-13 10:48:15' },
      ...{ updated_at: '2026-01-13T10:48:15Z', worker_host: 'parse-01', worker_pid: 4711 },
      ...{ error_message: 'SchemaViolation', result_summary: '{"output_path": "/out"}' },
      backtest_data: '{"pass_rate": 0.2}',
    };
    const { retry, rows, column } = await queue([{ ...kept, ...failed }, { status: 'FAILED' }]);
    await retry(job(1, 'FAILED', 1), job(2, 'FAILED'));
    expect((await rows())[0]).toMatchObject({
      ...kept,
      ...Object.fromEntries(Object.keys(failed).map((name) => [name, null])),
      ...{ id: 1, status: 'QUEUED', retry_count: 2, progress_pct: 0, items_processed: 0, items_failed: 0 },
      updated_at: expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    // A worker that doesn't count still doesn't.
    expect((await column('items_failed'))[1]).toBe(null);
  });

  it('sets the failures of the earlier run aside, so that the next run does not show them', async () => {
    const failure = (file: string) => ({ job_id: 1, file_path: file, error_type: 'E' });
    const { native, retry, ...of } = await queue([{ status: 'FAILED' }, { status: 'FAILED' }], {
      tables: { cf_job_failures: [failure('old-1'), failure('old-2'), { ...failure('other'), job_id: 2 }] },
    });
    const files = async (id: string) => (await of.jobs()).get(id)?.failures.map(({ filePath }) => filePath);
    expect(await files('1')).toEqual(['old-1', 'old-2']);
    await retry(job(1, 'FAILED'));
    await native.run(`UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'x' WHERE id = 1`);
    await insert(native, 'cf_job_failures', [failure('new')]);
    expect(await files('1')).toEqual(['new']);
    expect(await files('2')).toEqual(['other']);
    await retry(job(1, 'FAILED', 1));
    expect(await native.all('SELECT file_path, earlier_attempt FROM cf_job_failures ORDER BY id')).toEqual([
      { file_path: 'old-1', earlier_attempt: 0 },
      { file_path: 'old-2', earlier_attempt: 0 },
      { file_path: 'other', earlier_attempt: null },
      { file_path: 'new', earlier_attempt: 1 },
    ]);
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
      const { native, retry, ...of } = await queue([], {
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
      const jobs = await of.seen();
      expect(jobs.map(({ id }) => id).sort()).toEqual([...ids].sort());
      const [first, ...others] = jobs;
      expect(await retry(...others)).toMatchObject({ changed: others.length });
      const left = `SELECT CAST(id AS TEXT) AS id, retry_count FROM cf_processing_queue WHERE status = 'FAILED'`;
      expect(await native.all(left)).toEqual([{ id: first?.id, retry_count: 0 }]);
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
      const { retryAll, ...of } = await queue(rows);
      if (migrate) await of.migrate();
      expect(await retryAll({ statuses: ['running', 'complete', 'queued'] })).toMatchObject({
        ...{ changed: 0, sentence: 'No failed job passes the filter; nothing changed' },
      });
      expect(
        await retryAll({ types: ['parse'], name: 'FIX', statuses: ['failed', 'running'] }),
      ).toMatchObject({ changed: 2, movedOn: [], sentence: '2 failed jobs are queued again' });
      expect(await of.column('status')).toEqual([
        ...['QUEUED', 'queued', 'FAILED', 'FAILED', 'RUNNING', 'COMPLETED', 'FAILED'],
      ]);
      expect(await retryAll({ types: ['export'] })).toMatchObject({
        sentence: '1 failed job is queued again',
      });
      expect(await retryAll()).toMatchObject({ changed: 1 });
    }
  });

  it('counts the listed rows that had moved on', async () => {
    const { retryAll } = await queue([
      ...[{ status: 'FAILED' }, { status: 'COMPLETED' }, { status: 'FAILED', retry_count: 2 }],
    ]);
    for (const [ids, changed, sentence] of [
      [[1, 2, 3], 1, '1 of 3 failed jobs is queued again; 2 had moved on'],
      [[1, 2], 0, 'All 2 failed jobs had moved on; nothing changed'],
      [[3], 0, 'The failed job had moved on; nothing changed'],
    ] as const) {
      const seen = ids.map((id) => job(id, 'FAILED'));
      expect(await retryAll({}, seen)).toMatchObject({ changed, sentence });
    }
  });

  it('finds jobs of a worker or parser by its whole name, or of workers by a part', async () => {
    const row = { status: 'FAILED', plugin_name: 'fix', worker_host: 'vm', worker_pid: 7 };
    const { retryAll } = await queue([
      row,
      { ...row, worker_pid: 70 },
      { ...row, plugin_name: 'fix v2' },
      { ...row, plugin_name: 'fix_more', worker_pid: null },
      { ...row, plugin_name: 'fix_more', worker_host: 'wm-vm', worker_pid: null },
    ]);
    for (const [filter, changed] of [
      [{ worker: '=vm:7', parser: 'fix_more' }, 0],
      [{ worker: 'M:', parser: 'fix_more' }, 0],
      [{ worker: '=vm:70' }, 1],
      [{ parser: 'fix' }, 2],
      [{ worker: '=vm' }, 1],
      [{ worker: 'M-V' }, 1],
    ] as const)
      expect([filter, await retryAll(filter)]).toEqual([filter, expect.objectContaining({ changed })]);
  });
});

describe('an action in a queue whose ids are shared or NULL', () => {
  /** All have failed, and only 1 and the text null are a row's own. */
  const shared = () =>
    queue([], {
      sql: [
        'DROP TABLE cf_processing_queue',
        'CREATE TABLE cf_processing_queue (id, plugin_name TEXT, status TEXT, retry_count INTEGER DEFAULT 0)',
        `INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES
          (1, 'own', 'FAILED'), (7, 'one', 'FAILED'), (7, 'two', 'FAILED'), ('8', 'text', 'FAILED'),
          (8, 'number', 'FAILED'), (NULL, 'none', 'FAILED'), ('null', 'word', 'PENDING')`,
      ],
    });
  const failed = `SELECT group_concat(plugin_name, ' ') AS names FROM cf_processing_queue WHERE status = 'FAILED'`;

  it.each(['7', '8', '\u001f2\u001f7', '\u001f6-'])('writes no row for the id %j', async (id) => {
    const { native, retry } = await shared();
    expect(await retry(job(id, 'FAILED'))).toMatchObject({ kind: 'done', changed: 0 });
    expect(await native.all(failed)).toEqual([{ names: 'own one two text number none' }]);
  });

  it('retries all failed jobs but those rows', async () => {
    const { native, retryAll } = await shared();
    expect(await retryAll()).toMatchObject({ kind: 'done', changed: 1 });
    expect(await native.all(failed)).toEqual([{ names: 'one two text number none' }]);
  });

  it('writes a job whose id is the text null, and none without an id', async () => {
    const { native, retryAll } = await shared();
    await native.exec("UPDATE cf_processing_queue SET status = 'FAILED' WHERE id = 'null'");
    await native.exec("UPDATE cf_processing_queue SET plugin_name = 'sought' WHERE id IS NULL");
    expect(await retryAll({ name: 'sought' })).toMatchObject({ changed: 0 });
    expect(await native.all(failed)).toEqual([{ names: 'own one two text number sought word' }]);
  });
});
