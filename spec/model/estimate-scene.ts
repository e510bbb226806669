import type { Job } from '../../lib/model/job.js';
import { type Estimate, estimate, type ProgressLog, recordProgress } from '../../lib/model/progress.js';
import { jobWith, now } from '../view/scene.js';

export const second = 1000;

export const minute = 60 * second;

/** Some sights of one job, at seconds from now. */
export type Sights = readonly (readonly [at: number, done: number])[];

/** Ten more items each two seconds, or each minute. */
export const brisk: Sights = [
  [0, 20],
  [2, 30],
  [4, 40],
];
export const slow: Sights = [
  [0, 20],
  [60, 30],
  [120, 40],
];

export const nothing: ProgressLog = new Map();

export function running(done: number, given: Partial<Job> = {}): Job {
  return jobWith({ status: 'running', itemsProcessed: done, itemsTotal: 1000, ...given });
}

/** What is said after these sights, and looking again at `at`. */
export function after(sights: Sights, at: number, given: Partial<Job> = {}): Estimate {
  const log = sights.reduce(
    (known, [seen, done]) => recordProgress(known, [running(done, given)], now + seen * second),
    nothing,
  );
  return estimate(log, running(sights.at(-1)?.[1] ?? 0, given), now + at * second);
}

export function rounded(estimated: Estimate): string {
  return estimated.kind === 'none' ? 'none' : `${estimated.kind} ${Math.round(estimated.ms / second)}`;
}
