import { describe, expect, it } from '@jest/globals';
import {
  ratePeriodMs,
  type SinkSample,
  sinkRates,
  sortedSinks,
  withSample,
} from '../../lib/model/monitoring/rates.js';
import { withTotals } from '../../lib/model/monitoring/sinks.js';

const sink = (uri: string, outputs: Readonly<Record<string, readonly [rows: number, errors: number]>>) =>
  withTotals(
    { uri, latencies: { p50: null, p99: null }, whole: null, outputs: [], recordedAt: null },
    null,
    Object.entries(outputs).map(([name, [rows, errors]]) => ({
      ...{ name, rows: BigInt(rows), errors: BigInt(errors), bytes: 0n },
    })),
  );
const sample = (at: number, rows: number): SinkSample => ({ at, sinks: [sink('a', { one: [rows, 0] })] });
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
    const other = seen(sample(0, 0), { at: 10_000, sinks: [sink('b', { two: [5, 0] })] });
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

describe('the order of sinks', () => {
  const sinks = [
    sink('a', { one: [10, 0], two: [1000, 2] }),
    sink('b', { three: [500, 9], four: [9000, 0] }),
    sink('c', { five: [1, 0] }),
  ];
  const rates = sinkRates(
    seen(
      {
        at: 0,
        sinks: [sink('a', { one: [0, 0], two: [900, 0] }), sink('b', { three: [400, 0], four: [0, 0] })],
      },
      { at: 10_000, sinks },
    ),
    10_000,
  );
  const names = (order: 'name' | 'errors' | 'rate') =>
    sortedSinks(sinks, order, rates).map(({ uri, outputs }) => [uri, ...outputs.map(({ name }) => name)]);

  it('has the fastest first, and those without a rate last', () =>
    expect(names('rate')).toEqual([
      ['b', 'four', 'three'],
      ['a', 'two', 'one'],
      ['c', 'five'],
    ]));
});
