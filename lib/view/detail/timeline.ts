import type { Job, JobStatus } from '../../model/job.js';
import type { EarlierAttempt, JobDetail } from '../../model/job-detail.js';
import { shownText } from '../appearance.js';
import { countOf, ordinalText } from '../format/numbers.js';
import { instantText, spanText, utcZone } from '../format/times.js';
import type { Line } from '../frame.js';
import { blankLine, fitLine, heading, type Part, rowLine } from '../text/line.js';
import { pad } from '../text/width.js';
import { bulleted, type RowContext, type Segment, words } from '../words/segments.js';
import { instantSegment } from './field.js';

/** Something that happened to a job. */
interface Event {
  readonly label: string;
  /** When, ms; null only for an earlier attempt. */
  readonly at: number | null;
  /** Which attempt was claimed, counted from 1. */
  readonly attempt?: number;
  /** The earlier attempt that failed. */
  readonly failed?: EarlierAttempt;
}

/** How a job in each status ended, as the label of that line; of one that goes on, only that an attempt did. */
const endLabels: Readonly<Record<JobStatus, string>> = {
  ...{ failed: 'Failed', complete: 'Done', cancelled: 'Cancelled' },
  ...{ queued: 'Ended', running: 'Ended', other: 'Ended' },
};

const labelWidth = 14;

/**
 * Whether enough is recorded for a timeline: a single time is a field like others, and a claim and an end alone say no
 * more than the status and the duration.
 */
export function hasTimeline(job: Job, detail: JobDetail | null): boolean {
  if ((detail?.attempts ?? []).length > 0) return true;
  const labels = eventsOf(job, detail).map(({ label }) => label);
  const [first, second] = labels;
  return labels.length > 1 && !(first === 'Claimed' && second === endLabels[job.status]);
}

/**
 * What is recorded to have happened to a job, the oldest first: when, and how long after the line before, if both times
 * are recorded. No lines if there is no timeline, see {@link hasTimeline}.
 */
export function timelineLines(
  job: Job,
  detail: JobDetail | null,
  width: number,
  context: RowContext,
): readonly Line[] {
  if (!hasTimeline(job, detail)) return [];
  const events = eventsOf(job, detail);
  return [
    blankLine(width),
    heading('Timeline', width),
    ...(detail?.attempts?.length === attemptsShown
      ? [fitLine([{ text: 'attempts before these are not shown', style: 'dim' }], width)]
      : []),
    ...events.flatMap((event, index) => eventLines(event, events[index - 1]?.at ?? null, width, context)),
  ];
}

/** As many as are read, see `readDetail`. */
const attemptsShown = 20;

/** A retry clears the claim and the end of the attempt before it, so that earlier attempts come before both. */
function eventsOf(job: Job, detail: JobDetail | null): readonly Event[] {
  if (detail === null) return [];
  const { createdAt, claimedAt, takenUpAt, endedAt, attempts = [] } = detail;
  const timed = (label: string, at: number | null): Event[] => (isTime(at) ? [{ label, at }] : []);
  const isRetried = job.retryCount > 0 && job.status !== 'queued';
  const started = isSame(takenUpAt, claimedAt) ? null : takenUpAt;
  return [
    ...timed('Created', createdAt),
    ...[...attempts].reverse().map((failed) => {
      const { attempt, at = null } = failed;
      return { label: `${ordinalText(attempt + 1)} attempt`, at: isTime(at) ? at : null, failed };
    }),
    ...timed('Claimed', claimedAt).map((each) =>
      isRetried ? { ...each, attempt: job.retryCount + 1 } : each,
    ),
    ...timed('Started', started),
    ...timed(endLabels[job.status], endedAt),
  ];
}

/** Whether it can be shown. */
function isTime(at: number | null): boolean {
  return instantText(at, utcZone) !== '';
}

/** Whether two instants, ms, are shown alike. */
export function isSame(one: number | null, other: number | null): boolean {
  return one !== null && other !== null && Math.floor(one / 1000) === Math.floor(other / 1000);
}

/** `before`: the time of the line above, ms, if it has one. */
function eventLines(
  { label, at, attempt, failed }: Event,
  before: number | null,
  width: number,
  context: RowContext,
): readonly Line[] {
  const { ellipsis } = context.glyphs;
  const error = (first: string) =>
    failed === undefined
      ? []
      : [
          rowLine(
            { left: [labelOf(first, ellipsis), whyOf(failed, context)], right: failuresOf(failed) },
            width,
            ellipsis,
          ),
        ];
  if (at === null) return error(label);
  const span = before === null || at < before ? [] : words(`${spanText(at - before)} later`, 'dim');
  const which: Segment =
    attempt === undefined ? [] : [{ text: `${ordinalText(attempt)} attempt`, style: 'dim', optional: true }];
  const when = instantSegment(at, context).map((part, index) =>
    index === 0 ? part : { ...part, optional: true },
  );
  const left = [labelOf(label, ellipsis), ...bulleted([when, span, which], context)];
  return [rowLine({ left, right: [] }, width, ellipsis), ...error('')];
}

function whyOf({ cause }: EarlierAttempt, context: RowContext): Part {
  const text = shownText(cause?.text ?? null, context);
  return text === ''
    ? { text: 'failed, no error recorded', style: 'dim' }
    : { text: `failed: ${text}`, style: 'error', fit: 'end' };
}

function failuresOf({ failures }: EarlierAttempt): readonly Part[] {
  return failures > 1 ? [{ text: countOf(failures, 'failure'), style: 'dim', optional: true }] : [];
}

function labelOf(text: string, ellipsis: string): Part {
  return { text: `${pad(text, labelWidth - 1, 'left', ellipsis)} `, style: 'dim' };
}
