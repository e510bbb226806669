import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runAction } from '../../lib/actions/run-action.js';
import { type Additions, databaseVersions } from '../support/database-versions.js';
import { createDatabase, readSql, runSql } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { testFolder } from '../support/test-folder.js';
import { performerForAll } from './performer.js';

const performer = performerForAll();

const queueColumns = [
  'job_type',
  'progress_pct',
  'items_processed',
  'items_total',
  'backtest_data',
  'updated_at',
  'plugin_version',
  'output_path',
  'output_size_bytes',
  'items_failed',
];

const claimed = { plugin_name: 'fix_parser', status: 'RUNNING', priority: 9007199254740993n };
const rows = {
  A: { ...claimed, claim_time: '2026-01-13 10:38:15', file_version_id: 7 },
  B: { ...claimed, claim_time: '2026-01-13T10:38:15.123456789+00:00', output_path: '/data/out' },
  C: { ...claimed, claim_time: 1768300695123, file_id: 7, completion_status: 'FAILED' },
  D: { ...claimed, claim_time: 1768300695123, file_id: 7, lease_owner: 'worker-1' },
};

async function columnsOf(native: NativeWriter, table: string): Promise<unknown[]> {
  return (await native.all(`SELECT name FROM pragma_table_info('${table}')`)).map((row) => row.name);
}

describe('migrate', () => {
  for (const version of databaseVersions)
    for (const migrated of ['none', 'some', 'all'] satisfies Additions[])
      it(`completes version ${version} with ${migrated} of the additions`, async () => {
        const path = join(testFolder(), 'queue.sqlite3');
        await createDatabase(path, { version, migrated, rows: [rows[version]], journalMode: 'delete' });
        const native = await NativeWriter.start(path);
        const had = await columnsOf(native, 'cf_processing_queue');
        const before = await native.all(`SELECT ${had.join(', ')} FROM cf_processing_queue`);

        const first = await performer.perform({ action: 'migrate', path });
        expect(first).toMatchObject({
          kind: 'done',
          sentence: expect.stringMatching(/^Added (\d+ \w+, )*\d+ \w+( and \d+ \w+)? to /),
        });
        const changes = first.kind === 'done' ? first.changes : [];
        const counted = first.kind === 'done' ? (first.sentence.match(/\b\d+(?= [cti]\w+)/g) ?? []) : [];
        expect(counted.reduce((sum, count) => sum + Number(count), 0)).toBe(changes.length);
        expect(changes.filter((change) => change.startsWith('column cf_processing_queue.'))).toEqual(
          queueColumns
            .filter((column) => !had.includes(column))
            .map((column) => `column cf_processing_queue.${column}`),
        );
        expect(await columnsOf(native, 'cf_processing_queue')).toEqual(expect.arrayContaining(queueColumns));
        expect(await columnsOf(native, 'cf_sink_stats')).toContain('output_name');
        expect(await columnsOf(native, 'cf_job_failures')).toContain('file_path');
        expect(await columnsOf(native, 'cf_job_logs')).toContain('log_text');

        expect(await native.all(`SELECT ${had.join(', ')} FROM cf_processing_queue`)).toEqual(before);
        expect(await native.all('SELECT updated_at, job_type, items_total FROM cf_processing_queue')).toEqual(
          [{ updated_at: null, job_type: 'PARSE', items_total: 0 }],
        );
        expect(await native.all('SELECT * FROM pragma_quick_check, pragma_journal_mode')).toEqual([
          { quick_check: 'ok', journal_mode: 'delete' },
        ]);
        await native.close();
        expect(await performer.perform({ action: 'migrate', path })).toEqual({
          kind: 'done',
          sentence: `${path} is up to date: nothing to add.`,
          changes: [],
        });
      });

  it('keeps the CHECK lists of version C', async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    await createDatabase(path, { version: 'C' });
    await performer.perform({ action: 'migrate', path });
    await expect(
      runSql(path, [`INSERT INTO cf_processing_queue (status) VALUES ('CANCELLED')`]),
    ).rejects.toThrow('CHECK');
  });

  it('compares names without regard to case, and passes over virtual tables that cannot be loaded', async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    await createDatabase(path, {
      sql: [
        'ALTER TABLE cf_processing_queue ADD COLUMN Job_Type TEXT',
        'CREATE TABLE CF_JOB_LOGS (job_id INTEGER PRIMARY KEY, log_text TEXT)',
        'CREATE VIEW broken AS SELECT * FROM gone',
      ],
    });
    const result = await performer.perform({ action: 'migrate', path });
    expect(result).toMatchObject({ kind: 'done' });
    const changes = result.kind === 'done' ? result.changes : [];
    expect(changes).not.toContain('column cf_processing_queue.job_type');
    expect(changes).not.toContain('table cf_job_logs');
  });

  it('adds no trigger, and to the queue one index only', async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    await createDatabase(path);
    const made = () =>
      readSql(
        path,
        `SELECT type, name FROM sqlite_schema
         WHERE tbl_name = 'cf_processing_queue' AND type IN ('index', 'trigger') ORDER BY name`,
      );
    const before = await made();
    await performer.perform({ action: 'migrate', path });
    expect(await made()).toEqual([{ type: 'index', name: 'idx_jobs_updated' }, ...before]);
  });

  it('removes indexes and triggers of earlier versions, and none of other programs', async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    await createDatabase(path);
    await performer.perform({ action: 'migrate', path });
    await runSql(path, [
      'CREATE INDEX ix_jobs_view_status ON cf_processing_queue (upper(status))',
      'CREATE INDEX ix_jobs_view_summary ON cf_processing_queue (id) WHERE result_summary IS NOT NULL',
      'CREATE TRIGGER jobs_view_touch_updated AFTER UPDATE ON cf_processing_queue BEGIN SELECT 1; END',
      'CREATE TRIGGER Jobs_View_Touch_Inserted AFTER INSERT ON cf_processing_queue BEGIN SELECT 1; END',
      'CREATE TRIGGER theirs AFTER INSERT ON cf_processing_queue BEGIN SELECT 1; END',
      'DROP INDEX idx_jobs_updated',
      'CREATE INDEX idx_jobs_updated ON cf_processing_queue(updated_at)',
    ]);
    expect(await performer.perform({ action: 'migrate', path })).toEqual({
      kind: 'done',
      sentence: `Removed 2 indexes and 2 triggers, which slowed workers down, from ${path}.`,
      changes: [
        'removed index ix_jobs_view_status',
        'removed index ix_jobs_view_summary',
        'removed trigger jobs_view_touch_updated',
        'removed trigger jobs_view_touch_inserted',
      ],
    });
    const names = `SELECT name, sql FROM sqlite_schema WHERE name IN ('theirs', 'idx_jobs_updated') ORDER BY name`;
    expect(await readSql(path, names)).toEqual([
      { name: 'idx_jobs_updated', sql: 'CREATE INDEX idx_jobs_updated ON cf_processing_queue(updated_at)' },
      {
        name: 'theirs',
        sql: 'CREATE TRIGGER theirs AFTER INSERT ON cf_processing_queue BEGIN SELECT 1; END',
      },
    ]);
    const left = `SELECT name FROM sqlite_schema WHERE name LIKE '%jobs_view_%' AND tbl_name = 'cf_processing_queue'`;
    expect(await readSql(path, left)).toEqual([]);
  });

  it('changes nothing when a part of it fails', async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    await createDatabase(path, { sql: ['CREATE TABLE cf_job_metrics (other TEXT)'] });
    const before = await readSql(path, 'SELECT * FROM sqlite_schema');
    expect(await performer.perform({ action: 'migrate', path })).toMatchObject({
      problem: { code: 'failed', sentence: expect.stringContaining('no such column: metric_time') },
    });
    expect(await readSql(path, 'SELECT * FROM sqlite_schema')).toEqual(before);
  });

  it('is whole or undone, whenever its process is killed', async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    await createDatabase(path, {
      sql: [
        `INSERT INTO cf_processing_queue (plugin_name)
         SELECT 'p' || value FROM (
           WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 100000)
           SELECT value FROM n
         )`,
      ],
    });
    const native = await NativeWriter.start(path);
    const before = (await columnsOf(native, 'cf_processing_queue')).length;
    for (let timeoutMs = 50; ; timeoutMs += 50) {
      const result = await runAction({ action: 'migrate', path }, { timeoutMs });
      const columns = (await columnsOf(native, 'cf_processing_queue')).length;
      expect([before, before + queueColumns.length]).toContain(columns);
      if (result.kind === 'done') break;
      expect(result.problem.code).toBe('timeout');
    }
    expect(await native.all('PRAGMA quick_check')).toEqual([{ quick_check: 'ok' }]);
  });

  it('loses nothing of a worker that writes all the while', async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    await createDatabase(path);
    const worker = await NativeWriter.start(path);
    const migration = runAction({ action: 'migrate', path });
    let done = false;
    void migration.then(() => {
      done = true;
    });
    let written = 0;
    while (!done) written += await worker.run(`INSERT INTO cf_processing_queue (plugin_name) VALUES ('p')`);
    expect(await migration).toMatchObject({ kind: 'done' });
    expect(await worker.all('SELECT count(*) AS n FROM cf_processing_queue')).toEqual([{ n: written }]);
  });

  it('counts what it added in its sentence', async () => {
    const path = join(testFolder(), 'queue.sqlite3');
    await createDatabase(path);
    await performer.perform({ action: 'migrate', path });
    await runSql(path, [
      'ALTER TABLE cf_job_failures DROP COLUMN file_path',
      'DROP INDEX ix_jobs_view_sinks',
    ]);
    expect(await performer.perform({ action: 'migrate', path })).toMatchObject({
      sentence: `Added 1 column and 1 index to ${path}.`,
    });
    await runSql(path, [
      'ALTER TABLE cf_job_failures DROP COLUMN file_path',
      'CREATE INDEX ix_jobs_view_status ON cf_processing_queue (status)',
    ]);
    expect(await performer.perform({ action: 'migrate', path })).toMatchObject({
      sentence: `Added 1 column to ${path}. Removed 1 index, which slowed workers down.`,
    });
    await runSql(path, ['ALTER TABLE cf_job_failures DROP COLUMN file_path']);
    expect(await performer.perform({ action: 'migrate', path })).toMatchObject({
      sentence: `Added 1 column to ${path}.`,
    });
  });
});
