import type { Job } from './job.js';
import type { JobCounts, Picture } from './picture.js';
import type { TroubleCounts } from './worker.js';

/** Ends are written in whole seconds, and some time before they are committed. In ms. */
export const commitDelayMs = 2000;

/** What differs between two pictures of one database. */
export interface Changes {
  /** How many jobs failed, including those missing from the count because another job was retried. */
  readonly failed: number;
  /** Those of them that are in the window: jobs that the earlier window had too come first, then the newest failure. */
  readonly failedJobs: readonly Job[];
  /** How many jobs were completed, as far as is known. */
  readonly done: number;
  /** How many were cancelled. */
  readonly cancelled: number;
  /** How many more jobs there are; 0 if there are fewer. */
  readonly added: number;
  /** How many more jobs wait; negative: fewer. Null while the queue is still being counted. */
  readonly queue: number | null;
  /** How many more running jobs have a worker in trouble, by kind; 0 if there are fewer. */
  readonly troubles: TroubleCounts;
  /** Jobs in the window whose worker is gone, and wasn't before. */
  readonly goneJobs: readonly Job[];
}

/**
 * What differs between two pictures, the earlier one first. A window holds few of the jobs, so changes are told by the
 * counts of all jobs, whatever the filter. A change that is missing from the counts, because another job was retried,
 * shows if the job is in the windows of both pictures. While one of the pictures isn't counted yet, only jobs in both
 * windows can tell.
 */
export function changesBetween(before: Picture, after: Picture): Changes {
  const seen = new Map(before.window.jobs.map((job) => [job.id, job]));
  const more = (status: keyof JobCounts) => moreOf(before, after, status) ?? 0;
  const failed = after.window.jobs
    .filter((job) => job.status === 'failed')
    .toSorted((one, other) => (other.completedAt ?? 0) - (one.completedAt ?? 0));
  const witnessed = failed.filter((job) => hasFailedSince(seen.get(job.id), job));
  const failures = Math.max(more('failed'), witnessed.length);
  const fresh = failed.filter((job) => !seen.has(job.id) && endedAfter(job, before.asOf));
  const became = (status: Job['status']) =>
    after.window.jobs.filter((job) => job.status === status && isOther(seen.get(job.id), status)).length;
  const isGone = (job: Job | undefined) => job?.trouble?.kind === 'gone';
  const moreTroubles = (kind: keyof TroubleCounts) =>
    Math.max(0, (after.troubles?.[kind] ?? 0) - (before.troubles?.[kind] ?? after.troubles?.[kind] ?? 0));
  return {
    failed: Math.max(0, failures),
    failedJobs: [...witnessed, ...fresh].slice(0, Math.max(0, failures)),
    done: Math.max(0, more('complete'), became('complete')),
    cancelled: Math.max(0, more('cancelled'), became('cancelled')),
    added: Math.max(0, (jobsIn(after) ?? 0) - (jobsIn(before) ?? jobsIn(after) ?? 0)),
    queue: moreOf(before, after, 'queued'),
    troubles: { gone: moreTroubles('gone'), silent: moreTroubles('silent') },
    goneJobs: after.window.jobs.filter((job) => isGone(job) && !isGone(seen.get(job.id))),
  };
}

function moreOf(before: Picture, after: Picture, status: keyof JobCounts): number | null {
  return before.counts === null || after.counts === null
    ? null
    : after.counts[status] - before.counts[status];
}

function jobsIn({ counts }: Picture): number | null {
  return counts === null
    ? null
    : Object.values(counts).reduce((sum: number, count: number) => sum + count, 0);
}

/** A job that was retried and failed again counts again, even if both happened between two pictures. */
function hasFailedSince(before: Job | undefined, job: Job): boolean {
  return before !== undefined && (before.status !== 'failed' || before.retryCount < job.retryCount);
}

function isOther(before: Job | undefined, status: Job['status']): boolean {
  return before !== undefined && before.status !== status;
}

function endedAfter({ completedAt }: Job, asOf: number): boolean {
  return completedAt !== null && completedAt > asOf - commitDelayMs;
}
