import { startsIn } from '../../model/forecast/outlook.js';
import { type Deferral, deferralOf, type Job, type Waiting } from '../../model/job.js';
import { workerNameOf } from '../../model/worker.js';
import { countOf, ordinalText } from '../format/numbers.js';
import { type Clock, clockText } from '../format/times.js';
import type { Part } from '../text/line.js';
import { leftText } from '../words/outlook-words.js';
import { bulleted, quoted, type RowContext, type Segment, words } from '../words/segments.js';
import { errorSegments } from './ended.js';

/** A queued job's second row: why it is waiting. */
export function queuedRows(job: Job, context: RowContext): readonly (readonly Part[])[] {
  return job.waiting === null ? [] : [whyWaiting(job, context)];
}

/** `Parser paused since 14:02 UTC after 5 failures`, `3rd in line`; empty for a job that isn't queued. */
export function whyWaiting(job: Job, context: RowContext): Segment {
  const { waiting } = job;
  if (waiting === null) return [];
  switch (waiting.kind) {
    case 'paused':
      return words(pauseText(waiting, context), 'warning');
    case 'retry':
      return withLastTry(words(untilText('Retry', waiting.at, context), 'notice'), [], job, context);
    case 'deferred':
      return words(`${untilText('Next try', waiting.at, context)}: ${deferrals[waiting.deferral]}`);
    case 'scheduled':
      return words(waiting.at <= context.now ? 'In line' : `Scheduled for ${clockText(waiting.at, context)}`);
    case 'line':
      return withLastTry(words(lineText(waiting)), startWords(waiting, context), job, context);
    case 'dispatching':
      return dispatchText(job, context);
    case 'pending':
      return words('Not in line yet');
    case 'held':
      return quoted(waiting.why, 'warning', context);
  }
}

const deferrals: Readonly<Record<Deferral, string>> = {
  'no-room': 'no worker had room',
  'lost-on-restart': 'it was lost in a restart',
  'worker-gone-on-restart': 'its worker was lost in a restart',
};

function pauseText({ since, failures }: Extract<Waiting, { kind: 'paused' }>, clock: Clock): string {
  const when = since === null ? '' : clockText(since, clock);
  return [
    'Parser paused',
    ...(when === '' ? [] : [`since ${when}`]),
    ...(failures === null || failures === 0 ? [] : [`after ${countOf(failures, 'failure')}`]),
  ].join(' ');
}

/** The time that it is waiting for may come without any change to the database, so the clock decides. */
function untilText(what: string, at: number, clock: Clock): string {
  if (at <= clock.now) return 'In line again';
  const when = clockText(at, clock);
  if (when === '') return `${what} later`;
  const before = /^\d\d:/.test(when) ? 'at ' : /^\d/.test(when) ? 'on ' : '';
  return `${what} ${before}${when}`;
}

function lineText({ place }: Extract<Waiting, { kind: 'line' }>): string {
  if (place === 1) return 'Next in line';
  return place === null ? 'In line' : `${ordinalText(place)} in line`;
}

/**
 * `starts in ~12m` if its place and the rate at which jobs end are known; `roughly 12m` if the rate is that of few
 * jobs.
 */
function startWords({ place }: Extract<Waiting, { kind: 'line' }>, { outlook }: RowContext): Segment {
  const left = startsIn(outlook, place);
  return left === null ? [] : words(`starts in ${leftText(left)}`);
}

/**
 * `Next in line • last try failed: connection reset`: where a job is in line, when it starts, and what went wrong before, as
 * long as the record has it.
 */
function withLastTry(place: Segment, start: Segment, job: Job, context: RowContext): Segment {
  const deferral = deferralOf(job.errorMessage);
  if (deferral !== null)
    return bulleted([[...place, ...words(` again: ${deferrals[deferral]}`)], start], context);
  const [error] = errorSegments(job.errorMessage, null, 'plain', context);
  const failed = error === undefined ? [] : [...words('last try failed: '), ...error];
  return bulleted([place, start, failed], context);
}

function dispatchText(job: Job, context: RowContext): Segment {
  const worker = quoted(workerNameOf(job.workerHost, job.workerPid), 'plain', context);
  return worker.length === 0 ? words('Being handed to a worker') : [...words('Being handed to '), ...worker];
}
