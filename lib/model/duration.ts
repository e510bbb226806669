import type { Job } from './job.js';

/**
 * How long a job has run until it ended, or until `now` where it still runs, ms; null where that isn't known. Where the
 * record has no claim, its start is another of its times (`schema/fragments/started_ms.sql`): one that is no earlier
 * than the end tells nothing.
 */
export function durationOf(job: Job, now: number): number | null {
  if (job.startedAt === null || job.status === 'queued') return null;
  const end = job.status === 'running' ? now : job.completedAt;
  return end === null || end <= job.startedAt ? null : end - job.startedAt;
}
