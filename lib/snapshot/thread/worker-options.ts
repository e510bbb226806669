import type { ResourceLimits, WorkerOptions } from 'node:worker_threads';

/**
 * A picture takes little of the heap: if more is used, something has gone wrong, and it must not take the machine
 * down. Rows are short-lived: with a small young generation, reading takes 25 MB less memory and hardly more
 * time.
 */
export const usualLimits: ResourceLimits = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 3 };

/** How a thread of readers is started: it can't print. */
export function workerOptions(resourceLimits: ResourceLimits): WorkerOptions {
  return { stdout: true, stderr: true, resourceLimits };
}
