import { statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { metricsAtOnce } from '../../lib/actions/action.js';
import { insert } from '../support/databases.js';
import type { NativeValue } from '../support/native-protocol.js';
import { job, queuesForAll } from './queues.js';

const queue = queuesForAll();

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
    ['INTEGER', 1768300695123456, /^\d{16}$/],
    ['INTEGER', 1768300695, /^\d{10}$/],
    ['TEXT', 'yesterday', second],
    ['TEXT', null, second],
    ['INTEGER', null, /^\d{13}$/],
  ];

  it.each(cases)('is written as its column of %s holds the claim %s', async (type, claim, form) => {
    const { native, cancel, ...of } = await queue([], {
      sql: ['claim_time', 'end_time'].flatMap((name) => [
        `ALTER TABLE cf_processing_queue DROP COLUMN ${name}`,
        `ALTER TABLE cf_processing_queue ADD COLUMN ${name} ${type}`,
      ]),
    });
    await insert(native, 'cf_processing_queue', [{ plugin_name: 'p', status: 'RUNNING', claim_time: claim }]);
    const before = Math.floor(Date.now() / 1000) * 1000;
    expect(await cancel(job(1, 'RUNNING'))).toMatchObject({ changed: 1 });
    expect(String((await of.column('end_time'))[0])).toMatch(form);
    const ended = (await of.jobs()).get('1')?.completedAt ?? 0;
    expect(ended >= before && ended <= Date.now()).toBe(true);
  });

  it('is written in the notation of other jobs if it was never claimed', async () => {
    const done = { status: 'COMPLETED', end_time: '2026-01-13T10:38:15.5Z' };
    const { cancel, column } = await queue([done, { status: 'QUEUED' }]);
    await cancel(job(2, 'QUEUED'));
    expect(String((await column('end_time'))[1])).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
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
    const { stop, ...of } = await queue([{ status: 'RUNNING', job_type: 'backtest', backtest_data: before }]);
    expect(await stop(job(1, 'RUNNING'))).toMatchObject({ sentence: 'Stopped job 1', changed: 1 });
    expect(await of.column('backtest_data')).toEqual([after]);
    expect((await of.jobs()).get('1')?.backtest?.terminationReason).toBe('UserStopped');
  });
});

describe('an action that has nothing to change', () => {
  it.each(['wal', 'delete'] as const)('leaves the files of a %s database alone', async (journalMode) => {
    const { path, native, perform, retry, retryAll } = await queue([{ status: 'COMPLETED' }], {
      journalMode,
    });
    const wal = journalMode === 'wal' ? ['', '-wal'] : [''];
    const stats = () =>
      wal
        .map((ending) => statSync(`${path}${ending}`, { bigint: true }))
        .map(({ mtimeNs, size, ino }) => [mtimeNs, size, ino]);
    await native.all('SELECT * FROM cf_processing_queue');
    const before = stats();
    expect(await retry(job(1, 'FAILED'))).toMatchObject({ changed: 0 });
    expect(await retryAll()).toMatchObject({ changed: 0 });
    expect(await perform({ action: 'clean-metrics' })).toMatchObject({ changed: 0 });
    expect(await perform({ action: 'probe' })).toMatchObject({ kind: 'done' });
    expect(stats()).toEqual(before);
  });
});

describe('cleaning metrics', () => {
  it('deletes metrics older than five minutes in any notation, some at a time', async () => {
    const ago = (minutes: number) => Date.now() - minutes * 60_000;
    const text = (ms: number) => new Date(ms).toISOString();
    const sql = (ms: number) => text(ms).slice(0, 19).replace('T', ' ');
    const forms = [sql, text, (ms: number) => ms, (ms: number) => Math.floor(ms / 1000)];
    const old = forms.map((form) => ({ job_id: 1, metric_time: form(ago(6)) }));
    const fresh = [...forms.map((form) => form(ago(4))), 'never', null].map((time) => ({
      job_id: 2,
      metric_time: time,
    }));
    const { native, perform } = await queue([], { tables: { cf_job_metrics: [...old, ...fresh] } });
    const clean = () => perform({ action: 'clean-metrics' });
    const sentence = 'Deleted 4 metrics older than five minutes.';
    expect(await clean()).toMatchObject({ sentence, changed: 4 });
    expect(await native.all('SELECT count(*) AS n, min(job_id) AS job FROM cf_job_metrics')).toEqual([
      { n: fresh.length, job: 2 },
    ]);
    await native.exec(
      `INSERT INTO cf_job_metrics (job_id, metric_time)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${metricsAtOnce + 1})
       SELECT i, '2026-01-13 10:38:15' FROM n`,
    );
    expect(await clean()).toMatchObject({ changed: metricsAtOnce });
    expect(await clean()).toMatchObject({ changed: 1 });
  });

  it('gives up at once in a busy database, and needs no table', async () => {
    const { native, perform } = await queue([], { migrated: 'none' });
    expect(await perform({ action: 'clean-metrics' })).toMatchObject({ kind: 'done', changed: 0 });
    await native.begin();
    const before = performance.now();
    expect(await perform({ action: 'clean-metrics' }, 20_000)).toMatchObject({
      problem: { code: 'locked', sentence: 'Another process holds the write lock.' },
    });
    expect(performance.now() - before).toBeLessThan(10_000);
    await native.rollback();
  });
});

describe('a database that cannot be changed', () => {
  it('is reported as foreign if its queue is a view or lacks columns', async () => {
    const { path, retry, retryAll } = await queue([], {
      sql: [
        'DROP TABLE cf_processing_queue',
        `CREATE VIEW cf_processing_queue AS SELECT 1 AS id, 'FAILED' AS status`,
      ],
    });
    for (const result of [await retry(job(1, 'FAILED')), await retryAll()])
      expect(result).toMatchObject({ problem: { code: 'foreign', file: path } });
  });

  it('is left as it was when a trigger gives a job another status', async () => {
    const { retry, rows } = await queue([{ status: 'FAILED' }, { status: 'FAILED' }], {
      sql: [
        `CREATE TRIGGER back AFTER UPDATE OF status ON cf_processing_queue WHEN NEW.id = 2
         BEGIN UPDATE cf_processing_queue SET status = 'FAILED' WHERE id = NEW.id; END`,
      ],
    });
    const before = await rows();
    expect(await retry(job(1, 'FAILED'), job(2, 'FAILED'))).toMatchObject({ problem: { code: 'failed' } });
    expect(await rows()).toEqual(before);
  });

  it('is recognised by the file system’s permissions alone', async () => {
    const { path, native, perform } = await queue([{ status: 'FAILED' }]);
    await native.begin();
    expect(await perform({ action: 'probe' })).toEqual({
      ...{
        kind: 'done',
        sentence: expect.stringMatching(
          /^SQLite 3\.\d+\.\d+ \((node:sqlite|better-sqlite3)\) writes here\.$/,
        ),
        changes: [],
      },
    });
    await native.rollback();
    const none = await perform({ action: 'probe', path: `${path}-none` } as { readonly action: 'probe' });
    expect(none).toMatchObject({ problem: { code: 'missing' } });
  });
});
