import type { SinkStats } from './monitoring.js';

/** The sinks' totals at one instant. */
export interface SinkSample {
  /** Ms since the epoch. */
  readonly at: number;
  readonly sinks: readonly SinkStats[];
}

/** A rate is measured over this much time before now, ms. */
export const ratePeriodMs = 60_000;
/** Samples are kept at least this far apart, and a rate is measured over no less, ms. */
const grainMs = 2000;

/** Rows per second of each sink and of each output in it; null while unknown. */
export interface SinkRates {
  sink(uri: string): number | null;
  output(uri: string, name: string): number | null;
}

/** The samples with one more, dropping those no longer needed for the rates of the last minute. */
export function withSample(samples: readonly SinkSample[], sample: SinkSample): readonly SinkSample[] {
  const last = samples.at(-1);
  // The clock was set back: earlier samples would lie in the future.
  if (last !== undefined && sample.at < last.at) return [sample];
  const before = samples.at(-2);
  const merges = last !== undefined && before !== undefined && sample.at - before.at < grainMs;
  const earlier = merges ? samples.slice(0, -1) : samples;
  const first = earlier.findLastIndex(({ at }) => sample.at - at >= ratePeriodMs);
  return [...(first > 0 ? earlier.slice(first) : earlier), sample];
}

/** The rates at `now`, ms, from the samples up to then. */
export function sinkRates(samples: readonly SinkSample[], now: number): SinkRates {
  const seen = samples.filter(({ at }) => at <= now);
  const latest = seen.at(-1);
  const base = seen.findLast(({ at }) => now - at >= ratePeriodMs) ?? seen[0];
  if (latest === undefined || base === undefined || now - base.at < grainMs) return unknown;
  const seconds = (now - base.at) / 1000;
  const rate = (rows: bigint | undefined, before: bigint | undefined): number | null => {
    // An output that is new, or whose rows have decreased, was started in between, at an unknown time.
    if (rows === undefined || before === undefined || rows < before) return null;
    return Number(rows - before) / seconds;
  };
  return {
    sink: (uri) => rate(sinkOf(latest, uri)?.totalRows, sinkOf(base, uri)?.totalRows),
    output: (uri, name) => rate(rowsOf(latest, uri, name), rowsOf(base, uri, name)),
  };
}

const unknown: SinkRates = { sink: () => null, output: () => null };

/**
 * The sinks of a sample by URI, and the rows of each one's outputs by name, because each line of the panel looks
 * them up.
 */
const known = new WeakMap<readonly SinkStats[], ReadonlyMap<string, SinkStats>>();
const knownRows = new WeakMap<SinkStats, ReadonlyMap<string, bigint>>();

function sinkOf({ sinks }: SinkSample, uri: string): SinkStats | undefined {
  const before = known.get(sinks);
  const byUri = before ?? new Map(sinks.map((sink) => [sink.uri, sink]));
  if (before === undefined) known.set(sinks, byUri);
  return byUri.get(uri);
}

function rowsOf(sample: SinkSample, uri: string, name: string): bigint | undefined {
  const sink = sinkOf(sample, uri);
  if (sink === undefined) return undefined;
  const before = knownRows.get(sink);
  const byName = before ?? new Map(sink.outputs.map((output) => [output.name, output.rows]));
  if (before === undefined) knownRows.set(sink, byName);
  return byName.get(name);
}

/** What the sinks, and the outputs in each, are sorted by; in the order in which a key cycles through them. */
export const sinkOrders = ['name', 'errors', 'rate'] as const;

/** One of these orders. For errors and rates the greatest come first, then by name. */
export type SinkOrder = (typeof sinkOrders)[number];

/** The sinks, and the outputs in each, sorted; for `name` they already are. */
export function sortedSinks(
  sinks: readonly SinkStats[],
  order: SinkOrder,
  rates: SinkRates,
): readonly SinkStats[] {
  switch (order) {
    case 'name':
      return sinks;
    case 'errors':
      return sorted(
        sinks.map((sink) => ({ ...sink, outputs: sorted(sink.outputs, ({ errors }) => errors) })),
        ({ errorCount }) => errorCount,
      );
    case 'rate':
      return sorted(
        sinks.map((sink) => ({
          ...sink,
          outputs: sorted(sink.outputs, ({ name }) => rates.output(sink.uri, name) ?? -1),
        })),
        ({ uri }) => rates.sink(uri) ?? -1,
      );
  }
}

function sorted<T, F extends number | bigint>(items: readonly T[], figure: (item: T) => F): readonly T[] {
  return items
    .map((item) => ({ item, by: figure(item) }))
    .sort((one, other) => (one.by < other.by ? 1 : one.by > other.by ? -1 : 0))
    .map(({ item }) => item);
}
