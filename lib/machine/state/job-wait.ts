import {
  databaseOf,
  type JobId,
  type JobStatus,
  jobInWords,
  jobStatuses,
  unfinished,
} from '../../model/job.js';
import { type AwaitedList, type Tally, unfinishedIn } from '../../model/marks.js';
import type { Picture } from '../../model/picture.js';
import { grouped } from '../../model/text.js';

/** A job whose end is waited for, as it was last seen. */
export interface AwaitedJob {
  readonly id: JobId;
  /** Untrusted. */
  readonly name: string;
  /** `left`: it isn't in the queue any more, and was never seen to end. */
  readonly status: JobStatus | 'left';
}

/** What the operator wants to be told the end of: some jobs, or the whole of a list, whatever is listed by now. */
export type JobWait =
  | { readonly kind: 'jobs'; readonly jobs: readonly AwaitedJob[] }
  /** `tally` is null until it was first counted. */
  | { readonly kind: 'list'; readonly list: AwaitedList; readonly tally: Tally | null };

/** Whether a job, or where it went, is known to have ended. */
export function hasEnded({ status }: AwaitedJob): boolean {
  return status === 'left' || !unfinished.includes(status);
}

/** Whether nothing is left to wait for. */
export function isOver(wait: JobWait): boolean {
  return wait.kind === 'jobs'
    ? wait.jobs.every(hasEnded)
    : wait.tally !== null && unfinishedIn(wait.tally) === 0;
}

/** How many of what was waited for is in each status. */
export function endsOf(wait: JobWait): Readonly<Record<JobStatus | 'left', number>> {
  const counts = wait.kind === 'list' ? wait.tally?.counts : undefined;
  const count = (status: JobStatus | 'left') =>
    wait.kind === 'jobs'
      ? wait.jobs.filter((job) => job.status === status).length
      : status === 'left'
        ? 0
        : (counts?.[status] ?? 0);
  return Object.fromEntries(
    [...jobStatuses, 'left' as const].map((status) => [status, count(status)]),
  ) as Record<JobStatus | 'left', number>;
}

/** Whether what is waited for is in databases of which a picture tells nothing, so that nobody knows how it is. */
export function isOutOfSight(wait: JobWait, { databases = [] }: Picture): boolean {
  const dark = databases.filter(({ isListed }) => !isListed).map(({ name }) => name);
  return wait.kind === 'jobs'
    ? wait.jobs.some(({ id }) => dark.includes(databaseOf(id) ?? ''))
    : dark.some((name) => (wait.list.filter.database ?? name) === name);
}

/** Whether the bell rings; `muted`: not since the operator silenced it, `off`: they never asked for it. */
export type Bell = 'on' | 'off' | 'muted';

const endWords: readonly (readonly [status: JobStatus | 'left', word: string, ofOne: string])[] = [
  ['complete', 'done', 'is done'],
  ['failed', 'failed', 'failed'],
  ['cancelled', 'cancelled', 'was cancelled'],
  ['other', 'other', 'ended in a status that this program does not know'],
  ['left', 'gone', 'left the queue, and how it ended is not recorded'],
];

/** What is waited for: `job 17`, `2 of 3 jobs`, `the list`, `1,204 jobs`. May quote untrusted text. */
export function waitText(wait: JobWait): string {
  if (wait.kind === 'list') {
    return wait.tally === null ? 'the list' : jobsText(unfinishedIn(wait.tally));
  }
  const left = wait.jobs.filter((job) => !hasEnded(job));
  const [only] = wait.jobs;
  if (only !== undefined && wait.jobs.length === 1) return jobInWords(only.id);
  return left.length === wait.jobs.length
    ? jobsText(left.length)
    : `${grouped(left.length)} of ${jobsText(wait.jobs.length)}`;
}

/** What will have happened: `job 17 ends`, `all 611 jobs have ended`, `all jobs of the list have ended`. */
export function awaitedText(wait: JobWait): string {
  if (wait.kind === 'list' && wait.tally === null) return 'all jobs of the list have ended';
  const what = waitText(wait);
  return wait.kind === 'jobs' && wait.jobs.length === 1 ? `${what} ends` : `all ${what} have ended`;
}

/** How it ended: `job 17 failed`, `3 jobs ended: 2 done, 1 failed`, `nothing left: 12 done, 3 failed`. */
export function waitEndText(wait: JobWait): string {
  const [only] = wait.kind === 'jobs' ? wait.jobs : [];
  if (wait.kind === 'jobs' && wait.jobs.length === 1 && only !== undefined) {
    const [, , words] = endWords.find(([status]) => status === only.status) ?? ['', '', 'ended'];
    return `${jobInWords(only.id)} ${words}`;
  }
  const ends = endsOf(wait);
  const counts = endWords
    .filter(([status]) => ends[status] > 0)
    .map(([status, word]) => `${grouped(ends[status])} ${word}`);
  const all = wait.kind === 'list' ? 'nothing left to do' : `${jobsText(wait.jobs.length)} ended`;
  return counts.length === 0 ? all : `${all}: ${counts.join(', ')}`;
}

function jobsText(count: number): string {
  return count === 1 ? '1 job' : `${grouped(count)} jobs`;
}
