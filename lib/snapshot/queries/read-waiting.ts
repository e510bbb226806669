import { deferralOf, type Waiting } from '../../model/waiting.js';
import type { Queryable, SqlRow } from '../port.js';
import { asked } from '../tables/asked.js';
import { numberOf, textOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { type DispatchLine, dispatchLine, hasDispatchOrder } from './dispatch-line.js';

/** Words for jobs that may be taken, in queues without a time to wait for; in others only the first one is. */
const takenWords = ['QUEUED', 'PENDING'] as const;

/**
 * Why the queued jobs among these rows of `schema/queries/jobs.sql` are waiting, at `asOf` (ms); null for all
 * others. Only the head of the line is looked at, and only if some row waits for its turn.
 */
export function waitingOf(
  database: Queryable,
  shape: DatabaseShape,
  rows: readonly SqlRow[],
  asOf: number,
): (row: SqlRow) => Waiting | null {
  if (!rows.some((row) => row.status === 'queued')) return () => null;
  const hasSchedule = shape.tables.get('cf_processing_queue')?.has('scheduled_at') ?? false;
  const paused = pausedParsers(database, shape);
  const isOrdered = hasDispatchOrder(database, shape);
  const lines = new Map<string, DispatchLine | null>();
  return (row) => (row.status === 'queued' ? waiting(row) : null);

  function waiting(row: SqlRow): Waiting {
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
    const line = lineOf(textOf(row, 'status_text') ?? '');
    const place = line?.places.get(textOf(row, 'id') ?? '') ?? null;
    const isBehind = place === null && line?.isWhole === false && line.places.size > 0;
    return { kind: 'line', place, behind: isBehind ? line.places.size : null };
  }

  /** Null if the order can't be read, or the record doesn't tell it. */
  function lineOf(status: string): DispatchLine | null {
    const known = lines.get(status);
    if (known !== undefined) return known;
    const isTold = isOrdered && (hasSchedule || !othersWait(status));
    const line = isTold ? dispatchLine(database, shape, status, (row) => heldBack(row) === null) : null;
    lines.set(status, line);
    return line;
  }

  /** Whether jobs with another word than this one are waiting: only the workers know which of them go first. */
  function othersWait(status: string): boolean {
    const others = takenWords.filter((word) => word !== status.toUpperCase());
    return others.some((word) => database.all(shape.statement('waits_as'), { ':status': word }).length > 0);
  }
}

/** Why jobs of parsers wait of which nothing is dispatched, by the parser's name. */
export function pausedParsers(database: Queryable, shape: DatabaseShape): ReadonlyMap<string, Waiting> {
  if (!shape.tables.has('cf_parser_health')) return new Map();
  return new Map(
    asked(database, shape.statement('paused_parsers')).map((row): [string, Waiting] => [
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
