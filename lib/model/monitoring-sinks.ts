import type { SinkOutput, SinkStats, SinkTotals } from './monitoring.js';

const nothing: SinkTotals = { rows: 0n, bytes: 0n, errors: 0n };

/**
 * A sink's totals: for each figure, the sum of its outputs or the record of the sink as a whole, whichever is
 * greater. A record of the whole includes the outputs, so adding it would count them twice; it may be older than
 * theirs, or have figures that they lack, such as errors.
 */
export function sinkTotals(whole: SinkTotals | null, outputs: readonly SinkTotals[]): SinkTotals {
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
