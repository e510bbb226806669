import { durationOf } from '../../model/duration.js';
import type { Job, JobStatus } from '../../model/job.js';
import type { JobDetail } from '../../model/job-detail.js';
import { storedId } from '../../model/job-id.js';
import { shownText } from '../appearance.js';
import { ageText } from '../format/age.js';
import { countText } from '../format/count.js';
import { spanText } from '../format/duration.js';
import { instantText } from '../format/instant.js';
import { outputOf } from '../job/output.js';
import { bulleted, firstOf, pathOf, quoted, type Segment, words } from '../job/segments.js';
import type { Sight } from '../job/sight.js';
import { troubleSentence } from '../job/worker.js';
import { statusWords, typeNames } from '../names.js';
import { backtestFields } from './backtest-fields.js';
import { deadLetterWords } from './dead-letter.js';
import { type FieldGroup, field } from './field.js';
import { instantSegment } from './instant-segment.js';
import { progressFields } from './progress-fields.js';
import { waitingFields } from './waiting-fields.js';

/** Everything known of a job but its failures and its whole error text, group by group. */
export function fieldGroups(job: Job, detail: JobDetail | null, sight: Sight): readonly FieldGroup[] {
  return [
    [
      field('Job', bulleted([idOf(job, sight), typeOf(job, sight), nameOf(job, sight)], sight)),
      field('Status', statusOf(job, detail, sight)),
      ...waitingFields(job, sight),
      field('Queue', queueOf(job)),
      field('Worker', workerOf(job, sight)),
    ],
    [...progressFields(job, sight), ...backtestFields(job, sight)],
    [
      field('Created', instantSegment(detail?.createdAt ?? null, sight)),
      field('Scheduled', instantSegment(detail?.scheduledAt ?? null, sight)),
      field('Claimed', instantSegment(detail?.claimedAt ?? null, sight)),
      field('Started', instantSegment(detail?.takenUpAt ?? null, sight)),
      field('Ended', instantSegment(detail?.endedAt ?? null, sight)),
      field('Dead letter', deadLetterWords(detail, sight)),
      field('Duration', durationWords(job, sight)),
      field('Heartbeat', instantSegment(detail?.heartbeatAt ?? null, sight)),
      field('Updated', instantSegment(job.updatedAt, sight)),
    ],
    [
      field('Source', pathOf(job.sourcePath, sight)),
      field('Output', outputWords(job, detail, sight)),
      field('Note', quoted(job.note, 'plain', sight)),
    ],
  ];
}

function idOf({ id }: Job, sight: Sight): Segment {
  const stored = storedId(id);
  return stored === null ? words('no id') : quoted(stored, 'strong', sight);
}

function typeOf(job: Job, sight: Sight): Segment {
  return job.type === 'other' ? quoted(job.typeText, 'plain', sight) : words(typeNames[job.type]);
}

function nameOf(job: Job, sight: Sight): Segment {
  const name = firstOf(quoted(job.name, 'strong', sight), words('(unnamed)', 'dim'));
  const version = shownText(job.version, sight.appearance);
  if (version === '') return name;
  return [...name, { text: ` v${version.replace(/^v(?=\d)/i, '')}`, style: 'strong', fit: 'end' }];
}

/** `failed at 2026-01-13 10:38:15 UTC (2m ago)`, and the database's own words where they say something else. */
function statusOf(job: Job, detail: JobDetail | null, sight: Sight): Segment {
  const since = sinceOf(job, detail, sight.now);
  const when = instantText(since);
  const text = job.warnings ? 'done with warnings' : statusWords[job.status];
  const own = [job.statusText, detail?.completionStatus ?? null].flatMap((word) => {
    const shown = shownText(word, sight.appearance);
    return shown === '' || sameWords[job.status].includes(shown.toLowerCase()) ? [] : [shown];
  });
  const from = lasting.includes(job.status) ? 'since' : 'at';
  return bulleted(
    [
      [
        { text, style: job.warnings ? 'warning' : job.status },
        ...(when === ''
          ? []
          : [{ text: ` ${from} ${when} (${ageText(since, sight.now)})`, style: 'plain' } as const]),
      ],
      own.length === 0 ? [] : [{ text: own.join(' / '), style: 'dim', fit: 'end', optional: true }],
    ],
    sight,
  );
}

const lasting: readonly JobStatus[] = ['queued', 'running', 'other'];

/** Words of databases that say no more than ours. */
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

/** What is for later has not waited since then. */
function pastOnly(at: number | null, now: number): number | null {
  return at === null || at > now ? null : at;
}

function queueOf(job: Job): Segment {
  const priority = job.priority === null ? '' : `priority ${countText(job.priority)}`;
  const retries =
    job.retryCount === 0
      ? 'never retried'
      : job.retryCount === 1
        ? 'retried once'
        : `retried ${countText(job.retryCount)} times`;
  return words([priority, retries].filter((part) => part !== '').join(', '));
}

function workerOf(job: Job, sight: Sight): Segment {
  if (job.trouble !== null) return troubleSentence(job, sight);
  const pid = job.workerPid === null ? [] : words(`process ${job.workerPid}`);
  return bulleted([quoted(job.workerHost, 'plain', sight), pid], sight);
}

function durationWords(job: Job, sight: Sight): Segment {
  const duration = durationOf(job, sight.now);
  return duration === null ? [] : words(spanText(duration));
}

/** `→ ~/output/fix_orders/ (847 MB) • not on this host`. */
function outputWords(job: Job, detail: JobDetail | null, sight: Sight): Segment {
  const path = outputOf(job, sight);
  if (path.length === 0) return [];
  const exists = detail?.outputExists ?? null;
  const where =
    exists === null ? [] : exists ? words('on this host', 'dim') : words('not on this host', 'warning');
  return bulleted([path, where], sight);
}
