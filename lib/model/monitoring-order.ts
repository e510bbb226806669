import type { SinkStats } from './monitoring.js';
import type { SinkRates } from './monitoring-rates.js';

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
