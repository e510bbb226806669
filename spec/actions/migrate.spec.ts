import { describe, expect, it } from '@jest/globals';
import { runAction } from '../../lib/actions/run-action.js';
import { type Additions, databaseVersions } from '../support/database-versions.js';
import type { NativeWriter } from '../support/native-writer.js';
import { type QueueOptions, queuesForAll } from './queues.js';

const queue = queuesForAll();
/** A queue of a version, to which nothing was added. */
const bare = (options: QueueOptions = {}) => queue([], { migrated: 'none', ...options });

const queueColumns = [
  ...['job_type', 'progress_pct', 'items_processed', 'items_total', 'backtest_data', 'updated_at'],
  ...['plugin_version', 'output_path', 'output_size_bytes', 'items_failed'],
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
        const { path, native, migrate } = await queue([rows[version]], {
          ...{ version, migrated, journalMode: 'delete' },
        });
        const had = await columnsOf(native, 'cf_processing_queue');
        const before = await native.all(`SELECT ${had.join(', ')} FROM cf_processing_queue`);

        const first = await migrate();
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
        const sentence = `${path} is up to date: nothing to add.`;
        expect(await migrate()).toEqual({ kind: 'done', sentence, changes: [] });
      });

  it('keeps the CHECK lists of version C', async () => {
    const { native } = await queue([], { version: 'C', migrated: 'migrate' });
    const cancelled = native.exec(`INSERT INTO cf_processing_queue (status) VALUES ('CANCELLED')`);
    await expect(cancelled).rejects.toThrow('CHECK');
  });

  it('compares names without regard to case, and passes over virtual tables that cannot be loaded', async () => {
    const { migrate } = await bare({
      sql: [
        'ALTER TABLE cf_processing_queue ADD COLUMN Job_Type TEXT',
        'CREATE TABLE CF_JOB_LOGS (job_id INTEGER PRIMARY KEY, log_text TEXT)',
        'CREATE VIEW broken AS SELECT * FROM gone',
      ],
    });
    const result = await migrate();
    expect(result).toMatchObject({ kind: 'done' });
    const changes = result.kind === 'done' ? result.changes : [];
    expect(changes).not.toContain('column cf_processing_queue.job_type');
    expect(changes).not.toContain('table cf_job_logs');
  });

  it('adds no trigger, and to the queue one index only', async () => {
    const { native, migrate } = await bare();
    const made = () =>
      native.all(
        `SELECT type, name FROM sqlite_schema
         WHERE tbl_name = 'cf_processing_queue' AND type IN ('index', 'trigger') ORDER BY name`,
      );
    const before = await made();
    await migrate();
    expect(await made()).toEqual([{ type: 'index', name: 'idx_jobs_updated' }, ...before]);
  });

  it('removes indexes and triggers of earlier versions, and none of other programs', async () => {
    const kept = [
      'CREATE INDEX idx_jobs_updated ON cf_processing_queue(updated_at)',
      'CREATE TRIGGER theirs AFTER INSERT ON cf_processing_queue BEGIN SELECT 1; END',
    ];
    const { path, native, migrate } = await queue([], { migrated: 'migrate' });
    for (const sql of [
      'CREATE INDEX ix_jobs_view_status ON cf_processing_queue (upper(status))',
      'CREATE INDEX ix_jobs_view_summary ON cf_processing_queue (id) WHERE result_summary IS NOT NULL',
      'CREATE TRIGGER jobs_view_touch_updated AFTER UPDATE ON cf_processing_queue BEGIN SELECT 1; END',
      'CREATE TRIGGER Jobs_View_Touch_Inserted AFTER INSERT ON cf_processing_queue BEGIN SELECT 1; END',
      'DROP INDEX idx_jobs_updated',
      ...kept,
    ])
      await native.exec(sql);
    expect(await migrate()).toEqual({
      kind: 'done',
      sentence: `Removed 2 indexes and 2 triggers, which slowed workers down, from ${path}.`,
      changes: [
        ...['removed index ix_jobs_view_status', 'removed index ix_jobs_view_summary'],
        ...['removed trigger jobs_view_touch_updated', 'removed trigger jobs_view_touch_inserted'],
      ],
    });
    const named = (condition: string) =>
      native.all(`SELECT sql FROM sqlite_schema WHERE ${condition} ORDER BY name`);
    expect(await named(`name IN ('theirs', 'idx_jobs_updated')`)).toEqual(kept.map((sql) => ({ sql })));
    expect(await named(`name LIKE '%jobs_view_%' AND tbl_name = 'cf_processing_queue'`)).toEqual([]);
  });

  it('changes nothing when a part of it fails', async () => {
    const { native, migrate } = await bare({ sql: ['CREATE TABLE cf_job_metrics (other TEXT)'] });
    const before = await native.all('SELECT * FROM sqlite_schema');
    expect(await migrate()).toMatchObject({
      problem: { code: 'failed', sentence: expect.stringContaining('no such column: metric_time') },
    });
    expect(await native.all('SELECT * FROM sqlite_schema')).toEqual(before);
  });

  it('is whole or undone, whenever its process is killed', async () => {
    const { path, native } = await bare({
      sql: [
        `WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 100000)
         INSERT INTO cf_processing_queue (plugin_name) SELECT 'p' || value FROM n`,
      ],
    });
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
    const { native: worker, ...of } = await bare();
    const migration = of.migrate();
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
    const { path, native, migrate } = await queue([], { migrated: 'migrate' });
    const index = 'CREATE INDEX ix_jobs_view_status ON cf_processing_queue (status)';
    for (const [change, sentence] of [
      ['DROP INDEX ix_jobs_view_sinks', `Added 1 column and 1 index to ${path}.`],
      [index, `Added 1 column to ${path}. Removed 1 index, which slowed workers down.`],
      ['', `Added 1 column to ${path}.`],
    ] as const) {
      // Without a look at it, this connection knows nothing of the column.
      await native.all('SELECT * FROM cf_job_failures');
      await native.exec(`ALTER TABLE cf_job_failures DROP COLUMN file_path; ${change}`);
      expect(await migrate()).toMatchObject({ sentence });
    }
  });
});
