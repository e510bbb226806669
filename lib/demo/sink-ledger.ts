import type { SinkTotals } from './demo-store.js';
import type { Random } from './random.js';
import type { WorkSink } from './work.js';

/** What is in the sinks when the demo opens (behaviour 5). */
const opening: readonly SinkTotals[] = [
  {
    uri: 'parquet://output/',
    output: 'fix_orders',
    rows: 1_847_234,
    bytes: 623_000_000,
    latencyMs: 12,
    errors: 45,
  },
  {
    uri: 'parquet://output/',
    output: 'venue_data',
    rows: 523_891,
    bytes: 224_000_000,
    latencyMs: 11,
    errors: 0,
  },
  {
    uri: 'sqlite:///data.db',
    output: 'transactions',
    rows: 45_782,
    bytes: 1_200_000_000,
    latencyMs: 45,
    errors: 0,
  },
];

/** The running totals of every output of every sink. */
export class SinkLedger {
  readonly #totals = new Map(opening.map((totals) => [`${totals.uri} ${totals.output}`, totals]));
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  all(): readonly SinkTotals[] {
    return [...this.#totals.values()];
  }

  /** Adds what was written. A write takes about 12 ms, and one in 25 takes much longer. */
  add({ uri, output }: WorkSink, rows: number, bytes: number, errors: number): SinkTotals {
    const key = `${uri} ${output}`;
    const before = this.#totals.get(key);
    const totals: SinkTotals = {
      uri,
      output,
      rows: (before?.rows ?? 0) + rows,
      bytes: (before?.bytes ?? 0) + bytes,
      latencyMs: this.#random.onceIn(25) ? this.#random.whole(30, 60) : this.#random.whole(8, 17),
      errors: (before?.errors ?? 0) + errors,
    };
    this.#totals.set(key, totals);
    return totals;
  }
}
