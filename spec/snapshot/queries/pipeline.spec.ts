import { describe, expect, it } from '@jest/globals';
import type { Pipeline } from '../../../lib/model/picture.js';
import type { DatabaseVersion } from '../../support/database-versions.js';
import { QueueDatabase, type Row, versions } from './queue-database.js';

const queueOf = (version: DatabaseVersion, rows: readonly Row[], extent: 'all' | 'none' = 'all') =>
  QueueDatabase.of(version, extent, rows, { created_at: null });

function pipelineOf(queue: QueueDatabase): Pipeline {
  const { pipeline } = queue.picture({ pipeline: true });
  if (pipeline === undefined) throw new Error('no pipeline');
  return pipeline;
}

/** Puts `rows` rows into a catalogue. */
function fill(queue: QueueDatabase, table: string, columns: string, values: string, rows: number): void {
  queue.run(`INSERT INTO ${table} (${columns})
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) SELECT ${values} FROM n`);
}

const parser = { plugin_name: 'fix_parser', plugin_version: '1.2' };

describe.each(versions)('the pipeline in version %s', (version) => {
  it('has the specification’s figures', async () => {
    const queue = await queueOf(version, [
      { ...parser, status: 'FAILED', items_processed: 0, items_total: 12, items_failed: 12 },
      {
        ...{ ...parser, status: 'COMPLETED', items_processed: 1235, items_total: 1235 },
        output_size_bytes: 847_000_000,
      },
      { job_type: 'EXPORT', status: 'COMPLETED', items_processed: 45_782 },
      { job_type: 'EXPORT', status: 'RUNNING', items_processed: 30_521, items_total: 45_782 },
      { job_type: 'SCAN', status: 'COMPLETED', items_processed: 1247, items_total: 1247 },
      { job_type: 'BACKTEST', status: 'RUNNING', items_processed: 108, items_total: 124 },
    ]);
    if (version >= 'C') fill(queue, 'scout_files', 'id, source_id', 'i, 1', 1247);
    else fill(queue, 'cf_file_version', 'id, location_id', 'i, i', 1247);
    const { pipeline, totals, counts } = queue.picture({ pipeline: true });
    expect(pipeline).toEqual({
      source: { count: 1247, inProgress: 0, failed: 0 },
      parsed: { count: 1235, inProgress: 0, failed: 12 },
      output: { count: 2, inProgress: 1, failed: 0 },
      activeParser: { name: 'fix_parser', version: '1.2', files: 1235, outputBytes: 847_000_000n },
    });
    expect(counts).toMatchObject({ running: 2, complete: 3, failed: 1 });
    expect(totals).toEqual({ filesProcessed: 1235, filesTotal: 1247, outputBytes: 847_000_000n });
    expect('pipeline' in queue.picture()).toBe(false);
  });

  it('has at least the status bar’s files in its source, however few a catalogue lists', async () => {
    const ids = version >= 'C' ? 'file_id' : 'file_version_id';
    const queue = await queueOf(version, [
      { ...parser, status: 'COMPLETED', items_processed: 30, items_total: 30, [ids]: 1 },
      { ...parser, status: 'RUNNING', items_processed: 5, items_total: 12, [ids]: 2 },
    ]);
    expect(pipelineOf(queue)).toMatchObject({ source: { count: 42 }, parsed: { count: 35, inProgress: 7 } });
    fill(queue, 'scout_files', 'id', 'i', 20);
    expect(pipelineOf(queue).source.count).toBe(queue.picture().totals.filesTotal);
    queue.run('DELETE FROM scout_files');
    fill(queue, 'scout_files', 'id', 'i', 50);
    expect(pipelineOf(queue).source.count).toBe(50);
  });

  it('counts one file and one output for each job whose worker does not count', async () => {
    const statuses = ['COMPLETED', 'COMPLETED', 'COMPLETED', 'RUNNING', 'QUEUED', 'FAILED'];
    const queue = await queueOf(
      version,
      statuses.map((status) => ({ status })),
      'none',
    );
    expect(pipelineOf(queue)).toMatchObject({
      source: { count: 6, inProgress: 0, failed: 0 },
      parsed: { count: 3, inProgress: 1, failed: 1 },
      output: { count: 3, inProgress: 1, failed: 0 },
    });
  });

  it('counts outputs that are there, are being written, and could not be exported', async () => {
    const kinds = ['PARSE', 'EXPORT', 'SCAN', 'BACKTEST'];
    const statuses = 'COMPLETED COMPLETED COMPLETED RUNNING RUNNING FAILED QUEUED CANCELLED'.split(' ');
    const queue = await queueOf(
      version,
      kinds.flatMap((job_type) => statuses.map((status) => ({ job_type, status }))),
    );
    expect(pipelineOf(queue).output).toEqual({ count: 6, inProgress: 4, failed: 1 });
  });

  it('is empty over an empty queue', async () => {
    const nothing = { count: 0, inProgress: 0, failed: 0 };
    const empty = { source: nothing, parsed: nothing, output: nothing, activeParser: null };
    expect(pipelineOf(await queueOf(version, []))).toEqual(empty);
    expect(pipelineOf(await queueOf(version, [], 'none'))).toEqual(empty);
  });

  it('has the newest running parser as the active one, else the one that ended last', async () => {
    const time = (hour: number) => `2026-01-13 ${hour}:00:00`;
    const end = version === 'B' ? 'completed_at' : 'end_time';
    const queue = await queueOf(version, [
      { id: 1, plugin_name: 'first', status: 'COMPLETED', claim_time: time(10), [end]: time(20) },
      { id: 2, plugin_name: 'second', status: 'FAILED', claim_time: time(11), [end]: time(21) },
      { id: 3, plugin_name: 'third', status: 'ABORTED', claim_time: time(19) },
      { id: 4, plugin_name: 'fourth', status: 'RUNNING', claim_time: time(12) },
      { id: 5, plugin_name: 'fifth', status: 'RUNNING', claim_time: time(11) },
      { id: 6, plugin_name: 'sixth', status: 'RUNNING', claim_time: time(23), job_type: 'SCAN' },
      { id: 7, plugin_name: 'seventh', status: 'QUEUED', created_at: time(23) },
    ]);
    expect(pipelineOf(queue).activeParser?.name).toBe('fourth');
    queue.run('DELETE FROM cf_processing_queue WHERE id = 4');
    expect(pipelineOf(queue).activeParser?.name).toBe('fifth');
    queue.run('DELETE FROM cf_processing_queue WHERE id = 5');
    expect(pipelineOf(queue).activeParser?.name).toBe('second');
    queue.run('DELETE FROM cf_processing_queue WHERE id = 2');
    expect(pipelineOf(queue).activeParser?.name).toBe('first');
  });
});

describe('the active parser', () => {
  it('sums the jobs of its name and version, however they spell them', async () => {
    const row = { status: 'COMPLETED', items_processed: 1, items_total: 1, output_size_bytes: 1 };
    const queue = await queueOf('A', [
      {
        ...{ plugin_name: 'fix v1.2', status: 'RUNNING', items_processed: 5, items_total: 10 },
        output_size_bytes: 7,
      },
      { ...row, plugin_name: 'fix v1.2' },
      { ...row, plugin_name: ' fix v1.2', items_processed: 10, items_total: 10 },
      { ...row, plugin_name: 'fix', plugin_version: 'v1.2', items_processed: 100, items_total: 100 },
      {
        ...{ ...row, plugin_name: 'fix', plugin_version: '1.2', output_size_bytes: null },
        result_summary: '{"bytes": 30}',
      },
      { ...row, plugin_name: 'fix', items_processed: 1000, items_total: 1000 },
      { ...row, plugin_name: 'fix', plugin_version: '1.3' },
      { ...row, plugin_name: 'fix v1.1' },
      { ...row, plugin_name: 'prefix v1.2' },
      { ...row, plugin_name: 'fix v1.2', job_type: 'BACKTEST' },
      { ...row, plugin_name: 'fix v1.2', status: 'FAILED', items_processed: 20, items_total: 30 },
    ]);
    const expected = { name: 'fix', version: '1.2', files: 5 + 1 + 10 + 100 + 1 + 20, outputBytes: 33n };
    expect(pipelineOf(queue).activeParser).toEqual(expected);
    queue.add({ plugin_name: 'fix', version: 'v1.2', status: 'ACTIVE' }, 'cf_plugin_manifest');
    expect(pipelineOf(queue).activeParser).toEqual({
      ...expected,
      files: expected.files + 1000,
      outputBytes: 34n,
    });
  });

  it('is summed as SQLite compares names that are not valid text', async () => {
    const blob = (byte: number) => Uint8Array.from([0x61, byte]);
    const queue = await queueOf('A', [
      { plugin_name: blob(0x80), status: 'RUNNING', items_processed: 5, items_total: 10 },
      { plugin_name: blob(0x81), status: 'COMPLETED', items_processed: 20, items_total: 20 },
      { plugin_name: 'fix', plugin_version: blob(0x80), status: 'COMPLETED' },
    ]);
    // What is held here is that the walk of the table and SQL agree: `picture` compares them.
    expect(pipelineOf(queue).activeParser?.name).toBe('a\ufffd');
    queue.run('DELETE FROM cf_processing_queue WHERE id < 3');
    expect(pipelineOf(queue).activeParser?.version).toBe('a\ufffd');
  });

  it('may have no name and no version', async () => {
    const queue = await queueOf('B', [{ status: 'COMPLETED' }, { status: 'COMPLETED', plugin_name: 'x' }]);
    queue.run("UPDATE cf_processing_queue SET completed_at = '2026-01-13 10:00:00' WHERE id = 1");
    expect(pipelineOf(queue).activeParser).toEqual({ name: '', version: null, files: 1, outputBytes: 0n });
  });

  it('has a sum of sizes that is exact beyond 2^63', async () => {
    const row = { plugin_name: 'fix', status: 'COMPLETED', output_size_bytes: 2n ** 63n - 1n };
    const queue = await queueOf('C', [row, row, row]);
    expect(pipelineOf(queue).activeParser?.outputBytes).toBe(3n * (2n ** 63n - 1n));
  });
});

describe('the number of parsed files', () => {
  it.each<[Row, number, number, number]>([
    [{ status: 'COMPLETED', items_processed: 100, items_total: 100, items_failed: 10 }, 90, 0, 10],
    [{ status: 'COMPLETED', items_processed: 120, items_total: 100 }, 100, 0, 0],
    [{ status: 'RUNNING', items_processed: 60, items_total: 100, items_failed: 3 }, 57, 40, 3],
    [{ status: 'RUNNING', items_processed: 120, items_total: 100 }, 100, 0, 0],
    [{ status: 'RUNNING', items_processed: 7 }, 7, 0, 0],
    [{ status: 'FAILED', items_failed: 12 }, 0, 0, 12],
    [{ status: 'FAILED' }, 0, 0, 1],
    [{ status: 'FAILED', items_processed: 3, items_total: 100, items_failed: 1 }, 2, 0, 98],
    [{ status: 'FAILED', items_processed: 100, items_total: 100, items_failed: 4 }, 96, 0, 4],
    [{ status: 'CANCELLED', items_processed: 30, items_total: 100 }, 30, 0, 0],
    [{ status: 'QUEUED', items_total: 100 }, 0, 0, 0],
    [{ status: 'COMPLETED', items_processed: -5, items_total: 'x', items_failed: 2n ** 63n - 1n }, 0, 0, 1],
  ])('of %p is %d, with %d in progress and %d failed', async (row, count, inProgress, failed) => {
    const queue = await queueOf('A', [row]);
    expect(pipelineOf(queue).parsed).toEqual({ count, inProgress, failed });
  });
});

describe('the number of source files', () => {
  it('is that of the first catalogue that has any', async () => {
    const queue = await queueOf('A', [
      { status: 'QUEUED', file_version_id: 3 },
      { status: 'RUNNING', job_type: 'SCAN' },
    ]);
    expect(pipelineOf(queue).source).toEqual({ count: 1, inProgress: 1, failed: 0 });
    fill(queue, 'scout_files', 'id', 'i', 20);
    expect(pipelineOf(queue).source.count).toBe(20);
    fill(queue, 'cf_file_version', 'id, location_id', 'i, i', 10);
    expect(pipelineOf(queue).source.count).toBe(10);
  });
});
