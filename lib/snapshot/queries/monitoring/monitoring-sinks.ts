import type { Queryable } from '../../port.js';
import { bigintOf, numberOf, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { visitRuns } from './monitoring-runs.js';

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
