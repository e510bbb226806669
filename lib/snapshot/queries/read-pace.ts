import { endsAheadMs, paceMinutes, type QueuePace } from '../../model/forecast/pace.js';
import type { PictureRequest } from '../../model/picture.js';
import { indexPace, type PaceSums } from '../index/queue/index-pace.js';
import { codesOf } from '../index/queue/known-names.js';
import { numberOf } from '../tables/column-value.js';
import type { QueueSource } from './jobs/queue-source.js';
import { pausedParsers } from './jobs/read-waiting.js';

const minuteMs = 60_000;
/** A pace is read again after this long, ms. */
const freshMs = 1000;
/**
 * Reading it from the index of a million jobs takes some milliseconds, so with many jobs it is read less often: ms per
 * job.
 */
const freshMsPerJob = 1 / 200;
/** By SQL it takes two passes over the queue. */
const freshBySqlMs = 30_000;

/** How fast jobs end, as of `asOf` (ms); undefined if that isn't requested, or if the pace at hand is new enough. */
export function readPace(
  source: QueueSource,
  request: PictureRequest['pace'],
  asOf: number,
): QueuePace | undefined {
  if (request === undefined) return undefined;
  const age = request.atHand === null ? Number.POSITIVE_INFINITY : asOf - request.atHand;
  // A pace from the future was read before the clock was set back.
  return age >= 0 && age < freshFor(source) ? undefined : paceNow(source, asOf);
}

function freshFor({ queue }: QueueSource): number {
  return queue === null ? freshBySqlMs : Math.max(freshMs, queue.index.jobs * freshMsPerJob);
}

function paceNow(source: QueueSource, at: number): QueuePace {
  const { database, shape, queue } = source;
  const paused = [...pausedParsers(database, shape).keys()];
  const until = at + endsAheadMs;
  const sums =
    queue === null
      ? sumsBySql(source, at, until, paused)
      : indexPace(queue.index, at, until, codesOf(queue.index.names, paused));
  const { lastEnd, endedIn, oldestWaitingAt, heldBack } = sums;
  const minute = Math.floor(at / minuteMs);
  const lastMinute = Math.floor((lastEnd ?? 0) / minuteMs);
  const columns = shape.tables.get('cf_processing_queue');
  const isDated = columns?.has('created_at') || columns?.has('scheduled_at');
  return {
    at,
    ended: upTo(minute - 1).map(endedIn),
    endedLately: endedIn(minute) + endedIn(minute + 1),
    lastEndedAt: lastEnd === null ? null : Math.min(lastEnd, at),
    endedBefore: upTo(lastMinute).reduce((sum, each) => sum + endedIn(each), 0),
    // Without these columns, a waiting job can only have a time of an earlier attempt.
    oldestWaitingAt: isDated ? oldestWaitingAt : null,
    heldBack,
  };
}

/** The minutes of the hour that ends with minute `last`. */
function upTo(last: number): readonly number[] {
  return Array.from({ length: paceMinutes }, (_, index) => last - paceMinutes + 1 + index);
}

function sumsBySql(
  { database, shape }: QueueSource,
  at: number,
  until: number,
  paused: readonly string[],
): PaceSums {
  const whole = { ':now': at, ':until': until, ':paused': JSON.stringify(paused) };
  const [row = {}] = database.all(shape.statement('pace'), whole);
  const lastEnd = numberOf(row, 'last_end');
  const from = (Math.floor(Math.min(at, lastEnd ?? at) / minuteMs) - paceMinutes) * minuteMs;
  const times = { ':from': from, ':until': until };
  const rows = lastEnd === null ? [] : database.all(shape.statement('pace_ends'), times);
  const counts = new Map(rows.map((each) => [numberOf(each, 'minute'), numberOf(each, 'jobs') ?? 0]));
  return {
    lastEnd,
    endedIn: (minute) => counts.get(minute) ?? 0,
    oldestWaitingAt: numberOf(row, 'oldest'),
    heldBack: numberOf(row, 'held_back') ?? 0,
  };
}
