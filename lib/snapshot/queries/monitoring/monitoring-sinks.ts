import type { Latencies, SinkOutput, SinkStats, SinkTotals } from '../../../model/monitoring/monitoring.js';
import {
  type Occurrences,
  percentileOf,
  type SinkAddress,
  sinkAddress,
  withTotals,
} from '../../../model/monitoring/sinks.js';
import type { Queryable } from '../../port.js';
import { bigintOf, numberOf, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { type LatencyCount, visitRuns } from './monitoring-runs.js';

/** What was recorded about one output of a sink, or about a sink as a whole. */
export interface SinkRecord {
  readonly id: bigint;
  readonly uri: string;
  readonly name: string | null;
  /** Ms since the epoch; null if the record has no time. */
  readonly at: number | null;
  readonly rows: bigint;
  readonly bytes: bigint;
  readonly errors: bigint;
}

/** Limits of what is read. */
export interface SinkBounds {
  /** How many outputs' newest records are found: in all, or in each run of records. */
  readonly outputs: number;
  /** How many records are read if no index leads to the newest. */
  readonly records: number;
}

const bounds: SinkBounds = { outputs: 2_000, records: 20_000 };

/**
 * The newest record of each output. With ix_jobs_view_sinks, of all outputs; otherwise the newest in each run of
 * the last records, of which the newest counts (`isNewer`), and `all` is false if there are more. Times after
 * `until` are wrong and count as the oldest.
 */
export function newestRecords(
  database: Queryable,
  shape: DatabaseShape,
  until: number,
  { outputs, records }: SinkBounds = bounds,
): { readonly records: readonly SinkRecord[]; readonly all: boolean } {
  const ids: string[] = [];
  let all = true;
  const add = (query: string, parameters: Readonly<Record<string, string | number>>): void => {
    const found = database.all(shape.statement(query), { ':until': until, ...parameters });
    ids.push(...found.slice(0, outputs).map((row) => textOf(row, 'id') ?? ''));
    all &&= found.length <= outputs;
  };
  if (shape.hasIndex('ix_jobs_view_sinks')) {
    add('sinks_by_index', { ':limit': outputs + 1 });
  } else {
    const reach = visitRuns(database, shape, 'sinks_run', records, (run) => {
      add('sinks_by_run', { ...run });
      return all ? 'go on' : 'enough';
    });
    all &&= reach === 'enough';
  }
  return { records: recordsOf(database, shape, ids), all };
}

/**
 * Whether `one` counts rather than `other`. A record without a time counts least, then one from after `until` (ms);
 * among others the later time counts, then the greater id.
 */
export function isNewer(one: SinkRecord, other: SinkRecord, until: number): boolean {
  const [rank, otherRank] = [rankOf(one.at, until), rankOf(other.at, until)];
  if (rank !== otherRank) return rank > otherRank;
  const [at, otherAt] = [one.at ?? 0, other.at ?? 0];
  return at === otherAt ? one.id > other.id : at > otherAt;
}

function rankOf(at: number | null, until: number): number {
  if (at === null) return 0;
  return at > until ? 1 : 2;
}

function recordsOf(database: Queryable, shape: DatabaseShape, ids: readonly string[]): readonly SinkRecord[] {
  const wanted = ids.filter((id) => /^-?\d+$/.test(id));
  return database.all(shape.statement('sinks'), { ':ids': `[${wanted.join(',')}]` }).flatMap((row) => {
    const [id, uri] = [bigintOf(row, 'id'), textOf(row, 'uri')];
    if (id === null || uri === null) return [];
    return {
      id,
      uri,
      name: textOf(row, 'name'),
      at: numberOf(row, 'at'),
      rows: bigintOf(row, 'rows') ?? 0n,
      bytes: bigintOf(row, 'bytes') ?? 0n,
      errors: bigintOf(row, 'errors') ?? 0n,
    };
  });
}

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
