import type { Job } from '../../model/job.js';
import type { Picture } from '../../model/picture.js';
import { passing } from '../../model/problem.js';
import type { Alert } from '../state/alert.js';
import type { Command } from '../state/command.js';
import type { Connection } from '../state/state.js';

/** Ends are written in whole seconds, and some time before they are committed. In ms. */
const commitDelayMs = 2000;

/**
 * The jobs that failed between the picture on the screen and a new one; null if none did, and for the first
 * picture of a database. A window holds few of the jobs, so new failures are told by the count of all failed jobs,
 * whatever the filter. One that is missing from the count, because another job was retried, shows if the job is in
 * the windows of both pictures. While one of the pictures isn't counted yet, only jobs in both windows can tell.
 */
export function newFailures(before: Connection, picture: Picture): Alert | null {
  if (before.kind === 'loading' || before.kind === 'down') return null;
  if (before.kind === 'stale' && !passing.has(before.problem.code)) return null;
  const seen = new Map(before.picture.window.jobs.map((job) => [job.id, job]));
  const failed = picture.window.jobs
    .filter((job) => job.status === 'failed')
    .toSorted((one, other) => (other.completedAt ?? 0) - (one.completedAt ?? 0));
  const witnessed = failed.filter((job) => hasFailedSince(seen.get(job.id), job));
  const count = Math.max(moreFailed(before.picture, picture), witnessed.length);
  if (count <= 0) return null;
  const fresh = failed.filter((job) => !seen.has(job.id) && endedAfter(job, before.picture.asOf));
  return { count, names: [...witnessed, ...fresh].slice(0, count).map((job) => job.name) };
}

function moreFailed(before: Picture, { counts }: Picture): number {
  return before.counts === null || counts === null ? 0 : counts.failed - before.counts.failed;
}

/** The command that tells the operator, if there are new failures. */
export function alerting(before: Connection, picture: Picture): readonly Command[] {
  const alert = newFailures(before, picture);
  return alert === null ? [] : [{ type: 'alert', alert }];
}

/** A job that was retried and failed again counts again, even if both happened between two pictures. */
function hasFailedSince(before: Job | undefined, job: Job): boolean {
  return before !== undefined && (before.status !== 'failed' || before.retryCount < job.retryCount);
}

function endedAfter({ completedAt }: Job, asOf: number): boolean {
  return completedAt !== null && completedAt > asOf - commitDelayMs;
}
