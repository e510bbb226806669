import type { ResourceLimits, WorkerOptions } from 'node:worker_threads';

/**
 * What a picture takes of the heap is small: more has gone wrong, and must not take the machine with it. Rows live but
 * for a moment: with less room for them reading takes 20 MB less memory and hardly more time.
 */
export const usualLimits: ResourceLimits = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 8 };

/** How a thread of readers is begun: it has no way to print. */
export function workerOptions(resourceLimits: ResourceLimits): WorkerOptions {
  return { stdout: true, stderr: true, resourceLimits };
}
