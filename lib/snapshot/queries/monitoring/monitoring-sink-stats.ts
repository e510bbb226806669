import type { Latencies, SinkOutput, SinkStats, SinkTotals } from '../../../model/monitoring/monitoring.js';
import {
  type Occurrences,
  percentileOf,
  type SinkAddress,
  sinkAddress,
  withTotals,
} from '../../../model/monitoring/sinks.js';
import type { LatencyCount } from './monitoring-latencies.js';
import { isNewer, type SinkRecord } from './monitoring-sinks.js';

/**
 * The sinks made of the newest records and latencies, by URI, with their outputs by name. If an output was
 * recorded in two notations, it counts as one, with its newest record.
 */
export function sinkStats(
  records: readonly SinkRecord[],
  counts: readonly LatencyCount[],
  until: number,
): readonly SinkStats[] {
  const addressOf = addresses([...records, ...counts]);
  const sinks = new Map<string, Map<string | null, SinkRecord>>();
  for (const record of records) {
    const { sink, output } = addressOf(record);
    const outputs = sinks.get(sink) ?? new Map<string | null, SinkRecord>();
    sinks.set(sink, outputs);
    const known = outputs.get(output);
    if (known === undefined || isNewer(record, known, until)) outputs.set(output, record);
  }
  const latencies = new Map<string, LatencyCount[]>();
  for (const count of counts) {
    const { sink } = addressOf(count);
    const known = latencies.get(sink);
    if (known === undefined) latencies.set(sink, [count]);
    else known.push(count);
  }
  return [...sinks]
    .sort(byFirst)
    .map(([uri, outputs]) => statsOf(uri, outputs, latenciesOf(latencies.get(uri) ?? [])));
}

/** The latencies' percentiles. */
export function latenciesOf(counts: readonly LatencyCount[]): Latencies {
  const occurrences = new Map<number, number>();
  for (const { latency, writes } of counts)
    occurrences.set(latency, (occurrences.get(latency) ?? 0) + writes);
  const all: Occurrences = occurrences;
  return { p50: percentileOf(all, 50), p99: percentileOf(all, 99) };
}

interface Addressed {
  readonly uri: string;
  readonly name: string | null;
}

/** The subject of records without a name: the sink itself if other records name outputs of that same URI. */
function addresses(records: readonly Addressed[]): (record: Addressed) => SinkAddress {
  const named = records.filter(({ name }) => name !== null);
  const sinks = new Set(named.map(({ uri, name }) => sinkAddress(uri, name).sink));
  return ({ uri, name }) =>
    name === null && sinks.has(uri) ? { sink: uri, output: null } : sinkAddress(uri, name);
}

function statsOf(
  uri: string,
  records: ReadonlyMap<string | null, SinkRecord>,
  latencies: Latencies,
): SinkStats {
  const outputs: SinkOutput[] = [];
  let whole: SinkTotals | null = null;
  let recordedAt: number | null = null;
  for (const [name, { rows, bytes, errors, at }] of [...records].sort(byFirst)) {
    if (name === null) whole = { rows, bytes, errors };
    else outputs.push({ name, rows, bytes, errors });
    if (at !== null && at > (recordedAt ?? 0)) recordedAt = at;
  }
  return withTotals({ uri, latencies, outputs, whole, recordedAt }, whole, outputs);
}

function byFirst<T>([one]: readonly [string | null, T], [other]: readonly [string | null, T]): number {
  const [text, otherText] = [one ?? '', other ?? ''];
  if (text === otherText) return 0;
  return text < otherText ? -1 : 1;
}
