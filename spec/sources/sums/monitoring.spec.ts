import { expect, it } from '@jest/globals';
import type { Latencies, Monitoring } from '../../../lib/model/monitoring.js';
import { mergedMonitoring } from '../../../lib/sources/sums/monitoring.js';

/** A database that wrote to one sink, as fast as that. */
function wrote(latencies: Latencies): Monitoring {
  const sums = { totalRows: 1n, totalBytes: 2n, errorCount: 0n, outputs: [], whole: null, recordedAt: 5 };
  return {
    has: { metrics: true, sinks: true },
    throughput: [],
    depth: [],
    from: 0,
    since: null,
    sinks: [{ uri: 'parquet://out/', latencies, ...sums }],
    allSinks: true,
    latencies,
  };
}

it('says between what the latencies of several databases lie, of each sink and of all', () => {
  const { sinks, latencies } = mergedMonitoring([wrote({ p50: 12, p99: 45 }), wrote({ p50: 19, p99: 45 })]);
  const expected = { p50: null, p99: 45, between: { p50: [12, 19], p99: [45, 45] } };
  expect([sinks[0]?.latencies, latencies]).toEqual([expected, expected]);
  expect(sinks[0]?.totalBytes).toBe(4n);
});

it('tells those of the only one that reported any', () => {
  const none = { p50: null, p99: null };
  const one = { p50: 12, p99: 45 };
  expect(mergedMonitoring([wrote(none), wrote(one)]).latencies).toEqual(one);
  expect(mergedMonitoring([wrote(none), wrote(none)]).latencies).toEqual(none);
});
