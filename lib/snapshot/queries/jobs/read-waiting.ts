import { deferralOf, type JobId, type Waiting } from '../../../model/job.js';
import { defaultSort } from '../../../model/sort.js';
import { bothForms } from '../../../schema/id-lists.js';
import type { Takable } from '../../index/list/line-places.js';
import type { Sorting } from '../../lists/filtered-list.js';
import type { Queryable, SqlRow } from '../../port.js';
import { numberOf, rememberedRows, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import type { QueueSource } from './queue-source.js';

/** Status words of jobs that workers may take, in queues without `scheduled_at`; in others they take only the first. */
const takenWords = ['QUEUED', 'PENDING'] as const;

/**
 * Why the queued jobs among the jobs `ids` are waiting, at `asOf` (ms), by rows of `schema/queries/jobs.sql`; null for
 * all others. Places in line are counted in `counted`, if some job waits for its turn; null: they aren't counted.
 */
export function waitingOf(
  database: Queryable,
  shape: DatabaseShape,
  ids: readonly JobId[],
  asOf: number,
  counted: QueueSource | null,
): (row: SqlRow) => Waiting | null {
  let reasons: ((row: SqlRow) => Waiting) | null = null;
  return (row) => {
    if (row.status !== 'queued') return null;
    reasons ??= reasonsOf(database, shape, ids, asOf, counted);
    return reasons(row);
  };
}

function reasonsOf(
  database: Queryable,
  shape: DatabaseShape,
  ids: readonly JobId[],
  asOf: number,
  counted: QueueSource | null,
): (row: SqlRow) => Waiting {
  const hasSchedule = shape.tables.get('cf_processing_queue')?.has('scheduled_at') ?? false;
  const paused = pausedParsers(database, shape);
  const ordered = counted !== null && hasDispatchOrder(database, shape) ? counted : null;
  const lines = new Map<string, ReadonlyMap<JobId, number>>();
  return waiting;

  function waiting(row: SqlRow): Waiting {
    const why = textOf(row, 'waits_for');
    if (why !== null) return { kind: 'held', why };
    const word = textOf(row, 'status_text')?.toUpperCase();
    if (word === 'DISPATCHING') return { kind: 'dispatching' };
    if (word === 'PENDING' && hasSchedule) return { kind: 'pending' };
    return heldBack(row) ?? inLine(row);
  }

  function heldBack(row: SqlRow): Waiting | null {
    const pause = paused.get(textOf(row, 'plugin') ?? '');
    if (pause !== undefined) return pause;
    const at = numberOf(row, 'scheduled_at');
    if (at === null || at <= asOf) return null;
    const error = textOf(row, 'error_message');
    const deferral = deferralOf(error);
    if (deferral !== null) return { kind: 'deferred', at, deferral };
    return (error ?? '').trim() === '' ? { kind: 'scheduled', at } : { kind: 'retry', at };
  }

  function inLine(row: SqlRow): Waiting {
    const places = placesUnder(textOf(row, 'status_text') ?? '');
    return { kind: 'line', place: places.get(textOf(row, 'id') ?? '') ?? null };
  }

  /** Empty if the database doesn't show in which order jobs are taken. */
  function placesUnder(word: string): ReadonlyMap<JobId, number> {
    const known = lines.get(word);
    if (known !== undefined) return known;
    const isOrdered = ordered !== null && (hasSchedule || !othersWait(word));
    const takable = { word, at: asOf, paused: [...paused.keys()] };
    const places = isOrdered ? placesInLine(ordered, ids, takable) : new Map<JobId, number>();
    lines.set(word, places);
    return places;
  }

  /** Whether jobs with another word than this one are waiting: only the workers know which of them go first. */
  function othersWait(status: string): boolean {
    const others = takenWords.filter((word) => word !== status.toUpperCase());
    return others.some((word) => database.all(shape.statement('waits_as'), { ':status': word }).length > 0);
  }
}

/**
 * An order of the list at an instant, `now` in ms. Of the paused parsers it leaves out those with names of broken bytes,
 * which SQL alone could compare, so that the order is the same from the index.
 */
export function sortingAt(
  database: Queryable,
  shape: DatabaseShape,
  now: number,
  sort = defaultSort,
): Sorting {
  const paused = [...pausedParsers(database, shape).keys()].filter((name) => !name.includes('\ufffd'));
  return { ...sort, now, paused };
}

type PausedParser = Extract<Waiting, { kind: 'paused' }>;

/** Parsers of which nothing is dispatched, by name, and why their jobs wait. */
export function pausedParsers(database: Queryable, shape: DatabaseShape): ReadonlyMap<string, PausedParser> {
  if (!shape.tables.has('cf_parser_health')) return new Map();
  return new Map(
    rememberedRows(database, shape.statement('paused_parsers')).map((row): [string, PausedParser] => [
      textOf(row, 'parser') ?? '',
      {
        kind: 'paused',
        since: numberOf(row, 'paused_at'),
        failures: numberOf(row, 'failures'),
        lastFailure: textOf(row, 'last_failure'),
      },
    ]),
  );
}

/** Whether the order of dispatch is known: the index that the workers themselves use must exist. */
export function hasDispatchOrder(database: Queryable, shape: DatabaseShape): boolean {
  return rememberedRows(database, shape.statement('dispatch_index')).length > 0;
}

/**
 * The places in line, from 1 on, of those of the jobs `ids` that can be taken: the highest priority first, then the
 * lowest id. From the index, else by SQL, which sorts the whole line. Only for databases that pass {@link
 * hasDispatchOrder}.
 */
function placesInLine(
  { database, shape, queue }: QueueSource,
  ids: readonly JobId[],
  takable: Takable,
): ReadonlyMap<JobId, number> {
  return queue.placesInLine(ids, takable) ?? placesBySql(database, shape, ids, takable);
}

/** The jobs' places by SQL, which is the reference. */
export function placesBySql(
  database: Queryable,
  shape: DatabaseShape,
  ids: readonly JobId[],
  { word, at, paused }: Takable,
): ReadonlyMap<JobId, number> {
  const rows = database.all(shape.statement('line_places'), {
    ':status': word,
    ':now': at,
    ':paused': JSON.stringify(paused),
    ':ids': bothForms(ids),
  });
  return new Map(rows.map((row) => [textOf(row, 'id') ?? '', numberOf(row, 'place') ?? 0]));
}
