import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Demo, startDemo } from '../../lib/demo/start-demo.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import { NativeWriter } from '../support/native-writer.js';
import { testFolder } from '../support/test-folder.js';
import { isAlive, until } from '../support/until.js';

const demos: Demo[] = [];
const owners: ChildProcess[] = [];
afterEach(async () => {
  await NativeWriter.killAll();
  for (const owner of owners.splice(0)) owner.kill('SIGKILL');
  await Promise.all(demos.splice(0).map((demo) => demo.stop()));
});

async function started(folder: string, pastMs = 0, environment = process.env): Promise<Demo> {
  const setup = { temporaryFolder: folder, home: '/home/operator', seed: 11, pastMs };
  const start = await startDemo(setup, environment);
  if (start.kind === 'problem') throw new Error(JSON.stringify(start.problem));
  demos.push(start.demo);
  return start.demo;
}

async function valueIn(native: NativeWriter, sql: string): Promise<number> {
  return Number((await native.all(`SELECT (SELECT ${sql}) AS value`))[0]?.value);
}

async function isGone(folder: string, pid: number): Promise<void> {
  await until(() => !isAlive(pid) && readdirSync(folder).length === 0, 2000);
}

/** What a process begins with so that it has neither Node's SQLite nor better-sqlite3. */
const driverless = `import Module from 'node:module';
  const { getBuiltinModule } = process;
  process.getBuiltinModule = (name) => (name === 'node:sqlite' ? undefined : getBuiltinModule(name));
  Module.register('data:text/javascript,export const resolve = (name, context, next) => ' +
    'next(name.replace(/^better-sqlite3$/, "none"), context)');`;

describe('the demo', () => {
  it('opens with the same jobs where nothing can write files, moves, and takes no write of others', async () => {
    const preload = `--import=data:text/javascript,${encodeURIComponent(driverless)}`;
    const demo = await started(testFolder(), 0, { ...process.env, NODE_OPTIONS: preload });
    const live = new LiveDatabase(demo.path);
    const jobs = () =>
      live.read((database) =>
        database.all('SELECT status, items_processed FROM cf_processing_queue WHERE id <= 6'),
      );
    const first = JSON.stringify(await jobs());
    expect(first).toContain('"FAILED"');
    await until(async () => JSON.stringify(await jobs()) !== first, 5000);
    await live.close();
    expect(readFileSync(demo.path).subarray(18, 20)).toEqual(Buffer.from([1, 1]));
  });

  it('opens with the scene of behaviour 3.1, in WAL mode, and moves within two seconds', async () => {
    const demo = await started(testFolder());
    const native = await NativeWriter.start(demo.path);
    expect(await native.all('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    const jobs = await native.all(`SELECT * FROM cf_processing_queue WHERE id <= 6 ORDER BY claim_time DESC`);
    const of = (status: string): unknown[] =>
      jobs.filter((job) => job.status === status).map((job) => `${job.job_type} ${job.plugin_name}`);
    expect(of('FAILED')).toEqual(['PARSE fix_parser']);
    expect(of('RUNNING')).toEqual(['BACKTEST fix_parser', 'EXPORT concordance']);
    // Two outputs are ready, as in behaviour 3.2.
    expect(of('COMPLETED')).toEqual(['PARSE fix_parser', 'SCAN /data/fix_logs', 'EXPORT concordance']);
    expect(
      await native.all(
        `SELECT sum(items_processed) AS done, sum(items_total) AS total, sum(output_size_bytes) AS bytes
         FROM cf_processing_queue WHERE job_type = 'PARSE' AND id <= 6`,
      ),
    ).toEqual([{ done: 1235, total: 1247, bytes: 847_000_000 }]);
    expect(jobs.find((job) => job.output_size_bytes !== null)?.output_path).toBe(
      '/home/operator/.casparian_flow/output/fix_orders/',
    );
    expect(
      await native.all(
        `SELECT count(*) AS files, min(line_number) AS line, min(error_type) AS error FROM cf_job_failures
         WHERE job_id = (SELECT id FROM cf_processing_queue WHERE status = 'FAILED' AND id <= 6)`,
      ),
    ).toEqual([{ files: 12, line: 42, error: 'SchemaViolation' }]);
    expect(await native.all('SELECT file_path FROM cf_job_failures ORDER BY id LIMIT 1')).toEqual([
      { file_path: 'venue_nyse_20240115.log' },
    ]);
    const [metrics] = await native.all(
      `SELECT count(*) AS samples, count(DISTINCT queue_depth) > 1 AS moves, min(rows_per_second) > 0 AS works,
         CAST(strftime('%s', 'now') - strftime('%s', min(metric_time)) AS INTEGER) AS seconds FROM cf_job_metrics`,
    );
    expect(metrics).toMatchObject({ moves: 1, works: 1 });
    expect(Number(metrics?.samples)).toBeGreaterThanOrEqual(149);
    // As far back as metrics are kept.
    expect(Math.abs(Number(metrics?.seconds) - 298)).toBeLessThan(20);
    const exported = () =>
      valueIn(
        native,
        `items_processed FROM cf_processing_queue WHERE plugin_name = 'concordance' AND status <> 'COMPLETED' AND id <= 6`,
      );
    expect(await exported()).toBeGreaterThanOrEqual(30_521);
    const before = await exported();
    await until(async () => (await exported()) > before, 2000);
    await until(
      async () => (await native.all('SELECT 1 FROM cf_processing_queue WHERE id > 6')).length > 0,
      6000,
    );
    await native.close();
    expect(existsSync('/home/operator')).toBe(false);
  });

  it('removes its process and its folder when it is stopped, also twice at once', async () => {
    const folder = testFolder();
    const demo = await started(folder);
    await Promise.all([demo.stop(), demo.stop()]);
    expect(isAlive(demo.pid)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
    expect(await demo.ended).toBe('');
    await demo.stop();
  });

  it('removes its process and its folder when its owner is killed', async () => {
    const folder = testFolder();
    const program = fileURLToPath(new URL('./owner.js', import.meta.url));
    const owner = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    owners.push(owner);
    const [line] = await once(createInterface({ input: owner.stdout }), 'line');
    const { pid, path } = JSON.parse(String(line)) as Demo;
    expect(existsSync(path)).toBe(true);
    owner.kill('SIGKILL');
    await isGone(folder, pid);
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    it(`removes its process and its folder on ${signal}`, async () => {
      const folder = testFolder();
      const demo = await started(folder);
      process.kill(demo.pid, signal);
      await demo.ended;
      await isGone(folder, demo.pid);
    });

  it('leaves no folder behind when its process is killed and then stopped', async () => {
    const folder = testFolder();
    const demo = await started(folder);
    process.kill(demo.pid, 'SIGKILL');
    await demo.ended;
    await demo.stop();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stops working on a job that is cancelled, and claims one that is retried', async () => {
    const demo = await started(testFolder());
    const native = await NativeWriter.start(demo.path);
    const [running] = await native.all(
      `SELECT id FROM cf_processing_queue WHERE plugin_name = 'concordance' AND status = 'RUNNING'`,
    );
    const id = running?.id ?? null;
    expect(id).not.toBeNull();
    await native.run(
      `UPDATE cf_processing_queue SET status = 'CANCELLED', end_time = datetime('now') WHERE id = ?`,
      [id],
    );
    await native.run(
      `UPDATE cf_processing_queue SET status = 'QUEUED', claim_time = NULL, priority = 99 WHERE status = 'FAILED'`,
    );
    const waits = `SELECT 1 FROM cf_processing_queue WHERE priority = 99 AND status = 'QUEUED'`;
    await until(async () => (await native.all(waits)).length === 0, 3000);
    expect(await native.all('SELECT status FROM cf_processing_queue WHERE id = ?', [id])).toEqual([
      { status: 'CANCELLED' },
    ]);
    await native.close();
  });

  it('does not start in a temporary folder that is missing, and names that folder', async () => {
    const missing = join(testFolder(), 'no-such-folder');
    const start = await startDemo({ temporaryFolder: missing, home: '/home/operator', seed: 1 });
    expect(start).toMatchObject({ kind: 'problem', problem: { code: 'missing', file: missing } });
  });

  it('works three hours on every type of job without growing its tables and files', async () => {
    const hours = 3;
    const demo = await started(testFolder(), hours * 3_600_000);
    const native = await NativeWriter.start(demo.path);
    const value = (sql: string) => valueIn(native, sql);

    // It has been busy: a job every half minute at the least.
    expect(await value('max(seq) FROM sqlite_sequence')).toBeGreaterThan(hours * 120);
    expect(await value('count(*) FROM cf_processing_queue')).toBeLessThan(100);
    expect(await value('count(*) FROM cf_job_logs')).toBeLessThan(100);
    expect(await value('count(*) FROM cf_job_failures')).toBeLessThan(1000);
    expect(await value('count(*) FROM cf_job_metrics')).toBeLessThan(3000);
    expect(await value('count(*) FROM cf_sink_stats')).toBeLessThan(3000);
    expect(statSync(demo.path).size).toBeLessThan(3_000_000);
    expect(statSync(`${demo.path}-wal`).size).toBeLessThan(9_000_000);
    expect(readdirSync(join(demo.folder, 'exports')).length).toBeLessThan(100);

    // What is there is whole, and of every kind.
    expect(await native.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(await native.all('SELECT DISTINCT job_type FROM cf_processing_queue ORDER BY 1')).toEqual(
      ['BACKTEST', 'EXPORT', 'PARSE', 'SCAN'].map((job_type) => ({ job_type })),
    );
    expect(await value('count(DISTINCT queue_depth) FROM cf_job_metrics')).toBeGreaterThan(3);
    const failed = await value(`avg(status = 'FAILED') FROM cf_processing_queue WHERE end_time IS NOT NULL`);
    expect(failed).toBeGreaterThan(0.02);
    expect(failed).toBeLessThan(0.35);
    expect(await value('count(*) FROM cf_processing_queue WHERE claim_time > end_time')).toBe(0);
    expect(
      await value(
        'count(*) FROM cf_processing_queue WHERE items_total > 0 AND items_processed > items_total',
      ),
    ).toBe(0);
    expect(
      await value(`count(*) FROM cf_processing_queue AS job WHERE status = 'FAILED'
        AND NOT EXISTS (SELECT 1 FROM cf_job_failures WHERE job_id = job.id)`),
    ).toBe(0);
    await native.close();
  });
});
