import type { Job } from './job.js';

/**
 * How long a job ran until it ended, or until `now` if it is still running, ms; null if unknown. If the record has
 * no claim, another of its times is taken for the start (`schema/fragments/started_ms.sql`): one that isn't
 * earlier than the end tells nothing.
 */
export function durationOf(job: Job, now: number): number | null {
  if (job.startedAt === null || job.status === 'queued') return null;
  const end = job.status === 'running' ? now : job.completedAt;
  return end === null || end <= job.startedAt ? null : end - job.startedAt;
}
