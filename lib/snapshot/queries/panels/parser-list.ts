import { percentileOf } from '../../../model/monitoring/sinks.js';
import { type ParserList, type ParserPause, type ParserTally, parserRows } from '../../../model/parsers.js';
import type { PictureRequest } from '../../../model/picture.js';
import { withRowsBySql } from '../../index/rows/rows-by-sql.js';
import type { Queryable } from '../../port.js';
import { numberOf, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { versionsInService } from '../../tables/plugin-versions.js';
import { rememberedRows } from '../../tables/remembered-rows.js';
import type { QueueSource } from '../jobs/queue-source.js';
import { readJobs } from '../jobs/read-jobs.js';
import { endsIn, endsOf } from '../read-ends.js';

/** At most this many rows are returned; others are only counted. */
const mostRows = 1000;

/**
 * What parsers did in the period before `asOf` (ms; `periodMs` null: in all time), and the last failed job of the row
 * with the key `of`, else of the first row.
 */
export function readParsers(
  source: QueueSource,
  { periodMs, of, ends }: NonNullable<PictureRequest['parsers']>,
  asOf: number,
): ParserList {
  const { database, shape, queue } = source;
  const from = periodMs === null ? Number.NEGATIVE_INFINITY : asOf - periodMs;
  const served = JSON.stringify(Object.fromEntries(versionsInService(database, shape)));
  const tallies = queue?.parserTallies(from, served) ?? talliesBySql(database, shape, from, served);
  const rows = parserRows(tallies, pausedParsers(database, shape));
  const chosen = rows.find(({ key }) => key === of) ?? rows[0];
  const id = chosen?.lastFailure?.id;
  const [job] = id === undefined ? [] : readJobs(database, shape, [id], 1, asOf);
  return {
    periodMs,
    rows: rows.slice(0, mostRows),
    total: rows.length,
    lastFailed: chosen === undefined || job === undefined ? null : { of: chosen.key, job },
    ...endsIn(
      source,
      periodMs,
      endsOf(ends, chosen && { kind: 'parser', name: chosen.name, version: chosen.version }, {
        kind: 'parsers',
      }),
      asOf,
    ),
  };
}

function talliesBySql(
  database: Queryable,
  shape: DatabaseShape,
  from: number,
  served: string,
): readonly ParserTally[] {
  const parameters = { ':from': from === Number.NEGATIVE_INFINITY ? null : from, ':served': served };
  const tallies = new Map<string, Sum>();
  for (const row of database.all(shape.statement('parser_runs'), parameters)) {
    const sum = sumIn(tallies, textOf(row, 'name') ?? '', textOf(row, 'version'));
    const jobs = numberOf(row, 'jobs') ?? 0;
    const isFailed = row.status === 'failed';
    if (isFailed) sum.everFailed += jobs;
    if (row.counts !== 1) continue;
    if (isFailed) sum.failed += jobs;
    else sum.done += jobs;
    const duration = numberOf(row, 'duration');
    if (duration !== null) sum.durations.set(duration, (sum.durations.get(duration) ?? 0) + jobs);
  }
  for (const row of database.all(shape.statement('parser_failures'), parameters)) {
    const sum = sumIn(tallies, textOf(row, 'name') ?? '', textOf(row, 'version'));
    sum.lastFailure ??= { id: textOf(row, 'id') ?? '', at: numberOf(row, 'ended_at') };
  }
  const all = [...tallies.values()].map(({ durations, ...sum }) => ({
    ...sum,
    p50: percentileOf(durations, 50),
    p95: percentileOf(durations, 95),
    rows: null,
    jobsWithRows: 0,
  }));
  return withRowsBySql(all, database, shape, from, served);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Sum = Mutable<Omit<ParserTally, 'p50' | 'p95' | 'rows' | 'jobsWithRows'>> & {
  readonly durations: Map<number, number>;
};

function sumIn(sums: Map<string, Sum>, name: string, version: string | null): Sum {
  const key = JSON.stringify([name, version]);
  const known = sums.get(key);
  if (known !== undefined) return known;
  const nothing = { done: 0, failed: 0, lastFailure: null, everFailed: 0 };
  const sum: Sum = { name, version, ...nothing, durations: new Map() };
  sums.set(key, sum);
  return sum;
}

function pausedParsers(database: Queryable, shape: DatabaseShape): ReadonlyMap<string, ParserPause> {
  if (!shape.tables.has('cf_parser_health')) return new Map();
  return new Map(
    rememberedRows(database, shape.statement('paused_parsers')).map((row): [string, ParserPause] => [
      textOf(row, 'parser') ?? '',
      {
        since: numberOf(row, 'paused_at'),
        failures: numberOf(row, 'failures'),
        reason: textOf(row, 'last_failure'),
      },
    ]),
  );
}
