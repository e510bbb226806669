import { durationOf, type Job, type JobStatus, storedId, typeOfItsOwn } from '../../model/job.js';
import { type JobDetail, type RunTimes, slowerThan } from '../../model/job-detail.js';
import { workerNameOf, workerTrouble } from '../../model/worker.js';
import { shownText } from '../appearance.js';
import { countOf, countText } from '../format/numbers.js';
import { ageText, dayClockText, instantText, spanText } from '../format/times.js';
import { signlessWords, troubleSentence } from '../job/running.js';
import { statusWords, tellingWord, typeNames } from '../words/filter-words.js';
import {
  bulleted,
  firstOf,
  optional,
  outputOf,
  pathOf,
  quoted,
  type RowContext,
  type Segment,
  words,
} from '../words/segments.js';
import { deadLetterWords } from './error-text.js';
import { type FieldGroup, field, instantSegment } from './field.js';
import { backtestFields, progressFields, waitingFields } from './progress-fields.js';
import { presenceOf } from './tables.js';
import { hasTimeline, isSame } from './timeline.js';

/**
 * Everything known about a job, except for its failures and its error texts, group by group. In the first is what an
 * operator looks for first: the status, and where the output of a complete job is.
 */
export function fieldGroups(job: Job, detail: JobDetail | null, context: RowContext): readonly FieldGroup[] {
  const { status } = job;
  const output = [
    field('Output', outputWords(job, detail, context)),
    field('Note', quoted(job.note, 'plain', context)),
  ];
  const attempt = [field('Queue', queueOf(job, detail, context)), field('Worker', workerOf(job, context))];
  const isOver = status === 'failed' || status === 'complete';
  // Only here is an id shown that may have to be copied; type and name stand above it, too.
  const name = nameOf(job, context).map((part) => ({ ...part, yields: true }));
  return [
    [
      field('Job', bulleted([idOf(job, context), optional(typeOf(job, context)), name], context)),
      field('Status', statusOf(job, detail, context)),
      ...(status === 'complete' ? output : []),
      ...waitingFields(job, context),
      ...(isOver ? [] : attempt),
    ],
    [...(isOver ? attempt : []), ...progressFields(job, context), ...backtestFields(job, context)],
    timeFields(job, detail, context),
    [
      field('Database', quoted(job.database ?? null, 'path', context)),
      field('Source', pathOf(job.sourcePath, context)),
      ...(status === 'complete' ? [] : output),
    ],
  ];
}

/** When what happened to the job, and how long it took; without what its status, the timeline or a line above says. */
function timeFields(job: Job, detail: JobDetail | null, context: RowContext): FieldGroup {
  const { status } = job;
  const since = sinceOf(job, detail, context.now);
  const heartbeat = detail?.heartbeatAt ?? null;
  const at = (label: string, instant: number | null, ...known: readonly (number | null)[]) =>
    field(label, known.some((each) => isSame(each, instant)) ? [] : instantSegment(instant, context));
  const inStatus = (...statuses: readonly JobStatus[]) => (statuses.includes(status) ? since : null);
  const times = hasTimeline(job, detail) ? null : detail;
  return [
    at('Created', times?.createdAt ?? null, inStatus('queued')),
    at('Scheduled', detail?.scheduledAt ?? null, inStatus('queued')),
    at('Claimed', times?.claimedAt ?? null, inStatus('running')),
    at('Started', times?.takenUpAt ?? null, inStatus('running'), times?.claimedAt ?? null),
    at('Ended', times?.endedAt ?? null, inStatus('complete', 'failed', 'cancelled')),
    field('Dead letter', deadLetterWords(detail, context)),
    field('Duration', durationWords(job, detail, context)),
    at('Heartbeat', heartbeat),
    at('Updated', job.updatedAt, since, heartbeat),
  ];
}

function idOf({ id }: Job, context: RowContext): Segment {
  const stored = storedId(id);
  return stored === null ? words('no id') : quoted(stored, 'strong', context);
}

function typeOf(job: Job, context: RowContext): Segment {
  const own = typeOfItsOwn(job);
  return own === null ? words(typeNames[job.type]) : quoted(own, 'plain', context);
}

function nameOf(job: Job, context: RowContext): Segment {
  const name = firstOf(quoted(job.name, 'strong', context), words('(unnamed)', 'dim'));
  const version = shownText(job.version, context);
  if (version === '') return name;
  return [...name, { text: ` v${version.replace(/^v(?=\d)/i, '')}`, style: 'strong', fit: 'end' }];
}

/**
 * `failed at 2026-01-13 10:38:15 UTC (2m ago)`, and the database's own words if they say something else. On a narrow
 * screen the day is only given if it isn't today.
 */
function statusOf(job: Job, detail: JobDetail | null, context: RowContext): Segment {
  const { now, size } = context;
  const since = sinceOf(job, detail, now);
  const isNarrow = since !== null && size.columns < columnsForDate;
  const when = isNarrow ? dayClockText(since, context) : instantText(since, context.zone);
  const telling = tellingWord(job);
  const status = job.warnings ? 'done with warnings' : statusWords[job.status];
  const text = telling === null ? status : `${status} (${telling})`;
  const own = [job.statusText, detail?.completionStatus ?? null].flatMap((word) => {
    const shown = shownText(word, context);
    // What another program's queue holds back has a word of ours, which may be one of that queue's for something else.
    const known = [...sameWords[job.status], telling, ...(job.waiting?.kind === 'held' ? ['pending'] : [])];
    return shown === '' || known.includes(shown.toLowerCase()) ? [] : [shown];
  });
  const from = ongoing.includes(job.status) ? 'since' : 'at';
  const age = ` (${ageText(since, now)})`;
  return bulleted(
    [
      [
        { text, style: job.warnings ? 'warning' : job.status },
        ...(when === ''
          ? []
          : ([
              { text: ` ${from} ${when}`, style: 'plain' },
              { text: age, style: 'plain', optional: true },
            ] as const)),
      ],
      own.length === 0 ? [] : [{ text: own.join(' / '), style: 'dim', fit: 'end', optional: true }],
    ],
    context,
  );
}

/** On narrower screens there isn't room for a date beside a status and an age. */
const columnsForDate = 70;

const ongoing: readonly JobStatus[] = ['queued', 'running', 'other'];

/** Words in databases that say no more than ours do. */
const sameWords: Readonly<Record<JobStatus, readonly string[]>> = {
  queued: ['queued'],
  running: ['running'],
  complete: ['completed', 'complete', 'success'],
  failed: ['failed'],
  cancelled: ['cancelled', 'canceled'],
  other: [],
};

function sinceOf(job: Job, detail: JobDetail | null, now: number): number | null {
  switch (job.status) {
    case 'queued':
      return detail?.createdAt ?? pastOnly(detail?.scheduledAt ?? null, now) ?? job.updatedAt;
    case 'running':
      return detail?.takenUpAt ?? detail?.claimedAt ?? job.startedAt;
    case 'complete':
    case 'failed':
    case 'cancelled':
      return job.completedAt ?? job.updatedAt;
    case 'other':
      return job.updatedAt;
  }
}

/** A time in the future can't be the time since which a job has been waiting. */
function pastOnly(at: number | null, now: number): number | null {
  return at === null || at > now ? null : at;
}

function queueOf(job: Job, detail: JobDetail | null, context: RowContext): Segment {
  const priority = job.priority === null ? '' : `priority ${countText(job.priority)}`;
  const parts = [priority, attemptsOf(job, detail, context)].filter((part) => part !== '');
  return parts.length === 0 ? [] : words(parts.join(', '));
}

/**
 * `attempt 3 of 25` where the queue records how many there may be, else `retried 2 times`. Where a queue doesn't record all
 * attempts, none says nothing, and a job that was cancelled before it ran has had none.
 */
function attemptsOf({ status, startedAt, retryCount }: Job, detail: JobDetail | null, { lacks }: RowContext) {
  const most = detail?.mostAttempts ?? 0;
  const attempt = retryCount + 1;
  const hasBegun = status !== 'cancelled' || startedAt !== null;
  // Whoever puts a job back by hand may exceed the limit.
  if (attempt <= most && hasBegun)
    return `${status === 'queued' ? 'next: ' : ''}attempt ${countText(attempt)} of ${countText(most)}`;
  if (retryCount === 0) return lacks?.includes('attempts') === true ? '' : 'never retried';
  return retryCount === 1 ? 'retried once' : `retried ${countText(retryCount)} times`;
}

function workerOf(job: Job, context: RowContext): Segment {
  if (workerTrouble(job) !== null) return troubleSentence(job, context);
  const name = workerNameOf(job.workerHost, job.workerPid);
  return bulleted([quoted(name, 'plain', context), signlessWords(job, context)], context);
}

/**
 * `2m 5s • slower than 95% of 1,240 runs`: compared to the complete runs of its parser and version. Since when a job
 * runs is in its status, so how long is left out unless there is something to compare it with.
 */
function durationWords(job: Job, detail: JobDetail | null, context: RowContext): Segment {
  const duration = durationOf(job, context.now);
  if (duration === null) return [];
  const times = detail?.runTimes;
  const compared = times === undefined ? [] : comparedWords(job, duration, times);
  const isInStatus = job.status === 'running' && isSame(sinceOf(job, detail, context.now), job.startedAt);
  if (isInStatus && compared.length === 0) return [];
  return bulleted([words(spanText(duration)), compared], context);
}

/** Empty for a job that has just begun. */
function comparedWords(job: Job, duration: number, times: RunTimes): Segment {
  const percent = slowerThan(times, duration);
  const isRunning = job.status === 'running';
  if (isRunning && percent === 0) return [];
  const share = percent === 0 ? 'under 1%' : percent === 100 ? 'all' : `${percent}%`;
  const compared = isRunning ? 'longer than' : 'slower than';
  return words(`${compared} ${share} of ${countOf(times.runs, 'run')}`, 'dim');
}

/** `→ ~/output/fix_orders/ (847 MB) • not on this host`. */
function outputWords(job: Job, detail: JobDetail | null, context: RowContext): Segment {
  const path = outputOf(job, context);
  if (path.length === 0) return [];
  return bulleted([path, presenceOf(detail?.outputExists ?? null, job.status)], context);
}
