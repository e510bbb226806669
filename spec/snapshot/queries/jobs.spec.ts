import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../../lib/model/job.js';
import type { DatabaseVersion } from '../../support/database-versions.js';
import { QueueDatabase, type Row, type Value } from './queue-database.js';

const filled = (version: DatabaseVersion, rows: readonly Row[]) =>
  QueueDatabase.of(version, 'all', rows, { status: 'COMPLETED' });

const jobOf = async (version: DatabaseVersion, row: Row) => (await filled(version, [row])).job();

describe('a row as a job', () => {
  it('has everything that is in a full row', async () => {
    const job = await jobOf('A', {
      ...{ id: 9_007_199_254_740_993n, file_version_id: 9_223_372_036_854_775_807n, job_type: 'backtest' },
      ...{ plugin_name: 'fix_parser', plugin_version: '1.3', status: 'RUNNING' },
      ...{ claim_time: '2026-01-13 10:38:15', updated_at: '2026-01-13 10:39:15', items_total: 124 },
      ...{ items_processed: 108, items_failed: 16, progress_pct: 87 },
      backtest_data:
        '{"pass_rate": 0.87, "iteration": 3, "high_failure_tested": 5, "high_failure_passed": 5}',
      ...{ priority: -3, retry_count: 2, worker_host: 'node7', worker_pid: 4242 },
    });
    expect(job).toEqual({
      ...{ id: '9007199254740993', fileVersionId: '9223372036854775807', type: 'backtest' },
      ...{ typeText: 'backtest', name: 'fix_parser', version: '1.3', status: 'running' },
      ...{ statusText: 'RUNNING', warnings: false, startedAt: Date.UTC(2026, 0, 13, 10, 38, 15) },
      ...{ claimedAt: Date.UTC(2026, 0, 13, 10, 38, 15), completedAt: null },
      ...{ updatedAt: Date.UTC(2026, 0, 13, 10, 39, 15), trouble: null, stillRuns: null },
      ...{ workerMark: expect.stringMatching(/node7.*4242/), leased: false, itemsTotal: 124 },
      ...{ itemsProcessed: 108, itemsFailed: 16, progressPercent: 87, sourcePath: null, outputPath: null },
      outputSizeBytes: null,
      outputs: { list: [], count: 0, rows: null },
      quarantinedRows: null,
      note: null,
      backtest: {
        ...{ passRate: 0.87, iteration: 3, highFailureTested: 5, highFailurePassed: 5 },
        terminationReason: null,
      },
      ...{ errorMessage: null, failures: [], priority: -3, retryCount: 2, workerHost: 'node7' },
      ...{ workerPid: 4242, waiting: null },
    } satisfies Omit<Job, 'workerMark'> & { workerMark: unknown });
  });

  it.each<[Value, Job['type']]>([
    ['Scan', 'scan'],
    [' PARSE ', 'parse'],
    ['export', 'export'],
    ['BACKTEST', 'backtest'],
    [null, 'parse'],
    ['', 'parse'],
    ['REINDEX', 'other'],
    [7, 'other'],
  ])('of job_type %p is of type %s', async (job_type, type) => {
    const job = await jobOf('A', { job_type });
    expect([job.type, job.typeText]).toEqual([type, String(job_type ?? '').trim()]);
  });

  it('has the version of the first column that has one', async () => {
    const base = { plugin_name: 'fix_parser v0.9' };
    const manifest = { plugin_name: 'fix_parser v0.9', version: 'v0.8', status: 'Deployed' };
    expect((await jobOf('C', { ...base, parser_version: '1.2', plugin_version: '1.1' })).version).toBe('1.2');
    expect((await jobOf('C', { ...base, parser_version: ' ', plugin_version: 'v1.1' })).version).toBe('1.1');
    const queue = await filled('A', [base]);
    expect(queue.job()).toMatchObject({ name: 'fix_parser', version: '0.9' });
    queue.add(manifest, 'cf_plugin_manifest');
    expect(queue.job()).toMatchObject({ name: 'fix_parser', version: '0.8' });
    expect((await jobOf('A', { plugin_name: 'fix_parser' })).version).toBeNull();
  });

  it('has the newest version in service, whatever the notation of its time', async () => {
    const queue = await filled('A', [{ plugin_name: 'p' }]);
    const rows: readonly Row[] = [
      { version: '1', status: 'ACTIVE', deployed_at: 1_768_300_003 },
      { version: '2', status: 'ACTIVE', created_at: '2026-01-13 10:26:44' },
      { version: '3', status: 'deployed', deployed_at: '2026-01-13T10:26:44.5Z' },
      { version: '4', status: 'RETIRED', deployed_at: '2027-01-01 00:00:00' },
      { version: '5', status: 'ACTIVE' },
      { version: '', status: 'ACTIVE', deployed_at: '2028-01-01 00:00:00' },
    ];
    for (const row of rows) queue.add({ plugin_name: 'p', created_at: null, ...row }, 'cf_plugin_manifest');
    expect(queue.job().version).toBe('3');
  });

  it.each([
    ['fix_parser v1.2', 'fix_parser', '1.2'],
    ['fix_parser  v1.2-rc.1 ', 'fix_parser', '1.2-rc.1'],
    ['two words v2 v3', 'two words v2', '3'],
    ['v1.2', 'v1.2', null],
    [' v1.2', 'v1.2', null],
    ['fix_parser version', 'fix_parser version', null],
    ['fix_parserv1', 'fix_parserv1', null],
    ['fix_parser 1.2', 'fix_parser 1.2', null],
    ['Überprüfer v3', 'Überprüfer', '3'],
  ])('has the name and version in %p', async (plugin_name, name, version) => {
    expect(await jobOf('B', { plugin_name })).toMatchObject({ name, version });
  });

  it('has no item counts if the worker does not count', async () => {
    const none = { itemsTotal: null, itemsProcessed: null, itemsFailed: null, progressPercent: null };
    expect(await jobOf('A', { status: 'RUNNING' })).toMatchObject(none);
    expect(await jobOf('A', { items_total: -7, items_processed: -3, progress_pct: -1 })).toMatchObject(none);
    const nothingDone = await jobOf('A', { items_total: 10, items_processed: 0, items_failed: 0 });
    expect(nothingDone).toMatchObject({ itemsTotal: 10, itemsProcessed: 0, itemsFailed: 0 });
    const huge = await jobOf('A', { items_total: 2n ** 63n - 1n, items_processed: 1e308, progress_pct: 900 });
    expect(huge).toMatchObject({
      itemsTotal: Number.MAX_SAFE_INTEGER,
      itemsProcessed: Number.MAX_SAFE_INTEGER,
      progressPercent: 100,
    });
    const text = await jobOf('B', { items_total: '12', items_processed: '7.9', retry_count: 'often' });
    expect(text).toMatchObject({ itemsTotal: 12, itemsProcessed: 7, retryCount: 0 });
  });

  it('has its source path by name, by file version, or by scouted file', async () => {
    expect((await jobOf('C', { input_file: '/in/a.log', file_id: 1 })).sourcePath).toBe('/in/a.log');

    const older = await filled('A', [
      { id: 1, file_version_id: 10 },
      { id: 2, file_version_id: 11 },
      { id: 3, file_version_id: 12 },
      { id: 4, file_version_id: null },
    ]);
    older.add({ id: 1, path: '/data/fix_logs/' }, 'cf_source_root');
    older.add({ id: 5, source_root_id: 1, rel_path: 'venue/a.log' }, 'cf_file_location');
    older.add({ id: 6, source_root_id: 99, rel_path: 'b.log' }, 'cf_file_location');
    older.add({ id: 10, location_id: 5 }, 'cf_file_version');
    older.add({ id: 11, location_id: 6 }, 'cf_file_version');
    expect(older.picture().window.jobs.map((job) => [job.id, job.sourcePath])).toEqual([
      ['4', null],
      ['3', null],
      ['2', 'b.log'],
      ['1', '/data/fix_logs/venue/a.log'],
    ]);

    const newer = await filled('C', [
      { id: 1, file_id: 1 },
      { id: 2, file_id: 2 },
      { id: 3, file_id: 3 },
    ]);
    newer.add({ id: 'logs', path: '/data' }, 'scout_sources');
    newer.add({ id: 1, source_id: 'logs', path: '/data/x.log', rel_path: 'x.log' }, 'scout_files');
    newer.add({ id: 2, source_id: 'logs', rel_path: 'y.log' }, 'scout_files');
    expect(newer.picture().window.jobs.map((job) => [job.fileVersionId, job.sourcePath])).toEqual([
      ['3', null],
      ['2', '/data/y.log'],
      ['1', '/data/x.log'],
    ]);
  });

  it.each<[string, Row, string | null]>([
    ['a scan by the path that it is named by', { plugin_name: '/data/fix_logs v2' }, '/data/fix_logs v2'],
    ['a scan by its file before its name', { plugin_name: '/data', input_file: '/in' }, '/in'],
    ['no scan by a name that is no path', { plugin_name: 'fix_logs' }, null],
    ['no scan by a path that was cut', { plugin_name: `/${'d'.repeat(1000)}` }, null],
    ['no other job by its name', { plugin_name: '/opt/parser', job_type: 'PARSE' }, null],
  ])('has the source path of %s', async (_, row, path) => {
    const table = row.input_file === undefined ? 'A' : 'C';
    expect((await jobOf(table, { job_type: 'SCAN', ...row })).sourcePath).toBe(path);
  });

  it('has its output from the column, else from the summary', async () => {
    const column = await jobOf('A', {
      output_path: '/out/a/',
      result_summary: '/out/b/',
      output_size_bytes: 5,
    });
    expect(column).toMatchObject({ outputPath: '/out/a/', outputSizeBytes: 5n, note: null });
    const summary = await jobOf('A', {
      result_summary:
        '{"path": "/out/c", "bytes": 847000000, "bates_start": "SMITH000001", "bates_end": "045782"}',
    });
    expect(summary).toMatchObject({
      outputPath: '/out/c',
      outputSizeBytes: 847_000_000n,
      note: 'Bates SMITH000001-045782',
    });
    const remark = await jobOf('A', { result_summary: '45,782 records' });
    expect(remark).toMatchObject({ outputPath: null, outputSizeBytes: null, note: '45,782 records' });
    const exact = await jobOf('A', { output_size_bytes: 9_007_199_254_740_993n });
    expect(exact.outputSizeBytes).toBe(9_007_199_254_740_993n);
  });

  it.each<[Row, number]>([
    [{ claim_time: 1_768_300_000_000, dispatch_ack_at: 1_768_300_004_000 }, 1_768_300_004_000],
    [{ claim_time: 1_768_300_000_000 }, 1_768_300_000_000],
    [{ dispatch_ack_at: 1_768_300_004_000, end_time: 1_768_300_009_000 }, 1_768_300_004_000],
    // It was taken up in an earlier attempt.
    [{ claim_time: 1_768_300_005_000, dispatch_ack_at: 1_768_300_004_000 }, 1_768_300_005_000],
    [{ end_time: 1_768_300_009_000 }, 1_768_300_009_000],
  ])('of version D with %j started when its worker took it up', async (row, start) => {
    expect((await jobOf('D', row)).startedAt).toBe(start);
  });

  it('of version D is sorted by when its worker took it up', async () => {
    const rows = [4000, 2000, 3000].map((wait, index) => ({
      id: index + 1,
      claim_time: 1_768_300_000_000 + index,
      dispatch_ack_at: 1_768_300_000_000 + wait,
    }));
    const queue = await filled('D', rows);
    expect(queue.picture().window.jobs.map(({ id }) => id)).toEqual(['1', '3', '2']);
  });

  it('of version D names the holder of its lease as the worker', async () => {
    const row = { lease_owner: 'worker-3', worker_host: 'node7' };
    expect((await jobOf('D', row)).workerHost).toBe('worker-3');
    expect((await jobOf('D', { worker_host: 'node7' })).workerHost).toBe('node7');
  });

  it.each<[Row, string | null]>([
    [{ lease_owner: 'worker-3' }, 'worker-3'],
    [{ lease_token: 'token-1' }, null],
    [{ lease_expires_at: 1_768_300_000_000 }, null],
    [{ dispatch_ack_at: 1_768_300_000_000 }, null],
  ])('of version D names no host and process of an earlier run beside %j', async (lease, workerHost) => {
    const job = await jobOf('D', { ...lease, worker_host: 'node7', worker_pid: 4242 });
    expect(job).toMatchObject({ workerHost, workerPid: null });
  });

  it('has a bounded part of a long text', async () => {
    const job = await jobOf('A', {
      ...{ status: 'FAILED', plugin_name: 'n'.repeat(100_000), error_message: 'e'.repeat(1_000_000) },
      ...{ output_path: `/${'p'.repeat(100_000)}`, result_summary: `{"note": "${'s'.repeat(1_000_000)}` },
    });
    expect(job.name).toHaveLength(1000);
    expect(job.errorMessage).toHaveLength(65_536 + '\n…\n'.length + 4096);
    expect(job.outputPath).toHaveLength(4096);
    expect(job.failures.map((failure) => failure.error.length)).toEqual([job.errorMessage?.length]);
  });

  it('has backtest data only if the job is a backtest', async () => {
    const backtest_data = '{"pass_rate": 0.5}';
    expect((await jobOf('A', { job_type: 'PARSE', backtest_data })).backtest).toBeNull();
    expect((await jobOf('A', { job_type: 'BACKTEST', backtest_data })).backtest?.passRate).toBe(0.5);
    expect((await jobOf('A', { job_type: 'BACKTEST', backtest_data: '[1' })).backtest).toBeNull();
  });

  it('has its worker’s host and pid', async () => {
    expect(await jobOf('B', { worker_id: 'w-17' })).toMatchObject({ workerHost: 'w-17', workerPid: null });
  });
});
