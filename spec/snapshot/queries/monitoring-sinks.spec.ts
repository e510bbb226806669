import { describe, expect, it } from '@jest/globals';
import type { SinkStats } from '../../../lib/model/monitoring/monitoring.js';
import { newestRecords } from '../../../lib/snapshot/queries/monitoring/monitoring-sinks.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import { fill, minute, monitoring, now, text } from './monitoring-scene.js';
import { QueueDatabase, type Row } from './queue-database.js';

let database: QueueDatabase;

async function sinksOf(rows: readonly Row[]): Promise<readonly SinkStats[]> {
  database = await QueueDatabase.of('A', 'all');
  fill(database, 'cf_sink_stats', rows);
  return monitoring(database).sinks;
}

/** A record, a second younger with each that follows. */
function record(order: number, uri: string, name: string | null, rows: number, bytes = 0, errors = 0): Row {
  return {
    ...{ sink_uri: uri, output_name: name, recorded_at: text(now - minute + order * 1000), total_rows: rows },
    ...{ total_bytes: bytes, error_count: errors, write_latency_ms: null },
  };
}

/** The sinks of behaviour 5, in the two notations that name an output. */
const notations: readonly (readonly [string, (uri: string, name: string) => [string, string | null]])[] = [
  ['in a column', (uri, name) => [uri, name]],
  ['in the URI', (uri, name) => [uri.startsWith('sqlite') ? `${uri}#${name}` : `${uri}${name}`, null]],
];

describe.each(notations)('a list of sinks, outputs named %s,', (_, written) => {
  it('has the totals, outputs and latencies of behaviour 5', async () => {
    const output = (order: number, uri: string, name: string, rows: number, bytes: number, errors: number) =>
      record(order, ...written(uri, name), rows, bytes, errors);
    const sinks = await sinksOf([
      output(0, 'parquet://output/', 'fix_orders', 1_000_000, 300_000_000, 12),
      output(1, 'sqlite:///data.db', 'transactions', 45_782, 1_200_000_000, 0),
      output(2, 'parquet://output/', 'venue_data', 523_891, 224_000_000, 5),
      output(3, 'parquet://output/', 'fix_orders', 1_847_234, 623_000_000, 40),
    ]);
    const none = { p50: null, p99: null };
    expect(sinks).toEqual([
      {
        ...{ uri: 'parquet://output/', totalRows: 2_371_125n, totalBytes: 847_000_000n, errorCount: 45n },
        latencies: none,
        outputs: [
          { name: 'fix_orders', rows: 1_847_234n, bytes: 623_000_000n, errors: 40n },
          { name: 'venue_data', rows: 523_891n, bytes: 224_000_000n, errors: 5n },
        ],
        whole: null,
        recordedAt: now - minute + 3000,
      },
      {
        ...{ uri: 'sqlite:///data.db', totalRows: 45_782n, totalBytes: 1_200_000_000n, errorCount: 0n },
        latencies: none,
        outputs: [{ name: 'transactions', rows: 45_782n, bytes: 1_200_000_000n, errors: 0n }],
        ...{ whole: null, recordedAt: now - minute + 1000 },
      },
    ]);
    // 50 writes up to 12 ms, 49 between, and the slowest.
    const latencies = [...Array<number>(50).fill(12), ...Array<number>(48).fill(20), 45, 300];
    fill(
      database,
      'cf_sink_stats',
      latencies.map((latency) => ({
        ...output(2, 'parquet://output/', 'fix_orders', 1, 1, 1),
        write_latency_ms: latency,
      })),
    );
    const read = monitoring(database);
    expect(read.latencies).toEqual({ p50: 12, p99: 45 });
    expect(read.sinks.map((sink) => sink.latencies)).toEqual([{ p50: 12, p99: 45 }, none]);
    expect(read.sinks[0]?.totalBytes).toBe(847_000_000n);
    expect(read.sinksComplete).toBe(true);
  });
});

describe('the record that counts', () => {
  const rowsOf = async (...rows: readonly Row[]) => {
    const found = (await sinksOf(rows)).map(({ totalRows }) => totalRows);
    database.run('DROP INDEX ix_jobs_view_sinks');
    expect(monitoring(database).sinks.map(({ totalRows }) => totalRows)).toEqual(found);
    return found;
  };
  const ahead = '2030-01-01 00:00:00';
  const at = (time: string | number | null, rows: number): Row => ({
    sink_uri: 'a://b/c',
    recorded_at: time,
    total_rows: rows,
  });

  it.each<[string, readonly Row[], bigint]>([
    ['the newest by time, not the one that was added last', [at(text(now), 7), at(text(now - 1000), 6)], 7n],
    [
      'the one that was added last of several in the same second',
      [at(text(now), 9), at(text(now), 4), at(text(now - 1000), 6)],
      4n,
    ],
    [
      'the newest whatever the notation of times',
      [at(text(now - 1000), 1), at(new Date(now - 500).toISOString(), 2), at(String(now - 2000), 3)],
      2n,
    ],
    [
      'one of the past rather than one from the future or without a time',
      [at(ahead, 1), at(text(now - 3_600_000), 2), at('later', 3)],
      2n,
    ],
    ['one from the future rather than one without a time', [at(ahead, 1), at('later', 3), at(null, 4)], 1n],
    ['the last without a time if there is no other', [at('later', 3), at(null, 4)], 4n],
    ['one of any age', [at('2001-01-01 00:00:00', 8)], 8n],
  ])('is %s', async (_, rows, expected) => {
    expect(await rowsOf(...rows)).toEqual([expected]);
  });
});

describe('an output', () => {
  it.each([1, 0])('that was recorded in two notations, %d s apart, is one', async (apart) => {
    const sinks = await sinksOf([
      record(0, 'parquet://output/fix_orders', null, 100),
      record(apart, 'parquet://output/', 'fix_orders', 130),
      record(2 * apart, 'parquet://output/fix_orders', 'fix_orders', 150),
    ]);
    expect(sinks).toMatchObject([
      { uri: 'parquet://output/', totalRows: 150n, outputs: [{ name: 'fix_orders', rows: 150n }] },
    ]);
  });

  it('is not made of a record of the sink itself, which is not added to its outputs', async () => {
    const sinks = await sinksOf([
      record(0, 'parquet://output/', null, 150, 847, 45),
      record(1, 'parquet://output/', 'a', 100, 623),
      record(2, 'parquet://output/b', null, 50, 224),
    ]);
    expect(sinks).toMatchObject([
      {
        ...{ uri: 'parquet://output/', totalRows: 150n, totalBytes: 847n, errorCount: 45n },
        whole: { rows: 150n, bytes: 847n, errors: 45n },
        outputs: [{ name: 'a' }, { name: 'b' }],
      },
    ]);
  });

  it('is not made of a URI for which other records name outputs', async () => {
    const sinks = await sinksOf([
      record(0, 'file:///srv/lake', null, 5),
      record(1, 'file:///srv/lake', 'x', 4),
    ]);
    expect(sinks).toMatchObject([{ uri: 'file:///srv/lake', totalRows: 5n, outputs: [{ name: 'x' }] }]);
  });
});

describe('a figure of a sink', () => {
  it('is exact beyond 2^53, and beyond 2^63 as a sum', async () => {
    const most = 2n ** 63n - 1n;
    const [sink] = await sinksOf([
      { ...record(0, 'a://b/', 'x', 0), total_rows: 9_007_199_254_740_993n, total_bytes: most },
      { ...record(0, 'a://b/', 'y', 0), total_rows: 0, total_bytes: most },
    ]);
    expect([sink?.totalRows, sink?.totalBytes]).toEqual([9_007_199_254_740_993n, 2n * most]);
  });

  it('is never negative, whatever is recorded', async () => {
    const odd = [null, -5, 'many', new Uint8Array([1]), 2.9, '17', Number.NaN];
    const [sink] = await sinksOf(
      odd.map((value, index) => ({ ...record(0, 'a://b/', `output ${index}`, 0), error_count: value })),
    );
    expect(sink?.outputs.map(({ errors }) => errors)).toEqual([0n, 0n, 0n, 0n, 2n, 17n, 0n]);
  });
});

describe('a write latency of a sink', () => {
  const write = (age: number, latency: Row[string], uri = 'a://b/c'): Row => ({
    sink_uri: uri,
    recorded_at: text(now - age),
    write_latency_ms: latency,
  });

  it('counts if it is from the last five minutes, or up to a minute ahead of the clock', async () => {
    const ages = [301, 300, 0, -60, -61].map((seconds, index) => write(seconds * 1000, 10 ** index));
    const [sink] = await sinksOf(ages);
    expect(sink?.latencies).toEqual({ p50: 100, p99: 1000 });
    fill(database, 'cf_sink_stats', [write(0, 5000, 'other://x/y')]);
    expect(monitoring(database).latencies).toEqual({ p50: 100, p99: 5000 });
    expect(monitoring(database, 5 * minute, now + 10 * minute).latencies).toEqual({ p50: null, p99: null });
  });

  it('is exact to the ms below a second, and to three figures above', async () => {
    for (const [latency, shown] of [
      [0, 0],
      [0.4, 0],
      [44.6, 45],
      ['12', 12],
      [999, 999],
      [1234, 1230],
      [61_499, 61_000],
      [90_000_000, null],
      [-3, null],
      ['slow', null],
      [null, null],
    ] as const) {
      const [sink] = await sinksOf([write(0, latency)]);
      expect([latency, sink?.latencies]).toEqual([latency, { p50: shown, p99: shown }]);
    }
  });
});

describe('a table of very many records', () => {
  /** 40,000 stand for them: what is read must not grow with them. */
  async function many(): Promise<void> {
    database = await QueueDatabase.of('A', 'all');
    database.run(`INSERT INTO cf_sink_stats (sink_uri, output_name, recorded_at, total_rows, write_latency_ms)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= 40000)
      SELECT CASE WHEN i = 5 THEN 'idle://x/' ELSE 'parquet://output/' END, 'output ' || (i % 20),
        datetime(${now / 1000} - (40000 - i), 'unixepoch'), i, 5 FROM n`);
  }

  it.each([false, true])('is not scanned if it has its index (statistics: %p)', async (analyzed) => {
    await many();
    if (analyzed) database.run('ANALYZE');
    const bytes = database.bytes();
    const plan = database
      .all(`EXPLAIN QUERY PLAN ${readShape(database).statement('sinks_by_index')}`, {
        ':until': now,
        ':limit': 9,
      })
      .map(({ detail }) => String(detail));
    expect(
      plan.filter((line) => /\b(cf_sink_stats|stat)\b/.test(line) && !line.includes('ix_jobs_view_sinks')),
    ).toEqual([]);
    expect(plan.filter((line) => /^SCAN (?!address|output|CONSTANT)|TEMP B-TREE/.test(line))).toEqual([]);
    let pages = 0;
    const paged = await QueueDatabase.paged(bytes, () => {
      pages += 1;
    });
    const { sinks, sinksComplete } = monitoring(paged);
    expect(sinks.map(({ uri, outputs }) => [uri, outputs.length])).toEqual([
      ['idle://x/', 1],
      ['parquet://output/', 20],
    ]);
    expect([sinks[1]?.totalRows, sinksComplete]).toEqual([799_810n + 20n, true]);
    expect(pages).toBeLessThan(200);
    expect(bytes.length / 4096).toBeGreaterThan(1000);
  });

  it('is read from the newest record back up to a bound if it lacks the index; `all` is then false', async () => {
    await many();
    database.run('DROP INDEX ix_jobs_view_sinks');
    const read = newestRecords(database, readShape(database), now, { outputs: 100, records: 5000 });
    expect(read.all).toBe(false);
    expect(new Set(read.records.map(({ uri }) => uri))).toEqual(new Set(['parquet://output/']));
    const whole = newestRecords(database, readShape(database), now, { outputs: 2000, records: 100_000 });
    expect(whole.all).toBe(true);
    expect(new Set(whole.records.map(({ uri }) => uri)).size).toBe(2);
  });

  it('of many outputs is read up to a bound, too', async () => {
    database = await QueueDatabase.of('A', 'all');
    fill(
      database,
      'cf_sink_stats',
      Array.from({ length: 30 }, (_, index) => record(0, `a://b/${index}`, null, 1)),
    );
    for (const indexed of [true, false]) {
      if (!indexed) database.run('DROP INDEX ix_jobs_view_sinks');
      const bounded = (outputs: number) =>
        newestRecords(database, readShape(database), now, { outputs, records: 1000 });
      expect([bounded(29).records.length, bounded(29).all]).toEqual([29, false]);
      expect([bounded(30).records.length, bounded(30).all]).toEqual([30, true]);
    }
  });
});
