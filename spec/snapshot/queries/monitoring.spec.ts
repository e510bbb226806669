import { describe, expect, it } from '@jest/globals';
import { readThroughput } from '../../../lib/snapshot/queries/monitoring/monitoring-throughput.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import { fill, minute, monitoring, now, text } from './monitoring-scene.js';
import { everyMake, QueueDatabase } from './queue-database.js';

const second = 1000;

let database: QueueDatabase;

function metric(at: number, job: number | bigint, rows: number | null, depth: number | null = null) {
  const bytes = rows === null ? null : rows * 100;
  return {
    ...{ job_id: job, metric_time: text(at), rows_per_second: rows, bytes_per_second: bytes },
    queue_depth: depth,
  };
}

describe.each(everyMake)('monitoring on version %s with %s of the additions', (version, extent) => {
  it('reads those of its tables that there are', async () => {
    database = await QueueDatabase.of(version, extent);
    const has = { metrics: extent !== 'none', sinks: extent === 'all' };
    if (has.metrics) database.add(metric(now - second, 7, 250, 3), 'cf_job_metrics');
    if (has.sinks)
      database.add({ sink_uri: 'parquet://out/', recorded_at: text(now), total_rows: 5 }, 'cf_sink_stats');
    const read = database.picture({ monitoring: { periodMs: 5 * minute } }).monitoring;
    expect(read?.has).toEqual(has);
    expect(read?.throughput).toHaveLength(has.metrics ? 1 : 0);
    expect(read?.depth).toEqual(has.metrics ? [{ at: now - second, depth: 3 }] : []);
    expect(read?.since ?? null).toBe(has.metrics ? now - second : null);
    expect(read?.sinks.map(({ totalRows }) => totalRows)).toEqual(has.sinks ? [5n] : []);
    expect(database.picture().monitoring).toBeUndefined();
  });
});

describe('a table that lacks columns', () => {
  it('is ignored without ids or times; other columns may be missing', async () => {
    database = await QueueDatabase.of('A', 'none');
    database.run('CREATE TABLE cf_job_metrics (job_id INTEGER, metric_time TEXT)');
    expect(monitoring(database).has).toEqual({ metrics: false, sinks: false });
    database.run('DROP TABLE cf_job_metrics');
    database.run(
      'CREATE TABLE CF_JOB_METRICS (id INTEGER PRIMARY KEY, job_id INTEGER, Metric_Time TEXT, queue_depth)',
    );
    database.run('CREATE TABLE cf_sink_stats (id INTEGER PRIMARY KEY, sink_uri TEXT, recorded_at TEXT)');
    database.add({ job_id: 1, metric_time: text(now), queue_depth: 4 }, 'cf_job_metrics');
    database.add({ sink_uri: 'parquet://out/x', recorded_at: text(now) }, 'cf_sink_stats');
    const read = monitoring(database);
    expect(read).toMatchObject({
      has: { metrics: true, sinks: true },
      throughput: [],
      depth: [{ at: now, depth: 4 }],
    });
    expect(read.sinks[0]).toMatchObject({ totalRows: 0n, outputs: [{ name: 'x', rows: 0n }] });
  });
});

describe('the throughput', () => {
  it('is one sample for each job and instant, averaged within the instant, oldest first', async () => {
    database = await QueueDatabase.of('A', 'all');
    fill(database, 'cf_job_metrics', [
      metric(now - 2 * second, 1, 100),
      metric(now - 2 * second, 1, 300),
      metric(now - 2 * second, 9_007_199_254_740_993n, 50),
      metric(now - second, 1, null, 6),
      metric(now, 1, 0),
    ]);
    expect(monitoring(database).throughput).toEqual([
      { at: now - 2 * second, jobId: '1', rowsPerSecond: 200, bytesPerSecond: 20_000 },
      { at: now - 2 * second, jobId: '9007199254740993', rowsPerSecond: 50, bytesPerSecond: 5000 },
      { at: now, jobId: '1', rowsPerSecond: 0, bytesPerSecond: 0 },
    ]);
  });

  it('covers the period and a little time ahead, and is coarser in a longer period', async () => {
    database = await QueueDatabase.of('A', 'all');
    const ages = [-2 * 60, -61, -60, 0, 60, 299, 300, 301, 3600, 3700];
    fill(
      database,
      'cf_job_metrics',
      ages.reverse().map((age, job) => metric(now - age * second, job, 1)),
    );
    const seen = (periodMs: number) =>
      monitoring(database, periodMs).throughput.map(({ at }) => (now - at) / second);
    expect(seen(minute)).toEqual([60, 0]);
    expect(seen(5 * minute)).toEqual([300, 299, 60, 0, -60]);
    // Instants of 15 s, each by its beginning; now is 10 s after one.
    expect(seen(60 * minute)).toEqual([3610, 310, 310, 310, 70, 10, -50]);
    expect(monitoring(database, 5 * minute)).toMatchObject({
      from: now - 5 * minute,
      since: now - 3700 * second,
    });
  });

  it('leaves out values that are no rates', async () => {
    database = await QueueDatabase.of('A', 'all');
    const rates = [
      -1,
      Number.POSITIVE_INFINITY,
      'fast',
      new Uint8Array([1, 2]),
      null,
      1e300,
      '12.5',
      2n ** 62n,
    ];
    fill(
      database,
      'cf_job_metrics',
      rates.map((rate, job) => ({ job_id: job, metric_time: text(now), rows_per_second: rate })),
    );
    expect(monitoring(database).throughput.map(({ jobId, rowsPerSecond }) => [jobId, rowsPerSecond])).toEqual(
      [['6', 12.5]],
    );
  });

  it('is empty if nothing was ever reported', async () => {
    database = await QueueDatabase.of('A', 'all');
    expect(monitoring(database)).toMatchObject({
      ...{ throughput: [], depth: [], since: null, from: now - 5 * minute },
    });
  });
});

describe('the queue’s depth', () => {
  it('is the one that was recorded last in each instant, by the order of records', async () => {
    database = await QueueDatabase.of('A', 'all');
    fill(database, 'cf_job_metrics', [
      metric(now - 2 * second, 1, 5, 40),
      metric(now - 2 * second, 2, 5, 42),
      metric(now - 2 * second, 1, 5, null),
      metric(now, 3, null, 0),
    ]);
    expect(monitoring(database).depth).toEqual([
      { at: now - 2 * second, depth: 42 },
      { at: now, depth: 0 },
    ]);
  });
});

describe('a period with very many records', () => {
  /** Ten jobs that each reported twice in every one of the last 400 seconds. */
  async function busy(): Promise<void> {
    database = await QueueDatabase.of('A', 'all');
    database.run(`INSERT INTO cf_job_metrics (job_id, metric_time, rows_per_second, queue_depth)
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 7999)
      SELECT i % 10, datetime(${now / second} - 399 + i / 20, 'unixepoch'), 1 + i / 10 % 2 * 2, i FROM n`);
  }
  const read = (bounds?: { samples: number; records: number }) =>
    readThroughput(database, readShape(database), 5 * minute, now, bounds);

  it('is read whole across runs of records', async () => {
    await busy();
    const { throughput, depth, from } = read();
    expect([throughput.length, depth.length, from]).toEqual([3010, 301, now - 5 * minute]);
    expect(new Set(throughput.map(({ rowsPerSecond }) => rowsPerSecond))).toEqual(new Set([2]));
    expect(depth.at(-1)).toEqual({ at: now, depth: 7999 });
  });

  it.each([
    ['samples', { samples: 95, records: 100_000 }],
    ['records', { samples: 10_000, records: 1500 }],
  ])('has whole instants only, from a given time on, if it is cut by the limit of %s', async (_, bounds) => {
    await busy();
    const { throughput, depth, from } = read(bounds);
    expect(from).toBeGreaterThan(now - 5 * minute);
    expect(throughput.length).toBe(((now - from) / second + 1) * 10);
    expect(throughput.length).toBeGreaterThan(80);
    expect(throughput.length).toBeLessThan(bounds.samples + 1);
    expect([throughput[0]?.at, depth[0]?.at]).toEqual([from, from]);
  });
});
