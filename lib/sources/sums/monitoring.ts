import type {
  DepthSample,
  Latencies,
  Monitoring,
  SinkOutput,
  SinkStats,
  SinkTotals,
} from '../../model/monitoring/monitoring.js';
import { earliest, groupedBy, latest, mergedEnds, mergedPercentile } from './added.js';

/** The data of several databases for the monitoring panel. */
export function mergedMonitoring(all: readonly [Monitoring, ...Monitoring[]]): Monitoring {
  return {
    has: { metrics: all.some(({ has }) => has.metrics), sinks: all.some(({ has }) => has.sinks) },
    throughput: all.flatMap(({ throughput }) => throughput).toSorted((one, other) => one.at - other.at),
    depth: mergedDepth(all.map(({ depth }) => depth)),
    from: Math.max(...all.map(({ from }) => from)),
    since: earliest(all.map(({ since }) => since)),
    sinks: groupedBy(
      all.flatMap(({ sinks }) => sinks),
      ({ uri }) => uri,
    )
      .map(mergedSink)
      .toSorted((one, other) => (one.uri < other.uri ? -1 : 1)),
    sinksComplete: all.every(({ sinksComplete }) => sinksComplete),
    latencies: mergedLatencies(all.map(({ latencies }) => latencies)),
    ...mergedEnds(all, null),
  };
}

/** At each instant, the sum of the last known depths of all queues; none before all of them report theirs. */
function mergedDepth(all: readonly (readonly DepthSample[])[]): readonly DepthSample[] {
  const begin = Math.max(...all.map((samples) => samples[0]?.at ?? Number.POSITIVE_INFINITY));
  const instants = [...new Set(all.flatMap((samples) => samples.map(({ at }) => at)))];
  const next = all.map(() => 0);
  const depths = all.map(() => 0);
  return instants
    .toSorted((one, other) => one - other)
    .map((at) => {
      for (const [index, samples] of all.entries()) {
        for (let sample = samples[next[index] ?? 0]; sample !== undefined && sample.at <= at; ) {
          depths[index] = sample.depth;
          next[index] = (next[index] ?? 0) + 1;
          sample = samples[next[index] ?? 0];
        }
      }
      return { at, depth: depths.reduce((sum, depth) => sum + depth, 0) };
    })
    .filter(({ at }) => at >= begin);
}

function mergedSink(sinks: readonly [SinkStats, ...SinkStats[]]): SinkStats {
  const [first] = sinks;
  if (sinks.length === 1) return first;
  const wholes = sinks.flatMap(({ whole }) => whole ?? []);
  const outputs = groupedBy(
    sinks.flatMap((sink) => sink.outputs),
    ({ name }) => name,
  );
  return {
    uri: first.uri,
    totalRows: sinks.reduce((sum, { totalRows }) => sum + totalRows, 0n),
    totalBytes: sinks.reduce((sum, { totalBytes }) => sum + totalBytes, 0n),
    errorCount: sinks.reduce((sum, { errorCount }) => sum + errorCount, 0n),
    latencies: mergedLatencies(sinks.map(({ latencies }) => latencies)),
    outputs: outputs.map((same): SinkOutput => ({ name: same[0].name, ...totalsOf(same) })),
    whole: wholes.length === 0 ? null : totalsOf(wholes),
    recordedAt: latest(sinks.map(({ recordedAt }) => recordedAt)),
  };
}

function totalsOf(all: readonly SinkTotals[]): SinkTotals {
  return {
    rows: all.reduce((sum, { rows }) => sum + rows, 0n),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0n),
    errors: all.reduce((sum, { errors }) => sum + errors, 0n),
  };
}

/** The latencies over all databases that report any. */
function mergedLatencies(all: readonly Latencies[]): Latencies {
  const p50 = mergedPercentile(all.map((each) => each.p50));
  const p99 = mergedPercentile(all.map((each) => each.p99));
  const isExact = p50.value !== null && p99.value !== null;
  return {
    p50: p50.value,
    p99: p99.value,
    ...(!isExact && p50.between && p99.between && { between: { p50: p50.between, p99: p99.between } }),
  };
}
