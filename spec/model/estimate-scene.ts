import { type Estimate, estimate } from '../../lib/model/estimate.js';
import type { Job } from '../../lib/model/job.js';
import { type ProgressLog, recordProgress } from '../../lib/model/progress.js';
import { jobWith, now } from '../view/scene.js';

export const second = 1000;

export const minute = 60 * second;

export const nothing: ProgressLog = new Map();

export function running(done: number, given: Partial<Job> = {}): Job {
  return jobWith({ status: 'running', itemsProcessed: done, itemsTotal: 1000, ...given });
}

/** What is said after these sights of one job, at seconds from now, and looking again at `at`. */
export function after(
  sights: readonly (readonly [at: number, done: number])[],
  at: number,
  given: Partial<Job> = {},
): Estimate {
  const log = sights.reduce(
    (known, [seen, done]) => recordProgress(known, [running(done, given)], now + seen * second),
    nothing,
  );
  return estimate(log, running(sights.at(-1)?.[1] ?? 0, given), now + at * second);
}

export function rounded(estimated: Estimate): string {
  return estimated.kind === 'none' ? 'none' : `${estimated.kind} ${Math.round(estimated.ms / second)}`;
}
