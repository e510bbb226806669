import type { SinkOutput, SinkStats, SinkTotals } from './monitoring.js';

/** The sink and the output that a record is about; the output is null if it is about the sink as a whole. */
export interface SinkAddress {
  readonly sink: string;
  readonly output: string | null;
}

/** With these schemes the path is the database, and only a fragment names a table. */
const databaseSchemes = new Set([
  'sqlite',
  'sqlite3',
  'duckdb',
  'postgres',
  'postgresql',
  'mysql',
  'mariadb',
]);

/**
 * Parses a record's URI and output name:
 *
 * - A name is the output's, and the URI the sink's. If the URI also ends in that name, it is removed there.
 * - Without a name, the fragment is the output: `sqlite:///data.db#transactions`.
 * - Otherwise it is the path's last segment: `parquet://output/fix_orders` is fix_orders of `parquet://output/`. A
 * path
 *   that ends in a slash, a host without a path, and a database have no such segment.
 */
export function sinkAddress(uri: string, name: string | null): SinkAddress {
  const address = fromUri(uri);
  if (name === null || name === '' || name === address.output) return address;
  return { sink: uri, output: name };
}

function fromUri(uri: string): SinkAddress {
  const hash = uri.indexOf('#');
  if (hash > 0 && hash < uri.length - 1) return { sink: uri.slice(0, hash), output: uri.slice(hash + 1) };
  const [, scheme, separator = ''] = /^([a-z][a-z0-9+.-]*)(:\/\/)/i.exec(uri) ?? [];
  if (scheme !== undefined && databaseSchemes.has(scheme.toLowerCase())) return { sink: uri, output: null };
  const path = uri.replace(/[?#].*$/s, '');
  const slash = path.lastIndexOf('/');
  const begin = (scheme ?? '').length + separator.length;
  if (slash < begin || slash === path.length - 1) return { sink: uri, output: null };
  return { sink: path.slice(0, slash + 1), output: path.slice(slash + 1) };
}

const nothing: SinkTotals = { rows: 0n, bytes: 0n, errors: 0n };

/**
 * A sink's totals: for each figure, the sum of its outputs or the record of the sink as a whole, whichever is
 * greater. A record of the whole includes the outputs, so adding it would count them twice; it may be older than
 * theirs, or have figures that they lack, such as errors.
 */
function sinkTotals(whole: SinkTotals | null, outputs: readonly SinkTotals[]): SinkTotals {
  const sum = outputs.reduce(
    (total, { rows, bytes, errors }) => ({
      rows: total.rows + rows,
      bytes: total.bytes + bytes,
      errors: total.errors + errors,
    }),
    nothing,
  );
  if (whole === null) return sum;
  return {
    rows: greater(sum.rows, whole.rows),
    bytes: greater(sum.bytes, whole.bytes),
    errors: greater(sum.errors, whole.errors),
  };
}

/**
 * The sinks minus what they were when the operator reset the statistics. Totals that have decreased since were
 * started again by their worker, and count in full. Latencies stay, because they only ever cover the last minutes.
 */
export function sinceReset(
  sinks: readonly SinkStats[],
  baseline: readonly SinkStats[],
): readonly SinkStats[] {
  const before = new Map(baseline.map((sink) => [sink.uri, sink]));
  return sinks.map((sink) => {
    const earlier = before.get(sink.uri);
    if (earlier === undefined) return sink;
    const known = byName(earlier);
    const outputs = sink.outputs.map((output) => ({
      name: output.name,
      ...less(output, known.get(output.name)),
    }));
    return withTotals(sink, sink.whole && less(sink.whole, earlier.whole ?? undefined), outputs);
  });
}

/**
 * The baseline to keep once these sinks were seen: without totals that have decreased since. Otherwise an output
 * that was started again would jump when it grows beyond its former value.
 */
export function baselineAfter(
  baseline: readonly SinkStats[],
  sinks: readonly SinkStats[],
): readonly SinkStats[] {
  const seen = new Map(sinks.map((sink) => [sink.uri, sink]));
  return baseline.map((sink) => {
    const now = seen.get(sink.uri);
    if (now === undefined) return sink;
    const known = byName(now);
    const outputs = sink.outputs.filter((output) => !wentBack(known.get(output.name) ?? output, output));
    const whole = sink.whole !== null && wentBack(now.whole ?? sink.whole, sink.whole) ? null : sink.whole;
    return withTotals(sink, whole, outputs);
  });
}

/** The sink with other records, and the totals computed from them. */
export function withTotals(
  sink: Omit<SinkStats, 'totalRows' | 'totalBytes' | 'errorCount'>,
  whole: SinkTotals | null,
  outputs: readonly SinkOutput[],
): SinkStats {
  const { rows, bytes, errors } = sinkTotals(whole, outputs);
  return { ...sink, whole, outputs, totalRows: rows, totalBytes: bytes, errorCount: errors };
}

function byName(sink: SinkStats): ReadonlyMap<string, SinkOutput> {
  return new Map(sink.outputs.map((output) => [output.name, output]));
}

function less(now: SinkTotals, before: SinkTotals | undefined): SinkTotals {
  const { rows, bytes, errors } = before === undefined || wentBack(now, before) ? nothing : before;
  return { rows: now.rows - rows, bytes: now.bytes - bytes, errors: now.errors - errors };
}

/** One decreased figure is enough: a record's figures are kept, and restarted, together. */
function wentBack(now: SinkTotals, before: SinkTotals): boolean {
  return now.rows < before.rows || now.bytes < before.bytes || now.errors < before.errors;
}

function greater(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

/** How often a value occurs. */
export type Occurrences = ReadonlyMap<number, number>;

/**
 * The value at a percentile (0–100) of counted values, by nearest rank: the smallest value that at least that share of
 * them don't exceed; null if there are none.
 */
export function percentileOf(occurrences: Occurrences, percent: number): number | null {
  const ascending = [...occurrences].sort(([one], [other]) => one - other);
  const all = ascending.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.max(1, Math.ceil((percent * all) / 100));
  let passed = 0;
  for (const [value, count] of ascending) {
    passed += count;
    if (passed >= rank) return value;
  }
  return ascending.at(-1)?.[0] ?? null;
}
