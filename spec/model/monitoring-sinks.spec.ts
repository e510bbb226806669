import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SinkOutput, SinkStats, SinkTotals } from '../../lib/model/monitoring/monitoring.js';
import {
  ratePeriodMs,
  type SinkSample,
  sinkRates,
  sortedSinks,
  withSample,
} from '../../lib/model/monitoring/rates.js';
import { baselineAfter, sinceReset, sinkAddress, withTotals } from '../../lib/model/monitoring/sinks.js';

function totals(rows: number, bytes = rows * 10, errors = 0): SinkTotals {
  return { rows: BigInt(rows), bytes: BigInt(bytes), errors: BigInt(errors) };
}

function sink(
  uri: string,
  outputs: Readonly<Record<string, SinkTotals>>,
  whole: SinkTotals | null = null,
): SinkStats {
  const listed = Object.entries(outputs).map(([name, output]): SinkOutput => ({ name, ...output }));
  const latencies = { p50: 12, p99: 45 };
  return withTotals({ uri, latencies, recordedAt: 5, whole, outputs: listed }, whole, listed);
}

describe('the address of a sink', () => {
  it.each([
    ['parquet://output/', 'fix_orders', 'parquet://output/', 'fix_orders'],
    ['parquet://output/fix_orders', null, 'parquet://output/', 'fix_orders'],
    ['parquet://output/fix_orders', 'fix_orders', 'parquet://output/', 'fix_orders'],
    ['parquet://output/fix_orders', 'other', 'parquet://output/fix_orders', 'other'],
    ['parquet://output/', null, 'parquet://output/', null],
    ['parquet://output', null, 'parquet://output', null],
    ['parquet://output/', '', 'parquet://output/', null],
    ['sqlite:///data.db', 'transactions', 'sqlite:///data.db', 'transactions'],
    ['sqlite:///data.db#transactions', null, 'sqlite:///data.db', 'transactions'],
    ['sqlite:///data.db#transactions', 'transactions', 'sqlite:///data.db', 'transactions'],
    ['sqlite:///data.db', null, 'sqlite:///data.db', null],
    ['DuckDB:///srv/a/b.duckdb', null, 'DuckDB:///srv/a/b.duckdb', null],
    ['file:///srv/out/orders.csv', null, 'file:///srv/out/', 'orders.csv'],
    ['s3://bucket/out?region=eu/1', null, 's3://bucket/', 'out'],
    ['/srv/out/orders', null, '/srv/out/', 'orders'],
    ['orders', null, 'orders', null],
    ['parquet://output/#', null, 'parquet://output/#', null],
    ['#x', null, '#x', null],
    ['', null, '', null],
    ['://', null, '://', null],
  ])('%p with the name %p gives the sink %p and the output %p', (uri, name, expected, output) => {
    expect(sinkAddress(uri, name)).toEqual({ sink: expected, output });
  });

  it('is found in any text and keeps the name', () => {
    const text = fc.oneof(fc.string(), fc.webUrl({ withFragments: true, withQueryParameters: true }));
    fc.assert(
      fc.property(text, fc.option(fc.string()), (uri, name) => {
        const { sink: address, output } = sinkAddress(uri, name);
        if (name) expect(output).toBe(name);
        expect(uri.startsWith(address)).toBe(true);
        expect(output).not.toBe('');
      }),
    );
  });
});

describe('the total since a reset', () => {
  const baseline = [sink('parquet://output/', { a: totals(100), b: totals(50) }, totals(150, 1500, 7))];

  it('counts a restarted output from zero, without a jump later', () => {
    const restarted = [sink('parquet://output/', { a: totals(4), b: totals(51) })];
    expect(sinceReset(restarted, baseline)[0]?.outputs.map(({ rows }) => rows)).toEqual([4n, 1n]);
    const kept = baselineAfter(baseline, restarted);
    const grown = [sink('parquet://output/', { a: totals(104), b: totals(52) })];
    expect(sinceReset(grown, kept)[0]?.outputs.map(({ rows }) => rows)).toEqual([104n, 2n]);
  });

  it('is never negative, never above the total, and 0 right after the reset', () => {
    const figure = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    const record = fc.record({ rows: figure, bytes: figure, errors: figure });
    const someSinks = fc.uniqueArray(
      fc
        .tuple(
          fc.constantFrom('a://', 'b://', '__proto__'),
          fc.dictionary(fc.constantFrom('x', 'y', '__proto__'), record, { noNullPrototype: true }),
          fc.option(record),
        )
        .map(([uri, outputs, whole]) => sink(uri, outputs, whole)),
      { selector: ({ uri }) => uri },
    );
    fc.assert(
      fc.property(someSinks, someSinks, (before, now) => {
        for (const kept of [before, baselineAfter(before, now)]) {
          for (const [index, since] of sinceReset(now, kept).entries()) {
            const whole = now[index];
            if (whole === undefined) throw new Error('a sink too many');
            expect(since.uri).toBe(whole.uri);
            for (const key of ['totalRows', 'totalBytes', 'errorCount'] as const) {
              expect(since[key] >= 0n).toBe(true);
              expect(since[key] <= whole[key]).toBe(true);
            }
            for (const [place, output] of since.outputs.entries()) {
              expect(output.rows >= 0n && output.bytes >= 0n && output.errors >= 0n).toBe(true);
              expect(output.rows <= (whole.outputs[place]?.rows ?? -1n)).toBe(true);
            }
          }
        }
        for (const since of sinceReset(now, now))
          expect([since.totalRows, since.totalBytes, since.errorCount]).toEqual([0n, 0n, 0n]);
      }),
    );
  });
});

const sample = (at: number, rows: number): SinkSample => ({ at, sinks: [sink('a', { one: totals(rows) })] });
const seen = (...samples: readonly SinkSample[]) =>
  samples.reduce<readonly SinkSample[]>((all, each) => withSample(all, each), []);

describe('the rate of a sink', () => {
  it('is that of the last minute, or of the part that was seen', () => {
    const samples = seen(sample(0, 0), sample(10_000, 100), sample(20_000, 200));
    expect(sinkRates(samples, 20_000).sink('a')).toBe(10);
    expect(sinkRates(samples, 20_000).output('a', 'one')).toBe(10);
    // The minute goes on though nothing was written since.
    expect(sinkRates(samples, 40_000).sink('a')).toBe(5);
    expect(sinkRates(samples, 70_000).sink('a')).toBeCloseTo(100 / 60);
    expect(sinkRates(samples, 90_000).sink('a')).toBe(0);
  });

  it('is null at first, and for a sink that is new, unknown or restarted', () => {
    expect(sinkRates([], 0).sink('a')).toBeNull();
    expect(sinkRates(seen(sample(0, 0)), 1000).sink('a')).toBeNull();
    expect(sinkRates(seen(sample(0, 0), sample(500, 9)), 1000).sink('a')).toBeNull();
    const again = seen(sample(0, 100), sample(10_000, 5));
    expect(sinkRates(again, 10_000).sink('a')).toBeNull();
    const other = seen(sample(0, 0), { at: 10_000, sinks: [sink('b', { two: totals(5) })] });
    expect([sinkRates(other, 10_000).sink('b'), sinkRates(other, 10_000).sink('a')]).toEqual([null, null]);
    expect(sinkRates(other, 10_000).output('b', 'two')).toBeNull();
  });

  it('is based on few samples, none older than needed', () => {
    let samples: readonly SinkSample[] = [];
    for (let at = 0; at <= 300_000; at += 200) samples = withSample(samples, sample(at, at / 200));
    expect(samples.length).toBeLessThan(40);
    expect(samples.at(-1)?.at).toBe(300_000);
    expect(sinkRates(samples, 300_000).sink('a')).toBeCloseTo(5, 1);
    expect(300_000 - (samples[0]?.at ?? 0)).toBeLessThan(ratePeriodMs + 5000);
    expect(withSample(samples, sample(1000, 0))).toEqual([sample(1000, 0)]);
  });
});

describe('the order of sinks by rate', () => {
  const sinks = (one: number, two: number, three: number, four: number) => [
    sink('a', { one: totals(one), two: totals(two) }),
    sink('b', { three: totals(three), four: totals(four) }),
  ];
  const last = [...sinks(10, 1000, 500, 9000), sink('c', { five: totals(1) })];
  const rates = sinkRates(seen({ at: 0, sinks: sinks(0, 900, 400, 0) }, { at: 10_000, sinks: last }), 10_000);

  it('has the fastest first, and those without a rate last', () => {
    const sorted = sortedSinks(last, 'rate', rates);
    expect(sorted.map(({ uri, outputs }) => [uri, ...outputs.map(({ name }) => name)])).toEqual([
      ['b', 'four', 'three'],
      ['a', 'two', 'one'],
      ['c', 'five'],
    ]);
  });
});
