import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SinkOutput, SinkStats, SinkTotals } from '../../lib/model/monitoring/monitoring.js';
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
