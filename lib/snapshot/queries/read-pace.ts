import { endsAheadMs, paceMinutes, type QueuePace } from '../../model/forecast/pace.js';
import { type EndCounts, type EndsAsked, type EndsOf, endSteps } from '../../model/monitoring/ends.js';
import { parserKey } from '../../model/panels/parsers.js';
import type { PictureRequest } from '../../model/picture.js';
import { versionsInService } from '../tables/plugin-versions.js';
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
  return Math.max(freshMs, queue.jobs * freshMsPerJob);
}

function paceNow(source: QueueSource, at: number): QueuePace {
  const { database, shape, queue } = source;
  const paused = [...pausedParsers(database, shape).keys()];
  const until = at + endsAheadMs;
  const { lastEnd, endedIn, oldestWaitingAt, heldBack } = queue.pace(at, until, paused);
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

/**
 * How many jobs ended, and how many of them failed, over a period up to `asOf` and the one before it, both in ms; null
 * where the queue keeps no jobs that are done, so that nothing would tell.
 */
export function readEnds(source: QueueSource, periodMs: number, of: EndsOf, asOf: number): EndCounts | null {
  const { database, shape, queue } = source;
  if (shape.queue?.lacks.includes('done')) return null;
  const steps = endSteps(periodMs, asOf);
  const served = JSON.stringify(Object.fromEntries(versionsInService(database, shape)));
  const tally = queue.endTally(steps, of, served);
  const { done, failed, recordedFrom } = tally;
  return { periodMs, first: steps.first, done, failed, recordedFrom, of: rowKey(of) };
}

/** The ends for a panel, of the jobs of its chosen row or of all its rows, if requested; nothing over all times. */
export function endsIn(
  source: QueueSource & { readonly asOf: number },
  { periodMs, ends }: { readonly periodMs: number | null; readonly ends?: EndsAsked },
  chosen: EndsOf | undefined,
  all: EndsOf,
): { readonly ends?: EndCounts | null } {
  const of = ends === 'all' ? all : ends === 'chosen' ? chosen : undefined;
  return periodMs === null || of === undefined ? {} : { ends: readEnds(source, periodMs, of, source.asOf) };
}

/** The key of the row whose jobs these are; null for those of several. */
function rowKey(of: EndsOf): string | null {
  if (of.kind === 'worker') return of.name;
  return of.kind === 'parser' ? parserKey(of.name, of.version) : null;
}
