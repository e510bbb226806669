import { describe, expect, it } from '@jest/globals';
import { QueueDatabase, type Row } from './queue-database.js';

const greatest = 2n ** 63n - 1n;

describe('a total over the queue', () => {
  /** The totals, of which that of sizes is the sum over the jobs of the list. */
  const totalsOf = async (rows: readonly Row[]) => {
    const { window, totals } = (await QueueDatabase.of('A', 'all', rows)).picture();
    const sizes = window.jobs.map(({ status, outputSizeBytes }) => status === 'complete' && outputSizeBytes);
    expect(totals.outputBytes).toBe(sizes.reduce<bigint>((sum, size) => sum + (size || 0n), 0n));
    return totals;
  };

  it('of sizes is exact beyond 2^53 and beyond 2^63', async () => {
    const { outputBytes } = await totalsOf([
      { status: 'COMPLETED', output_size_bytes: greatest },
      { status: 'COMPLETED', output_size_bytes: greatest },
      { status: 'SUCCESS', output_size_bytes: greatest - 2n },
      { status: 'SKIPPED', output_size_bytes: 9_007_199_254_740_993n },
      { status: 'COMPLETED', result_summary: `{"bytes": ${greatest}}` },
      { status: 'COMPLETED', result_summary: '{"bytes": 1e300}' },
      { status: 'COMPLETED', result_summary: '{"bytes": 2.5}' },
    ]);
    expect(outputBytes).toBe(5n * greatest + 9_007_199_254_740_993n);
  });

  it('of sizes includes complete jobs only, by the column, else by the JSON of result_summary', async () => {
    const { outputBytes } = await totalsOf([
      { status: 'COMPLETED', output_size_bytes: 1, result_summary: '{"bytes": 100000}' },
      { status: 'COMPLETED', result_summary: '{"rows": 5, "size_bytes": 3, "output_bytes": 20}' },
      { status: 'COMPLETED', output_size_bytes: -5, result_summary: '{"total_bytes": 300}' },
      { status: 'COMPLETED', output_size_bytes: '4000' },
      { status: 'COMPLETED', output_size_bytes: 'unknown' },
      { status: 'COMPLETED', result_summary: '{"bytes": "7", "total_bytes": null, "size_bytes": -1}' },
      { status: 'COMPLETED', result_summary: '{"bytes": 7' },
      { status: 'COMPLETED', result_summary: '{"bytes": 7}}' },
      { status: 'COMPLETED', result_summary: '/data/out' },
      { status: 'FAILED', output_size_bytes: 50_000 },
      { status: 'RUNNING', result_summary: '{"bytes": 600000}' },
      { status: 'FAILED', error_message: 'Cancelled by user', output_size_bytes: 7_000_000 },
    ]);
    expect(outputBytes).toBe(4321n);
  });

  it('of files includes those of parse jobs, and one for a job whose worker does not count', async () => {
    const totals = await totalsOf([
      { status: 'COMPLETED', items_processed: 1235, items_total: 1247 },
      { status: 'RUNNING', items_processed: 5, items_total: 10 },
      { status: 'COMPLETED', items_processed: null, items_total: null },
      { status: 'COMPLETED', items_processed: 0, items_total: 0 },
      { status: 'RUNNING', items_processed: 0, items_total: 0 },
      { status: 'QUEUED' },
      { status: 'FAILED', items_processed: 0, items_total: 0 },
      { status: 'COMPLETED', job_type: 'SCAN', items_processed: 70, items_total: 70 },
      { status: 'COMPLETED', job_type: 'EXPORT', items_processed: 70, items_total: 70 },
      { status: 'RUNNING', items_processed: 3, items_total: 0 },
    ]);
    expect(totals).toMatchObject({
      filesProcessed: 1235 + 5 + 1 + 1 + 3,
      filesTotal: 1247 + 10 + 1 + 1 + 1 + 1 + 1 + 3,
    });
  });

  it('is finite and never negative', async () => {
    const totals = await totalsOf([
      { status: 'COMPLETED', items_processed: greatest, items_total: greatest },
      { status: 'COMPLETED', items_processed: 1e300, items_total: Number.POSITIVE_INFINITY },
      { status: 'COMPLETED', items_processed: -(2n ** 63n), items_total: -1 },
      { status: 'COMPLETED', items_processed: 'many', items_total: new Uint8Array([1]) },
    ]);
    expect(totals.filesProcessed).toBe(2 * Number.MAX_SAFE_INTEGER + 2);
    expect(totals.filesTotal).toBe(2 * Number.MAX_SAFE_INTEGER + 2);
  });

  it('comes from SQLite if it is too great to be exact', async () => {
    const counts = [greatest, 3, greatest, 1, 1, greatest];
    const statuses = ['COMPLETED', 'FAILED', 'CANCELLED'];
    const rows = counts.map((count, index) => ({
      status: statuses[index % statuses.length] ?? '',
      items_processed: count,
      items_total: count,
    }));
    // The picture is compared with that of the walk, whose order of adding up is another one.
    expect((await totalsOf(rows)).filesTotal).toBeGreaterThan(3 * Number.MAX_SAFE_INTEGER);
  });

  it('needs none of the additions', async () => {
    const database = await QueueDatabase.of('B', 'none');
    for (const status of ['COMPLETED', 'FAILED', 'QUEUED']) database.add({ status });
    expect(database.picture().totals).toEqual({ filesProcessed: 1, filesTotal: 3, outputBytes: 0n });
  });
});
