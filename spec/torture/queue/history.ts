import { type JobCounts, noCounts } from '../../../lib/model/picture.js';

/** How many jobs the queue has; their ids are 1 to this. */
export const jobs = 3000;

/** The words that a job's status goes through, one at each of its steps. */
export const words = ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED'] as const;
/** What the program calls them. */
export const statuses = ['queued', 'running', 'complete', 'failed'] as const;

/** The job that step `step` (from 1) changes. The steps go through all jobs, again and again. */
export function jobAt(step: number): number {
  return ((step - 1) % jobs) + 1;
}

/** A job's status after `step` steps. */
export function statusAfter(job: number, step: number): (typeof statuses)[number] {
  return statuses[timesChanged(job, step) % statuses.length] ?? 'queued';
}

/** The word that step `step` writes. */
export function wordAt(step: number): string {
  return words[timesChanged(jobAt(step), step) % words.length] ?? '';
}

/** How many jobs have each status after `step` steps. */
export function countsAfter(step: number): JobCounts {
  const counts = { ...noCounts };
  const rounds = Math.floor(step / jobs);
  const further = step % jobs;
  counts[statuses[(rounds + 1) % statuses.length] ?? 'queued'] += further;
  counts[statuses[rounds % statuses.length] ?? 'queued'] += jobs - further;
  return counts;
}

function timesChanged(job: number, step: number): number {
  return step < job ? 0 : Math.floor((step - job) / jobs) + 1;
}
