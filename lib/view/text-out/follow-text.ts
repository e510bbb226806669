import { oneLine, recordInBrief } from '../../causes/error.js';
import type { FollowEvent, JobChange } from '../../model/follow-event.js';
import { type Job, type JobId, jobInWords, typeOfItsOwn } from '../../model/job.js';
import { type OwnAct, ownActWords } from '../../model/marks.js';
import type { JobCounts } from '../../model/picture.js';
import { shortened } from '../../model/text.js';
import { workerNameOf } from '../../model/worker.js';
import { countText } from '../format/numbers.js';
import { instantText, type Zone } from '../format/times.js';
import { asciiOnly, sanitize } from '../text/sanitize.js';

/** At most this many characters of a text from outside. */
const longest = 500;

/** What is said beside an event, and in which characters. */
interface LineContext {
  readonly unicode: boolean;
  /** The database's name, where several are followed; else null. */
  readonly name: string | null;
  /** The zone of times. */
  readonly zone: Zone;
}

/**
 * When it happened, ms: for what became of a job, as far as its record tells, else `asOf`, the time at which it was seen.
 */
export function happenedAt(event: FollowEvent, asOf: number): number {
  if (event.kind !== 'job' || event.change.job === null) return asOf;
  const { to, job } = event.change;
  const recorded = { failed: job.completedAt, complete: job.completedAt, cancelled: job.completedAt };
  const at = { ...recorded, running: job.claimedAt, queued: null, other: null }[job.status];
  return to?.status === job.status && at !== null ? Math.min(at, asOf) : asOf;
}

/**
 * An event as one line for people, read or heard: when, where if there are several databases, and a plain sentence,
 * without signs that have to be seen. Null for one that isn't worth a sentence: counts are said where the telling
 * begins.
 */
export function followText(event: FollowEvent, asOf: number, context: LineContext): string | null {
  const sentence = sentenceOf(event, context.zone);
  return sentence === null ? null : lineOf(sentence, asOf, context);
}

/** Something that the operator did, as one line for people. */
export function actText(act: OwnAct, at: number, context: LineContext): string {
  return lineOf(`You ${clean(ownActWords(act))}.`, at, context);
}

function lineOf(sentence: string, asOf: number, { unicode, name, zone }: LineContext): string {
  const line = `${instantText(asOf, zone)}: ${name === null ? '' : `${clean(name)}: `}${sentence}`;
  return unicode ? line : asciiOnly(line);
}

function sentenceOf(event: FollowEvent, zone: Zone): string | null {
  switch (event.kind) {
    case 'snapshot':
      return `${countsText(event.counts)}.`;
    case 'job':
      return jobText(event.change);
    case 'cause':
      return `Jobs fail for a new reason: ${ended(clean(event.cause.text))}`;
    case 'worker':
      return event.to === null
        ? `Worker ${clean(event.worker)} has no running job in trouble any more.`
        : `Worker ${clean(event.worker)} is ${event.to}.`;
    case 'stalled':
      return stalledText(event.job, event.since, zone);
    case 'counts':
      return null;
    case 'connection':
      if (event.problem !== null) return `The database cannot be read now. ${clean(event.problem.sentence)}`;
      return event.replaced
        ? 'Another file has taken the place of the database.'
        : 'The database can be read again.';
    case 'gap':
      return event.reason.kind === 'unknown-cursor'
        ? 'The cursor is not known here: changes since then are missing.'
        : `This output was not read since ${instantText(event.reason.from, zone)}: only the last change of each job follows.`;
  }
}

function countsText({ queued, running, complete, failed, cancelled, other }: JobCounts): string {
  const words = { queued, running, done: complete, failed, cancelled, ...(other === 0 ? {} : { other }) };
  return Object.entries(words)
    .map(([word, count]) => `${countText(count)} ${word}`)
    .join(', ');
}

function jobText(change: JobChange): string {
  return `${subjectOf(change.id, change)} ${predicateOf(change)}`;
}

function stalledText(job: Job, since: number | null, zone: Zone): string {
  const subject = subjectOf(job.id, { job, typeText: typeOfItsOwn(job) ?? job.type });
  return since === null
    ? `${subject} is no longer stalled.`
    : `${subject} has stalled: no progress since ${instantText(since, zone)}.`;
}

/** `Job 17, parse fix_parser v1.2,` */
function subjectOf(id: JobId, change: Pick<JobChange, 'job' | 'typeText'>): string {
  const subject = jobInWords(id, clean);
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)}${nameText(change)}`;
}

/** `, parse fix_parser v1.2,` */
function nameText({ job, typeText }: Pick<JobChange, 'job' | 'typeText'>): string {
  const parts = [
    // "Job 17, job send_mail," says it twice.
    typeText === 'job' ? '' : clean(typeText),
    clean(job?.name ?? ''),
    job?.version ? `v${clean(job.version).replace(/^v/i, '')}` : '',
  ];
  const sentence = parts.filter((part) => part !== '').join(' ');
  return sentence === '' ? '' : `, ${sentence},`;
}

function predicateOf({ from, to, job, by }: JobChange): string {
  const who = by === undefined ? '' : ' by an operator';
  const again = from !== null && from.status === to?.status ? ' again' : '';
  switch (to?.status) {
    case undefined:
      return 'is no longer in the queue.';
    case 'queued':
      if (from === null) return 'is queued.';
      return `is queued again${who}${from.status === 'queued' ? '' : `; it ${had[from.status]}`}.`;
    case 'running': {
      const worker = job === null ? null : workerNameOf(job.workerHost, job.workerPid);
      return `is running${again}${worker === null ? '' : ` on ${clean(worker)}`}.`;
    }
    case 'complete': {
      const output = clean(job?.outputPath ?? '');
      const warnings = job?.warnings === true ? ', with warnings' : '';
      return output === '' ? `is done${again}${warnings}.` : `is done${again}${warnings}: ${output}`;
    }
    case 'failed': {
      const error = clean((job === null ? null : oneLine(recordInBrief(job))) ?? '');
      return error === '' ? `failed${again}.` : `failed${again}: ${ended(error)}`;
    }
    case 'cancelled':
      return `was cancelled${again}${who}.`;
    case 'other':
      return `has the status ${ended(clean(job?.statusText ?? ''))}`;
  }
}

const had = {
  running: 'was running',
  complete: 'was done',
  failed: 'had failed',
  cancelled: 'was cancelled',
  other: 'had another status',
};

const clean = (text: string) => shortened(sanitize(text, longest + 1), longest);

/** A text that ends as a sentence does. */
function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
