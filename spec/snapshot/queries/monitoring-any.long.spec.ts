import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Monitoring, monitoringPeriods } from '../../../lib/model/monitoring/monitoring.js';
import { sinkAddress } from '../../../lib/model/monitoring/sinks.js';
import { knownColumns } from '../../../lib/schema/known-columns.js';
import { percentile } from '../../support/percentile.js';
import { fill, minute, monitoring, now, text } from './monitoring-scene.js';
import { QueueDatabase, type Value } from './queue-database.js';
import { anyValue } from './window-jobs.js';

/** A time around now, mostly of the last minutes, as one of the notations has it. */
const someTime = fc
  .tuple(
    fc.oneof(fc.integer({ min: -310, max: 70 }), fc.integer({ min: -90_000, max: 90_000 })),
    fc.constantFrom<(at: number) => Value>(
      text,
      (at) => new Date(at).toISOString(),
      (at) => String(at),
      (at) => at / 1000,
    ),
  )
  .map(([seconds, notation]) => ({ at: now + seconds * 1000, value: notation(now + seconds * 1000) }));

const someRecord = fc.record({
  time: someTime,
  place: fc.constantFrom<readonly [string, string | null]>(
    ['parquet://output/', null],
    ['parquet://output/', 'a'],
    ['parquet://output/', 'b'],
    ['parquet://output/a', null],
    ['parquet://output/a', 'a'],
    ['sqlite:///data.db#a', null],
    ['sqlite:///data.db', 'a'],
    ['sqlite:///data.db', null],
  ),
  rows: fc.nat(),
  latency: fc.option(fc.nat({ max: 900 })),
});

/** Any value of any type. */
const anything = fc.oneof(
  { weight: 2, arbitrary: anyValue },
  fc.constantFrom<Value>(now, now / 1000, text(now), text(now - minute), 'parquet://a/b', '1e5', '5.5.5'),
);

function expectSound(read: Monitoring): void {
  for (const { rowsPerSecond, bytesPerSecond, at } of read.throughput) {
    for (const rate of [rowsPerSecond, bytesPerSecond])
      expect(rate === null || (Number.isFinite(rate) && rate >= 0)).toBe(true);
    expect(Number.isSafeInteger(at)).toBe(true);
  }
  for (const { depth } of read.depth) expect(Number.isSafeInteger(depth) && depth >= 0).toBe(true);
  for (const { totalRows, totalBytes, errorCount, outputs, latencies } of read.sinks) {
    for (const total of [totalRows, totalBytes, errorCount]) expect(total >= 0n).toBe(true);
    for (const { name } of outputs) expect(name).not.toBe('');
    if (latencies.p50 !== null) expect(latencies.p99).toBeGreaterThanOrEqual(latencies.p50);
  }
}

describe('monitoring of any records', () => {
  it('has the newest record of each output, and the latencies of five minutes', async () => {
    const database = await QueueDatabase.of('A', 'all');
    fc.assert(
      fc.property(fc.array(someRecord, { maxLength: 25 }), (records) => {
        database.run('DELETE FROM cf_sink_stats');
        fill(
          database,
          'cf_sink_stats',
          records.map(({ time, place, rows, latency }) => ({
            ...{ sink_uri: place[0], output_name: place[1], recorded_at: time.value, total_rows: rows },
            write_latency_ms: latency,
          })),
        );
        const read = monitoring(database);
        const sound = records.filter(({ time }) => time.at <= now + minute);
        const wanted = new Map<string, { at: number; rows: number }>();
        for (const believed of [records, sound]) {
          // The sound ones last, so that where an output has any, they overrule all others.
          if (believed === sound)
            for (const one of sound) wanted.delete(JSON.stringify(sinkAddress(...one.place)));
          for (const { time, place, rows } of believed) {
            const key = JSON.stringify(sinkAddress(...place));
            if (time.at >= (wanted.get(key)?.at ?? 0)) wanted.set(key, { at: time.at, rows });
          }
        }
        const shown = read.sinks.flatMap(({ uri, outputs, whole }) => [
          ...outputs.map(({ name, rows }) => [JSON.stringify({ sink: uri, output: name }), rows] as const),
          ...(whole === null ? [] : [[JSON.stringify({ sink: uri, output: null }), whole.rows] as const]),
        ]);
        expect(new Map(shown)).toEqual(new Map([...wanted].map(([key, { rows }]) => [key, BigInt(rows)])));
        const latencies = sound
          .filter(({ time }) => time.at >= now - 5 * minute)
          .flatMap(({ latency }) => latency ?? []);
        expect(read.latencies).toEqual({ p50: percentile(latencies, 50), p99: percentile(latencies, 99) });
        database.run('BEGIN; DROP INDEX ix_jobs_view_sinks');
        expect(monitoring(database)).toEqual(read);
        database.run('ROLLBACK');
      }),
      { numRuns: 60, interruptAfterTimeLimit: 5000 },
    );
  });

  it('is sound whatever the values are, in columns of any type', async () => {
    const database = await QueueDatabase.empty();
    database.run(`CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY, status TEXT);
      CREATE TABLE cf_job_metrics (id INTEGER PRIMARY KEY, job_id, metric_time, rows_per_second, bytes_per_second, queue_depth);
      CREATE TABLE cf_sink_stats (id INTEGER PRIMARY KEY, sink_uri, output_name, recorded_at, total_rows, total_bytes,
        write_latency_ms, error_count)`);
    database.addIndexes();
    const rowsOf = (...columns: string[]) =>
      fc.array(fc.record(Object.fromEntries(columns.map((column) => [column, anything]))), { maxLength: 12 });
    fc.assert(
      fc.property(
        rowsOf('job_id', 'metric_time', 'rows_per_second', 'bytes_per_second', 'queue_depth'),
        rowsOf(...(knownColumns.get('cf_sink_stats') ?? []).filter((name) => name !== 'id')),
        fc.constantFrom(...monitoringPeriods, 0, -1, Number.NaN, Number.POSITIVE_INFINITY),
        (metrics, sinks, periodMs) => {
          database.run('DELETE FROM cf_job_metrics; DELETE FROM cf_sink_stats');
          fill(database, 'cf_job_metrics', metrics);
          fill(database, 'cf_sink_stats', sinks);
          const read = monitoring(database, periodMs);
          expectSound(read);
          database.run('BEGIN; DROP INDEX ix_jobs_view_sinks');
          expect(monitoring(database, periodMs)).toEqual(read);
          database.run('ROLLBACK');
        },
      ),
      { numRuns: 100, interruptAfterTimeLimit: 5000 },
    );
  });

  it('has records with the smallest and greatest ids', async () => {
    const database = await QueueDatabase.of('A', 'all');
    for (const id of [-(2n ** 63n), -1n, 0n, 2n ** 53n + 1n, 2n ** 63n - 1n]) {
      const common = { id, [id < 0n ? 'queue_depth' : 'rows_per_second']: 1 };
      database.add({ ...common, job_id: id, metric_time: text(now) }, 'cf_job_metrics');
      database.add({ id, sink_uri: `a://b/${id}`, recorded_at: text(now), total_rows: 3 }, 'cf_sink_stats');
    }
    const read = monitoring(database);
    expect(read.throughput.map(({ jobId }) => jobId).sort()).toEqual([
      '0',
      '9007199254740993',
      '9223372036854775807',
    ]);
    expect(read.sinks[0]?.outputs).toHaveLength(5);
    database.run('DROP INDEX ix_jobs_view_sinks');
    expect(monitoring(database)).toEqual(read);
  });
});
